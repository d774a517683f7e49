import type { OutcomeCounts } from './outcome-window.ts'

/** When a closed circuit opens. */
export interface TripRule {
  /** Failures in a row; one that did not even reach the target (`network`) counts for two. Default 5. */
  readonly failureThreshold?: number
  /** Share of failures in the window, 0–1, once there are `minCalls`. Default 0.5; `Infinity` switches the rule off. */
  readonly failureRate?: number
  /** Default 20. */
  readonly minCalls?: number
  /** What the rates look back on. Default 60 000. */
  readonly windowMs?: number
  /** A call that took longer is slow. Default: none is. */
  readonly slowMs?: number
  /** Share of slow calls in the window, 0–1, once there are `minCalls`. Default 0.8. */
  readonly slowRate?: number
}

/** Why a circuit opened. `forced`, `tripped` (one failure that says it all) and `probe` (the target has not recovered) are no matter of rules. */
export type TripReason = 'consecutive' | 'failure-rate' | 'slow-rate' | 'tripped' | 'probe' | 'forced'

/**
 * Failures in a row find a dead target at once but never see one call in two fail; the rates see that but need volume.
 * So both are asked.
 */
export function tripReason(
  rule: Required<TripRule>,
  consecutive: number,
  window: OutcomeCounts,
): 'consecutive' | 'failure-rate' | 'slow-rate' | undefined {
  if (consecutive >= rule.failureThreshold) return 'consecutive'
  const calls = window.ok + window.failed
  if (calls < rule.minCalls) return undefined
  if (window.failed >= rule.failureRate * calls) return 'failure-rate'
  if (window.slow >= rule.slowRate * calls) return 'slow-rate'
  return undefined
}
