import type { DecayedSums } from './decayed-sums.ts'
import type { Belief } from './learner.ts'

// Sums of logarithms have three entries from an offset on: weight, weight × log, weight × log².

/** Of the logarithm, while nothing is known: most values lie within a factor of e of the typical one. */
const UNKNOWN_SPREAD = 1
/** A spread beyond this is no longer that of one sort of value, and the mean is not raised for it any more. */
const MOST_SPREAD = 1
/** Values overall that count as much as one of this kind of task. */
const OVERALL_STRENGTH = 5
/** Below this much evidence there is none. */
const LEAST = 1e-6

/** Where the logarithms of a positive number lie. */
export interface LogSpread {
  readonly mean: number
  readonly stdDev: number
}

/** Where a value at one kind of task is to be expected: of all kinds together, drawn towards those of this kind. */
export function logSpread(
  sums: DecayedSums,
  kind: number | undefined,
  offset: number,
  scale: number,
  unknown: number,
): LogSpread {
  const samples = (sums.total[offset] ?? 0) * scale
  if (!(samples > LEAST)) return { mean: Math.log(unknown), stdDev: UNKNOWN_SPREAD }
  // One value says little of the spread: what is assumed counts as one more.
  const variance = (samples * varianceOf(sums.total, offset) + UNKNOWN_SPREAD ** 2) / (samples + 1)
  return { mean: meanOf(sums, kind, offset, scale), stdDev: Math.sqrt(variance) }
}

/**
 * What is believed of a positive number of many magnitudes, from sums of its logarithms: one value of a thousand times the
 * usual moves the mean by a few percent and not tenfold.
 */
export function logBelief(
  sums: DecayedSums,
  kind: number | undefined,
  offset: number,
  scale: number,
  unknown: number,
): Belief {
  const samples = (sums.total[offset] ?? 0) * scale
  // A number of which nothing is known may be as much again.
  if (!(samples > LEAST)) return { mean: unknown, stdDev: unknown, samples: 0 }
  const variance = Math.min(varianceOf(sums.total, offset), MOST_SPREAD ** 2)
  const mean = Math.exp(meanOf(sums, kind, offset, scale) + variance / 2)
  const relative = Math.expm1(variance) + 1 / (samples + 1)
  return { mean, stdDev: mean * Math.sqrt(relative / (samples + 1)), samples }
}

/** Enters a value that was seen whole. */
export function enterLog(into: Float64Array, offset: number, value: number): void {
  const log = Math.log(value)
  into[offset] = 1
  into[offset + 1] = log
  into[offset + 2] = log * log
}

/**
 * Enters a value of which it is only known that it is above `least` (an attempt that was hung up on): it pulls mean and
 * spread as the likelihood of a censored normal does, and weighs what it tells. That is next to nothing where it was left
 * early, and nearly as much as a whole one where it had taken long already (Fisher information of right censoring).
 */
export function enterCensoredLog(into: Float64Array, offset: number, least: number, { mean, stdDev }: LogSpread): void {
  const spread = Math.max(stdDev, 0.05)
  const z = (Math.log(least) - mean) / spread
  const hazard = normalHazard(z)
  const weight = hazard * (hazard - z)
  if (!(weight > LEAST)) return
  const value = mean + spread / (hazard - z)
  const square = (spread * spread * hazard) / (hazard - z)
  into[offset] = weight
  into[offset + 1] = weight * value
  into[offset + 2] = weight * (square + 2 * mean * value - mean * mean)
}

/** Density over upper tail of the standard normal distribution, by the continued fraction of the tail (Laplace) and its rise below. */
function normalHazard(z: number): number {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
  if (z < 2) return density / upperTail(z)
  let fraction = z
  for (let k = 30; k > 0; k--) fraction = z + k / fraction
  return fraction
}

/** To 1e-7 (Abramowitz and Stegun, 26.2.17). */
function upperTail(z: number): number {
  if (z < 0) return 1 - upperTail(-z)
  const t = 1 / (1 + 0.2316419 * z)
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return (poly * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI)
}

function meanOf(sums: DecayedSums, kind: number | undefined, offset: number, scale: number): number {
  const overall = (sums.total[offset + 1] ?? 0) / (sums.total[offset] ?? 1)
  const weight = sums.at(kind, offset) * scale
  const sum = sums.at(kind, offset + 1) * scale
  return (sum + OVERALL_STRENGTH * overall) / (weight + OVERALL_STRENGTH)
}

function varianceOf(all: Float64Array, offset: number): number {
  const weight = all[offset] ?? 1
  return Math.max(0, (all[offset + 2] ?? 0) / weight - ((all[offset + 1] ?? 0) / weight) ** 2)
}
