import type { RateLimit, Target } from '../chat/index.ts'
import { isMovable, isRetryable, type ProviderErrorKind } from './kinds.ts'
import { describeError, RouterError } from './router-error.ts'

export interface ProviderErrorDetails extends ErrorOptions {
  readonly target: Target
  readonly kind: ProviderErrorKind
  /** What was wrong, without secrets and without the content of messages. */
  readonly message: string
  /** HTTP status, where there was one. */
  readonly status?: number | undefined
  /** The server's own wish, ms. */
  readonly retryAfterMs?: number | undefined
  /** The parameter of the request that was refused, by the provider's own name for it. */
  readonly parameter?: string | undefined
  /** What the refusal's headers say is left of the allowances; absent where they say nothing. */
  readonly rateLimits?: readonly RateLimit[] | undefined
  /** Overrides the kind's row of `failureEffects`. */
  readonly retryable?: boolean | undefined
  readonly movable?: boolean | undefined
}

/** A provider failed, or refused. Thrown by adapters; `kind` decides what is done about it. */
export class ProviderError extends RouterError {
  readonly code = 'provider'
  readonly target: Target
  readonly kind: ProviderErrorKind
  readonly status: number | undefined
  readonly retryAfterMs: number | undefined
  readonly parameter: string | undefined
  readonly rateLimits: readonly RateLimit[] | undefined
  readonly retryable: boolean
  readonly movable: boolean

  constructor(details: ProviderErrorDetails) {
    const { target, kind, status, retryAfterMs } = details
    super(`${target}: ${details.message} (${kind}${status === undefined ? '' : `, HTTP ${status}`})`, details)
    this.target = target
    this.kind = kind
    this.status = status
    this.retryAfterMs = retryAfterMs
    this.parameter = details.parameter
    this.rateLimits = details.rateLimits
    this.retryable = details.retryable ?? isRetryable(kind)
    this.movable = details.movable ?? isMovable(kind)
  }
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
