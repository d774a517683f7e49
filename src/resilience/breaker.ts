import type { JsonValue } from '../chat/index.ts'

export type CircuitState = 'closed' | 'open' | 'half-open'

/** Leave to make one call. It settles once; disposing one that is not settled gives it back without judgement. */
export interface Permit extends Disposable {
  succeed(): void
  fail(error: unknown): void
}

/** Decides whether a target may be asked. `CircuitBreaker` is the default. */
export interface Breaker {
  readonly state: CircuitState
  /** Throws `CircuitOpenError` where the target must not be asked now. */
  acquire(): Permit
  /** Plain JSON. */
  snapshot(): JsonValue
}
