import type { Target } from '../chat/index.ts'
import { always, type LoggedDecision } from './logged-decision.ts'
import { evaluatePolicy, type OffPolicyEstimate, type OffPolicyOptions } from './off-policy.ts'

/** A logged decision with both of what it brought and what it cost. */
export interface PricedDecision extends LoggedDecision {
  readonly costUsd: number
}

export interface Counterfactual {
  /** Mean reward per request, had the target been asked every time. */
  readonly reward: OffPolicyEstimate
  /** Mean cost per request, USD. */
  readonly costUsd: OffPolicyEstimate
  /** Per request, USD: what was saved against asking that target every time. Negative where the log was dearer. */
  readonly savedUsd: { readonly mean: number; readonly low: number; readonly high: number }
}

/**
 * What it would have been like to ask one target every time: reward, cost and what the log saved against that. The
 * interval of the savings takes the logged cost as known. Throws `InvalidOptionsError`.
 */
export function counterfactual(
  log: readonly PricedDecision[],
  target: Target,
  options: OffPolicyOptions = {},
): Counterfactual {
  const reward = evaluatePolicy(log, always(target), options)
  const costs = log.map(decision => ({ ...decision, reward: decision.costUsd }))
  const costUsd = evaluatePolicy(costs, always(target), options)
  const { mean, low, high } = costUsd.doublyRobust
  const paid = costUsd.logged.mean
  return { reward, costUsd, savedUsd: { mean: mean - paid, low: low - paid, high: high - paid } }
}
