import type { NonEmpty, TaskProfile } from '../chat/index.ts'
import { type Fault, InvalidOptionsError } from '../errors/index.ts'
import type { Candidate } from './routing-strategy.ts'

export interface ScoreWeights {
  /** Quality points that a dollar is worth. Default 0: cost decides only between equals. */
  readonly perUsd?: number
  /** Quality points that a second of latency is worth. Default 0. */
  readonly perSecond?: number
  /** Latency that should not be exceeded, ms. Default: none. */
  readonly latencyGoalMs?: number
  /** Quality points that it is worth not to take twice the goal; half as long over it costs half. Default 0.2. */
  readonly perGoalMissed?: number
}

/** What a candidate is worth for a task: expected quality less cost and latency, in quality points. */
export function scoreOf(candidate: Candidate, task: TaskProfile, weights: ScoreWeights = {}): number {
  const { quality, costUsd, latencyMs } = candidate.prediction
  const { cost = 0.5, latency = 0.5 } = task.sensitivity ?? {}
  const perUsd = 2 * cost * (weights.perUsd ?? 0)
  const perSecond = 2 * latency * (weights.perSecond ?? 0)
  const { latencyGoalMs = Infinity, perGoalMissed = 0.2 } = weights
  const missed = latencyMs.mean > latencyGoalMs ? perGoalMissed * (latencyMs.mean / latencyGoalMs - 1) : 0
  return quality.mean - perUsd * costUsd.mean - (perSecond * latencyMs.mean) / 1000 - missed
}

/** Throws `InvalidOptionsError`. */
export function checkWeights(weights: ScoreWeights): void {
  const faults: Fault[] = []
  for (const name of ['perUsd', 'perSecond', 'perGoalMissed'] as const) {
    const value = weights[name]
    if (value === undefined || (value >= 0 && value < Infinity)) continue
    faults.push({ path: `weights.${name}`, message: `${value} is not a number from 0 on` })
  }
  const { latencyGoalMs } = weights
  if (latencyGoalMs !== undefined && !(latencyGoalMs > 0)) {
    faults.push({ path: 'weights.latencyGoalMs', message: `${latencyGoalMs} is not above 0` })
  }
  if (faults.length > 0) throw new InvalidOptionsError('configure', faults)
}

export interface Ranked {
  readonly candidate: Candidate
  readonly score: number
}

/** Best first; among equals the cheaper, then the quicker, then the one that was named first. */
export function ranked(candidates: NonEmpty<Candidate>, score: (candidate: Candidate) => number): NonEmpty<Ranked> {
  const order = candidates.map((candidate): Ranked => ({ candidate, score: score(candidate) }))
  return order.sort(byWorth) as [Ranked, ...Ranked[]]
}

function byWorth(a: Ranked, b: Ranked): number {
  return (
    b.score - a.score ||
    a.candidate.prediction.costUsd.mean - b.candidate.prediction.costUsd.mean ||
    a.candidate.prediction.latencyMs.mean - b.candidate.prediction.latencyMs.mean
  )
}
