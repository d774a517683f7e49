import { StreamInterruptedError } from './failures.ts'
import { isMovable, isRetryable, type ProviderErrorKind } from './kinds.ts'
import { ProviderError } from './provider-error.ts'
import { LedgerExhaustedError } from './refusals.ts'
import { RouterError } from './router-error.ts'

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

/** What the kind alone says is in `isRetryable` and `isMovable`. */
const rows: Readonly<Record<ProviderErrorKind, Row>> = {
  //  remedy, circuit, scope, load
  auth: ['other-provider', 'trip', 'provider'],
  permission: ['other-model', 'trip'],
  'invalid-request': ['repair', 'neutral'],
  'context-length': ['larger-context', 'neutral'],
  'content-policy': ['stop', 'neutral'],
  'rate-limit': ['wait', 'throttled', 'target', 'full'],
  quota: ['other-provider', 'trip', 'provider'],
  overloaded: ['other-model', 'failure', 'target', 'full'],
  server: ['retry', 'failure'],
  timeout: ['retry', 'failure', 'target', 'late'],
  network: ['retry', 'failure'],
  'malformed-response': ['retry', 'failure'],
  unknown: ['retry', 'failure'],
}

type Row = readonly [Remedy, FailureEffect['circuit'], FailureEffect['scope']?, FailureEffect['load']?]

export const failureEffects = Object.fromEntries(
  (Object.entries(rows) as [ProviderErrorKind, Row][]).map(
    ([kind, [remedy, circuit, scope = 'target', load = 'none']]) => [
      kind,
      { remedy, retryable: isRetryable(kind), movable: isMovable(kind), circuit, scope, load },
    ],
  ),
) as Readonly<Record<ProviderErrorKind, FailureEffect>>

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
    const movable = isElsewhere(error)
    // Like a request at fault it says nothing of the target.
    return { ...failureEffects['invalid-request'], remedy: movable ? 'other-model' : 'stop', movable }
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
function isElsewhere(error: RouterError): boolean {
  if (error instanceof LedgerExhaustedError) return error.what === 'usd'
  return error.code === 'circuit-open' || error.code === 'target-busy'
}
