import type { Target } from '../chat/index.ts'
import type { Clock, Random } from '../runtime/index.ts'
import type { CircuitState } from './breaker.ts'
import { checkNumbers } from './check-numbers.ts'
import type { TripReason, TripRule } from './trip-rule.ts'

/** A circuit went from one state to another. */
export interface CircuitChange {
  readonly target: Target
  readonly from: CircuitState
  readonly to: CircuitState
  /** Why it opened. */
  readonly reason?: TripReason
  /** Until it may be asked again; only when it opened. `Infinity` when it was opened by hand. */
  readonly openMs?: number
}

export interface CircuitBreakerOptions extends TripRule {
  /** Whose circuit this is; told by errors and changes. Default `unnamed/target`. */
  readonly target?: Target
  /** Good probes that close it again, 1–`halfOpenMaxCalls`. Default 2. */
  readonly successThreshold?: number
  /** Probes at a time, good ones included. Default 3. */
  readonly halfOpenMaxCalls?: number
  /** The first time it stays open; doubles with each probe that fails. Default 60 000. */
  readonly openMs?: number
  /** The longest time it stays open by itself. Default 300 000. */
  readonly maxOpenMs?: number
  /** How long a failure that asking again cannot cure (key refused, quota used up) keeps it open where the server says nothing. Default 3 600 000. */
  readonly tripOpenMs?: number
  /** A probe that has not ended by then has failed. Default: `openMs`, at most 30 000. */
  readonly probeTimeoutMs?: number
  /** After it closed, `weight` grows from 0.1 to 1 in this time. Default 30 000. */
  readonly rampMs?: number
  /** Asked before a *rate* opens it; false keeps it closed. `CircuitPool` uses it so that never too many are left out at once. */
  readonly mayOpen?: () => boolean
  readonly onChange?: (change: CircuitChange) => void
  readonly clock?: Clock
  readonly random?: Random
}

/** Throws `InvalidOptionsError` with every fault. */
export function checkCircuitOptions(options: CircuitBreakerOptions): void {
  const { successThreshold = 2, halfOpenMaxCalls = 3, openMs = 60_000, maxOpenMs } = options
  const count = { min: 1, integer: true }
  const duration = { min: 0, above: true }
  checkNumbers(
    'CircuitBreaker',
    { ...options },
    {
      failureThreshold: { ...count, infinite: true },
      failureRate: { min: 0, above: true, max: 1, infinite: true },
      minCalls: { ...count, infinite: true },
      windowMs: duration,
      slowMs: { ...duration, infinite: true },
      slowRate: { min: 0, above: true, max: 1 },
      successThreshold: count,
      halfOpenMaxCalls: count,
      openMs: duration,
      maxOpenMs: duration,
      tripOpenMs: duration,
      probeTimeoutMs: duration,
      rampMs: { min: 0 },
    },
    [
      ...(successThreshold > halfOpenMaxCalls
        ? [
            {
              path: 'successThreshold',
              message: `${successThreshold} is above halfOpenMaxCalls, ${halfOpenMaxCalls}: it could never close`,
            },
          ]
        : []),
      ...(maxOpenMs !== undefined && maxOpenMs < openMs
        ? [{ path: 'maxOpenMs', message: `${maxOpenMs} is below openMs, ${openMs}` }]
        : []),
    ],
  )
}
