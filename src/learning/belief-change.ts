import type { Target } from '../chat/index.ts'
import type { Belief, Prediction } from './learner.ts'

/** Something that is believed of a target is no longer what it was. */
export interface BeliefChange {
  readonly target: Target
  readonly what: 'quality' | 'availability' | 'latencyMs' | 'firstTokenMs' | 'outputTokens' | 'costUsd'
  /** Mean over all kinds of task as of the last change; of a drift, what was expected at `kind`. */
  readonly from: number
  readonly to: number
  /** Evidence behind `to`; decays. */
  readonly samples: number
  /** `drift`: a test found that the target is no longer the same, and most of what was known of it was forgotten. */
  readonly cause: 'evidence' | 'drift'
  /** Kind of task whose score gave a drift away. */
  readonly kind?: string
  /** Epoch ms. */
  readonly atMs: number
}

/** Before that nothing is believed firmly enough to have changed. */
const LEAST_SAMPLES = 20
/** A change is more than what the evidence leaves open, in standard deviations, and worth telling. */
const DEVIATIONS = 3
/** Shares: points. */
const LEAST_POINTS = 0.05
/** Times, lengths and costs: the factor. */
const LEAST_FACTOR = 1.25

const shares = ['quality', 'availability'] as const
const amounts = ['latencyMs', 'firstTokenMs', 'outputTokens', 'costUsd'] as const

/**
 * Remembers what was last told of a target, and tells what differs from it by more than chance and by enough to matter. A
 * belief that wanders about within its doubt is never told twice.
 */
export class BeliefWatch {
  readonly #told = new Map<BeliefChange['what'], number>()

  /** What has changed significantly since it was last told. */
  changes(now: Prediction, atMs: number): BeliefChange[] {
    const changes: BeliefChange[] = []
    const compare = (what: BeliefChange['what'], belief: Belief | undefined, least: (from: number) => number): void => {
      if (!belief || belief.samples < LEAST_SAMPLES) return
      const from = this.#told.get(what)
      const { mean: to, stdDev, samples } = belief
      if (from !== undefined && Math.abs(to - from) <= Math.max(DEVIATIONS * stdDev, least(from))) return
      this.#told.set(what, to)
      if (from !== undefined) changes.push({ target: now.target, what, from, to, samples, cause: 'evidence', atMs })
    }
    for (const what of shares) compare(what, now[what], () => LEAST_POINTS)
    for (const what of amounts) compare(what, now[what], from => from * (LEAST_FACTOR - 1))
    return changes
  }
}
