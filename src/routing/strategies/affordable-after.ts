import type { Target } from '../../chat/index.ts'
import type { Candidate, RoutingContext } from '../routing-strategy.ts'

/** Who can still be asked with what the request may cost, after these were: by predicted costs. */
export function affordableAfter(
  { candidates, constraints }: RoutingContext,
  asked: readonly Target[],
): readonly Candidate[] {
  const spentUsd = candidates.reduce(
    (sum, { target, prediction }) => sum + (asked.includes(target) ? prediction.costUsd.mean : 0),
    0,
  )
  const leftUsd = (constraints.maxCostUsd ?? Infinity) - spentUsd
  return candidates.filter(({ target, prediction }) => !asked.includes(target) && prediction.costUsd.mean <= leftUsd)
}
