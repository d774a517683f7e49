import type { Belief } from './learner.ts'
import type { Calibrated } from './calibration.ts'
import { DecayedSums } from './decayed-sums.ts'
import type { KindIndex } from './kind-index.ts'

/** Scores that a calibration set is worth at most: a target that changes is believed after some hundred. */
const MOST_STRENGTH = 200
/** Scores that a target of which the set knows nothing is taken on trust for. */
const LEAST_STRENGTH = 5
/** The same after the target was found to have drifted. */
const DOUBTED_STRENGTH = 10
/** Scores that a target's surprise at all kinds is drawn towards everybody's by, and its surprise at one kind to that. */
const SHIFT_STRENGTH = 120
const KIND_STRENGTH = 80
/** Scores that everybody's surprise is shrunk by, and everybody's at one kind is drawn towards that by. */
const COMMON_STRENGTH = 100
const COMMON_KIND_STRENGTH = 20
/** Calls that the predicted cost is worth against what was paid. */
const COST_STRENGTH = 10

/**
 * What became of one target since its calibration: by how much its scores and its costs differ from what the set foretold
 * of each request. Differences are free of how hard the request was, so few of them tell much.
 */
export class CalibratedRow {
  /** Weight, weight × (score − foretold). */
  readonly surprises: DecayedSums
  /** Cost foretold, cost paid, calls. */
  readonly bills: DecayedSums
  #doubted = false

  constructor(halfLifeScores: number, halfLifeMs: number, kinds: KindIndex) {
    this.surprises = new DecayedSums(2, halfLifeScores, kinds)
    this.bills = new DecayedSums(3, halfLifeMs, kinds)
  }

  /** The target is not what it was: the set says little of it from now on. */
  doubt(): void {
    this.#doubted = true
  }

  /** `common`: by how much everybody differs from what was foretold. */
  quality(told: Calibrated, kind: number | undefined, position: number, common: CommonSurprise): Belief {
    const scale = this.surprises.scaleAt(position)
    const [weight = 0, sum = 0] = this.surprises.total
    const kindWeight = this.surprises.at(kind, 0)
    const kindSum = this.surprises.at(kind, 1)
    const strength = Math.max(LEAST_STRENGTH, Math.min(this.#doubted ? DOUBTED_STRENGTH : MOST_STRENGTH, told.examples))
    const shift = ((sum - weight * common.everywhere) * scale) / (weight * scale + Math.min(SHIFT_STRENGTH, strength))
    const kindShift =
      ((kindSum - kindWeight * common.here) * scale + KIND_STRENGTH * shift) / (kindWeight * scale + KIND_STRENGTH)
    const mean = Math.min(1, Math.max(0, told.quality + common.here + kindShift))
    const all = weight * scale
    const evidence = kindWeight * scale + (KIND_STRENGTH * all) / (all + KIND_STRENGTH) + strength
    return {
      mean,
      stdDev: Math.sqrt(Math.max(mean * (1 - mean), 0.02) / (evidence + 1)),
      samples: all + told.examples,
    }
  }

  /** Its part in what is common. No target says more than as many scores as it is drawn towards the others by. */
  addTo(sums: Float64Array, kind: number | undefined, position: number): void {
    // What has become of a target that drifted says nothing of the prompts.
    if (this.#doubted) return
    const scale = this.surprises.scaleAt(position)
    const [weight = 0, sum = 0] = this.surprises.total
    const add = (at: number, known: number, surprise: number, strength: number): void => {
      const share = (scale * strength) / (scale * known + strength)
      sums[at] = (sums[at] ?? 0) + share * known
      sums[at + 1] = (sums[at + 1] ?? 0) + share * surprise
    }
    add(0, weight, sum, SHIFT_STRENGTH)
    add(2, this.surprises.at(kind, 0), this.surprises.at(kind, 1), KIND_STRENGTH)
  }

  /** What a call is expected to cost; `undefined` where the set recorded no costs. */
  costUsd({ costUsd, examples }: Calibrated, nowMs: number): Belief | undefined {
    if (costUsd === undefined || !(costUsd > 0)) return undefined
    const scale = this.bills.scaleAt(nowMs)
    const [foretold = 0, paid = 0, calls = 0] = this.bills.total
    const typical = calls > 0 ? foretold / calls : costUsd
    const ratio = (paid * scale + COST_STRENGTH * typical) / (foretold * scale + COST_STRENGTH * typical)
    const mean = costUsd * ratio
    const samples = calls * scale + examples
    return { mean, stdDev: mean / Math.sqrt(samples + 1), samples }
  }
}

/** By how much the scores of all targets differ from what was foretold, in quality points. */
export interface CommonSurprise {
  readonly everywhere: number
  /** At this kind of task. */
  readonly here: number
}

/**
 * Prompts that are harder than those of the set are nobody's fault. Without this whoever is asked most would seem to have
 * become worse than those who are hardly asked.
 */
export function commonSurprise(
  rows: Iterable<{ readonly calibrated: CalibratedRow; position(all: number): number }>,
  kind: number | undefined,
  all: number,
): CommonSurprise {
  const sums = new Float64Array(4)
  for (const row of rows) row.calibrated.addTo(sums, kind, row.position(all))
  const [weight = 0, sum = 0, kindWeight = 0, kindSum = 0] = sums
  const everywhere = sum / (weight + COMMON_STRENGTH)
  return { everywhere, here: everywhere + (kindSum - kindWeight * everywhere) / (kindWeight + COMMON_KIND_STRENGTH) }
}
