import type { RateLimit, Target } from '../chat/index.ts'
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

/**
 * What to do first. `retry`: ask the same target again. `wait`: the same, when it says so; another one meanwhile.
 * `other-model`, `other-provider`: this one will go on refusing. `larger-context`: a target with more room, or a shorter
 * request. `repair`: leave out what was refused. `stop`: nobody will answer this request as it stands.
 */
export type Remedy = 'retry' | 'wait' | 'other-model' | 'other-provider' | 'larger-context' | 'repair' | 'stop'

/** What follows from one kind of failure. Every mechanism reads this table and nothing else. */
export interface FailureEffect {
  readonly remedy: Remedy
  /** The same target may answer if asked again. */
  readonly retryable: boolean
  /** Another target may answer. False only where the request itself is at fault. */
  readonly movable: boolean
  /** `failure` counts towards opening; `throttled` only within the window; `trip` opens at once; `neutral` says nothing of the target. */
  readonly circuit: 'failure' | 'throttled' | 'trip' | 'neutral'
  /** Whose circuit: the target's, or that of all targets of the provider, who share key and account. */
  readonly scope: 'target' | 'provider'
  /** What it says of how much the target bears: `full` that it was asked too much, `late` that it may have been. */
  readonly load: 'full' | 'late' | 'none'
}

const effect = (
  remedy: Remedy,
  retryable: boolean,
  movable: boolean,
  circuit: FailureEffect['circuit'],
  scope: FailureEffect['scope'] = 'target',
  load: FailureEffect['load'] = 'none',
): FailureEffect => ({ remedy, retryable, movable, circuit, scope, load })

export const failureEffects: Readonly<Record<ProviderErrorKind, FailureEffect>> = {
  //                           remedy           retryable  movable  circuit      scope       load
  auth: effect('other-provider', false, true, 'trip', 'provider'),
  permission: effect('other-model', false, true, 'trip'),
  'invalid-request': effect('repair', false, false, 'neutral'),
  'context-length': effect('larger-context', false, true, 'neutral'),
  'content-policy': effect('stop', false, false, 'neutral'),
  'rate-limit': effect('wait', true, true, 'throttled', 'target', 'full'),
  quota: effect('other-provider', false, true, 'trip', 'provider'),
  overloaded: effect('other-model', true, true, 'failure', 'target', 'full'),
  server: effect('retry', true, true, 'failure'),
  timeout: effect('retry', true, true, 'failure', 'target', 'late'),
  network: effect('retry', true, true, 'failure'),
  'malformed-response': effect('retry', true, true, 'failure'),
  unknown: effect('retry', true, true, 'failure'),
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
    const effect = failureEffects[kind]
    super(`${target}: ${details.message} (${kind}${status === undefined ? '' : `, HTTP ${status}`})`, details)
    this.target = target
    this.kind = kind
    this.status = status
    this.retryAfterMs = retryAfterMs
    this.parameter = details.parameter
    this.rateLimits = details.rateLimits
    this.retryable = details.retryable ?? effect.retryable
    this.movable = details.movable ?? effect.movable
  }
}

/** The row of `failureEffects` that applies to anything thrown. What is not ours is treated as `unknown`. */
export function effectOf(error: unknown): FailureEffect {
  if (error instanceof ProviderError) {
    return { ...failureEffects[error.kind], retryable: error.retryable, movable: error.movable }
  }
  if (error instanceof StreamInterruptedError) {
    // Part of an answer is out: nobody else's may follow it. But the target failed.
    return { ...effectOf(error.cause), remedy: 'stop', retryable: false, movable: false }
  }
  if (RouterError.is(error)) {
    const movable = isMovable(error)
    return effect(movable ? 'other-model' : 'stop', false, movable, 'neutral')
  }
  return failureEffects.unknown
}

/** What kind of failure of a target something thrown is; `undefined` where no target failed but one of our own mechanisms refused. */
export function failureOf(error: unknown): Pick<ProviderError, 'kind' | 'retryAfterMs'> | undefined {
  if (error instanceof ProviderError) return error
  if (error instanceof StreamInterruptedError) return failureOf(error.cause)
  return RouterError.is(error) ? undefined : { kind: 'unknown', retryAfterMs: undefined }
}

/** Refusals of our own mechanisms: this target was never asked, another may be, or may be cheap enough. */
function isMovable(error: RouterError): boolean {
  if (error instanceof LedgerExhaustedError) return error.what === 'usd'
  return error.code === 'circuit-open' || error.code === 'target-busy'
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
