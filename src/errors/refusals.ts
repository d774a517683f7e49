import type { Target } from '../chat/index.ts'
import { RouterError } from './router-error.ts'

/** A fault in what the caller handed in: what, where, and what to write instead. */
export interface Fault {
  readonly path: string
  readonly message: string
}

/** Options or arguments that cannot work. Lists every fault, not just the first. */
export class InvalidOptionsError extends RouterError {
  readonly code = 'invalid-options'
  readonly faults: readonly Fault[]
  constructor(what: string, faults: readonly Fault[]) {
    super(`${what}: ${faults.map(fault => `${fault.path}: ${fault.message}`).join('; ')}`)
    this.faults = faults
  }
}

/** A request that no target could answer as it stands. */
export class InvalidRequestError extends RouterError {
  readonly code = 'invalid-request'
  readonly faults: readonly Fault[]
  constructor(faults: readonly Fault[]) {
    super(`request: ${faults.map(fault => `${fault.path}: ${fault.message}`).join('; ')}`)
    this.faults = faults
  }
}

/** The circuit of this target is open: it was not asked. */
export class CircuitOpenError extends RouterError {
  readonly code = 'circuit-open'
  readonly target: Target
  /** When asking again can make sense, ms from now. */
  readonly retryAfterMs: number
  constructor(target: Target, retryAfterMs: number) {
    const when = retryAfterMs === Infinity ? 'until it is closed by hand' : `ask again in ${Math.ceil(retryAfterMs)} ms`
    super(`${target}: circuit open, ${when}`)
    this.target = target
    this.retryAfterMs = retryAfterMs
  }
}

/** This target has no room for one more call now: it was not asked, another may be. */
export class TargetBusyError extends RouterError {
  readonly code = 'target-busy'
  readonly target: Target
  /** When asking again can make sense, ms from now; absent where a place gets free when another call ends. */
  readonly retryAfterMs: number | undefined
  constructor(target: Target, retryAfterMs: number | undefined, problem: string) {
    const when = retryAfterMs === undefined ? '' : `, ask again in ${Math.ceil(retryAfterMs)} ms`
    super(`${target}: ${problem}${when}`)
    this.target = target
    this.retryAfterMs = retryAfterMs
  }
}

/** No target may serve this request. `excluded` says why, one by one, and when that passes by itself (ms from now). */
export class NoCandidateError extends RouterError {
  readonly code = 'no-candidate'
  readonly excluded: readonly { readonly target: Target; readonly reason: string; readonly retryAfterMs?: number }[]
  constructor(excluded: NoCandidateError['excluded']) {
    super(`no target may serve this request: ${excluded.map(e => `${e.target} (${e.reason})`).join(', ')}`)
    this.excluded = excluded
  }
}

/** A strategy planned what cannot be performed. */
export class InvalidPlanError extends RouterError {
  readonly code = 'invalid-plan'
  readonly strategy: string
  constructor(strategy: string, problem: string) {
    super(`strategy "${strategy}": ${problem}`)
    this.strategy = strategy
  }
}

/** The request's own limit on time, dollars or attempts is used up. */
export class LedgerExhaustedError extends RouterError {
  readonly code = 'ledger-exhausted'
  readonly what: 'time' | 'usd' | 'attempts'
  constructor(what: LedgerExhaustedError['what'], problem: string, options?: ErrorOptions) {
    super(`the request's limit on ${what} is used up: ${problem}`, options)
    this.what = what
  }
}

/** Feedback for a request that this storage does not know, or no longer. */
export class UnknownRequestError extends RouterError {
  readonly code = 'unknown-request'
  readonly id: string
  constructor(id: string) {
    super(
      `no decision is stored for request id "${id}": it is misspelt, older than the record's time to live, or was made over another storage`,
    )
    this.id = id
  }
}
