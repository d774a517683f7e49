import type { Target } from '../chat/index.ts'
import { StreamInterruptedError } from './failures.ts'
import { LedgerExhaustedError } from './refusals.ts'
import { describeError, RouterError } from './router-error.ts'

export type ProviderErrorKind =
  | 'auth'
  | 'permission'
  | 'invalid-request'
  | 'context-length'
  | 'content-policy'
  | 'rate-limit'
  | 'quota'
  | 'overloaded'
  | 'server'
  | 'timeout'
  | 'network'
  | 'malformed-response'
  | 'unknown'

/** What follows from one kind of failure. Every mechanism reads this table and nothing else. */
export interface FailureEffect {
  /** The same target may answer if asked again. */
  readonly retryable: boolean
  /** Another target may answer. False only where the request itself is at fault. */
  readonly movable: boolean
  /** `failure` counts towards opening; `throttled` only within the window; `trip` opens at once; `neutral` says nothing of the target. */
  readonly circuit: 'failure' | 'throttled' | 'trip' | 'neutral'
}

export const failureEffects: Readonly<Record<ProviderErrorKind, FailureEffect>> = {
  auth: { retryable: false, movable: true, circuit: 'trip' },
  permission: { retryable: false, movable: true, circuit: 'trip' },
  'invalid-request': { retryable: false, movable: false, circuit: 'neutral' },
  'context-length': { retryable: false, movable: true, circuit: 'neutral' },
  'content-policy': { retryable: false, movable: false, circuit: 'neutral' },
  'rate-limit': { retryable: true, movable: true, circuit: 'throttled' },
  quota: { retryable: false, movable: true, circuit: 'trip' },
  overloaded: { retryable: true, movable: true, circuit: 'failure' },
  server: { retryable: true, movable: true, circuit: 'failure' },
  timeout: { retryable: true, movable: true, circuit: 'failure' },
  network: { retryable: true, movable: true, circuit: 'failure' },
  'malformed-response': { retryable: true, movable: true, circuit: 'failure' },
  unknown: { retryable: true, movable: true, circuit: 'failure' },
}

export interface ProviderErrorDetails extends ErrorOptions {
  readonly target: Target
  readonly kind: ProviderErrorKind
  /** What was wrong, without secrets and without the content of messages. */
  readonly message: string
  /** HTTP status, where there was one. */
  readonly status?: number | undefined
  /** The server's own wish, ms. */
  readonly retryAfterMs?: number | undefined
  /** Overrides the kind's row of `failureEffects`. */
  readonly retryable?: boolean
  readonly movable?: boolean
}

/** A provider failed, or refused. Thrown by adapters; `kind` decides what is done about it. */
export class ProviderError extends RouterError {
  readonly code = 'provider'
  readonly target: Target
  readonly kind: ProviderErrorKind
  readonly status: number | undefined
  readonly retryAfterMs: number | undefined
  readonly retryable: boolean
  readonly movable: boolean

  constructor(details: ProviderErrorDetails) {
    const { target, kind, status, retryAfterMs } = details
    const effect = failureEffects[kind]
    super(`${target}: ${details.message} (${kind}${status === undefined ? '' : `, HTTP ${status}`})`, details)
    this.target = target
    this.kind = kind
    this.status = status
    this.retryAfterMs = retryAfterMs
    this.retryable = details.retryable ?? effect.retryable
    this.movable = details.movable ?? effect.movable
  }
}

/** The row of `failureEffects` that applies to anything thrown. What is not ours is treated as `unknown`. */
export function effectOf(error: unknown): FailureEffect {
  if (error instanceof ProviderError) {
    return { retryable: error.retryable, movable: error.movable, circuit: failureEffects[error.kind].circuit }
  }
  if (error instanceof StreamInterruptedError) {
    // Part of an answer is out: nobody else's may follow it. But the target failed.
    return { retryable: false, movable: false, circuit: effectOf(error.cause).circuit }
  }
  if (RouterError.is(error)) return { retryable: false, movable: isMovable(error), circuit: 'neutral' }
  return failureEffects.unknown
}

/** Refusals of our own mechanisms: this target was never asked, another may be, or may be cheap enough. */
function isMovable(error: RouterError): boolean {
  if (error instanceof LedgerExhaustedError) return error.what === 'usd'
  return error.code === 'circuit-open'
}

/** Anything thrown by a provider as a `ProviderError`: ours as it is, the rest wrapped as `unknown` with its cause. */
export function toProviderError(error: unknown, target: Target): unknown {
  if (RouterError.is(error)) return error
  return new ProviderError({
    target,
    kind: 'unknown',
    message: `the provider threw ${describeError(error)}`,
    cause: error,
  })
}
