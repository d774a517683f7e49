import type { Candidate, RoutingStrategy } from '../routing-strategy.ts'
import { ranked } from '../score.ts'
import { draw } from './draw.ts'
import { inOrder } from './in-order.ts'

/** Up to this many targets, all are compared. */
const FEW = 3
/** A target with more calls in flight than this share of the others has is hot. */
const HOT_QUANTILE = 0.84

/**
 * Spreads load over targets that are equally good: of two drawn at random the one with the shorter queue, how slow it is just
 * now × (calls in flight + 1), less what it should be spared (power of two choices, Mitzenmacher 2001, on a peak EWMA, as in
 * Finagle). A hot one, of more calls in flight than nearly all others, loses to a cold one whatever its latency, and among hot
 * ones the number of calls decides: latency tells of a queue only when it is too late (Prequal: Wydrowski et al., 2024). A
 * target whose circuit is half open loses to one that is closed. Taking the shortest of all would send every process to the
 * same target. The pair is not drawn: the k-th best of n wins in n − k of the n(n − 1)/2 pairs, and one is drawn by that, so
 * that the propensity is exact. With three targets or fewer, or where chance may not decide, all are compared.
 */
export function loadBalanced(): RoutingStrategy {
  return {
    name: 'load-balanced',
    plan({ candidates, explore, random }) {
      const hotFrom = quantile(
        candidates.map(candidate => candidate.inFlight),
        HOT_QUANTILE,
      )
      const order = ranked(candidates, candidate => readiness(candidate, hotFrom))
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

/** 2–3 for a cold target, 1–2 for a hot one, 0–1 with a half-open circuit; falls as the queue grows. */
function readiness(candidate: Candidate, hotFrom: number): number {
  const { inFlight, circuit } = candidate
  if (circuit === 'half-open') return 1000 / (1000 + queueMsOf(candidate))
  return inFlight > hotFrom ? 1 + 1 / (1 + inFlight) : 2 + 1000 / (1000 + queueMsOf(candidate))
}

/** Until one more call would be answered, if those in flight are served one after the other. */
function queueMsOf({ prediction: { latencyMs, firstTokenMs, peakMs }, inFlight, weight = 1 }: Candidate): number {
  const usualMs = firstTokenMs && firstTokenMs.samples > 0 ? firstTokenMs.mean : latencyMs.mean
  const nowMs = latencyMs.mean + Math.max(0, (peakMs ?? usualMs) - usualMs)
  return (nowMs * (inFlight + 1)) / Math.max(0.01, weight)
}

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.ceil(q * sorted.length) - 1] ?? 0
}

function reasonOf(candidate: Candidate): string {
  return `${candidate.target} has ${candidate.inFlight} in flight, about ${Math.round(queueMsOf(candidate))} ms of queue`
}
