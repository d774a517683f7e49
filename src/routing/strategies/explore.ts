import type { NonEmpty } from '../../chat/index.ts'
import type { Random } from '../../runtime/index.ts'
import type { Candidate } from '../routing-strategy.ts'
import type { Ranked } from '../score.ts'
import { normalCdf } from './normal-cdf.ts'

export interface Choice extends Ranked {
  /** With which probability it was chosen, exactly. */
  readonly propensity: number
  readonly explored: boolean
}

/** A share below this is not worth a call. */
const LEAST_SHARE = 1e-3

/**
 * One of the candidates, best first, each with about the probability that it beats the leader. Instead of drawing from
 * the posteriors (Thompson, 1933) that probability is computed and one is drawn by it, so that the propensity is exact.
 * `spread` is how much of the doubt is acted on; 0 takes the leader. Calls under way count as evidence that is coming, so
 * that a burst is not all spent on one unknown. Cost: linear in the candidates.
 */
export function explore(order: NonEmpty<Ranked>, spread: number, random: Random): Choice {
  const [leader] = order
  const weights = order.map(({ candidate, score }) => {
    if (candidate === leader.candidate) return 0.5
    const doubt = spread * Math.hypot(doubtOf(candidate), doubtOf(leader.candidate))
    const weight = doubt > 0 ? normalCdf((score - leader.score) / doubt) : 0
    return weight < LEAST_SHARE ? 0 : weight
  })
  const sum = weights.reduce((a, b) => a + b, 0)
  let left = spread > 0 ? random() * sum : 0
  for (const [i, weight] of weights.entries()) {
    left -= weight
    const chosen = order[i]
    if (left < 0 && chosen) return { ...chosen, propensity: weight / sum, explored: i > 0 }
  }
  return { ...leader, propensity: 0.5 / sum, explored: false }
}

function doubtOf({ prediction: { quality }, inFlight }: Candidate): number {
  const evidence = quality.samples + 1
  return quality.stdDev * Math.sqrt(evidence / (evidence + inFlight))
}
