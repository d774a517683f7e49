import type { Candidate, RoutingStrategy } from '../routing-strategy.ts'
import { ranked } from '../score.ts'
import { draw } from './draw.ts'
import { inOrder } from './in-order.ts'

/** Up to this many targets, all are compared. */
const FEW = 3

/**
 * Spreads load over targets that are equally good: of two drawn at random the one with the shorter queue, predicted
 * latency × (calls in flight + 1); a target whose circuit is half open loses to one that is closed (power of two choices,
 * Mitzenmacher 2001). Taking the shortest of all would send every process to the same target. The pair is not drawn:
 * the k-th best of n wins in n − k of the n(n − 1)/2 pairs, and one is drawn by that, so that the propensity is exact.
 * With three targets or fewer, or where chance may not decide, all are compared.
 */
export function loadBalanced(): RoutingStrategy {
  return {
    name: 'load-balanced',
    plan({ candidates, explore, random }) {
      const order = ranked(candidates, score)
      const [first, ...rest] = order
      const count = order.length
      if (!explore || count <= FEW) return inOrder(order, reasonOf(first.candidate))
      const { item, propensity } = draw(
        [{ entry: first, weight: count - 1 }, ...rest.map((entry, i) => ({ entry, weight: count - 2 - i }))],
        random,
      )
      return inOrder(order, reasonOf(item.entry.candidate), item.entry, propensity)
    },
  }
}

/** 1–2 with a closed circuit, 0–1 with a half-open one; falls as the queue grows. */
function score(candidate: Candidate): number {
  const queueMs = queueMsOf(candidate)
  return (candidate.circuit === 'closed' ? 1 : 0) + 1000 / (1000 + queueMs)
}

/** Longer for one that should get less: just back from an outage, or near its rate limit. */
const queueMsOf = ({ prediction, inFlight, weight = 1 }: Candidate): number =>
  (prediction.latencyMs.mean * (inFlight + 1)) / Math.max(0.01, weight)

function reasonOf(candidate: Candidate): string {
  return `${candidate.target} has ${candidate.inFlight} in flight, about ${Math.round(queueMsOf(candidate))} ms of queue`
}
