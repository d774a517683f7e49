import type { RateLimit, Target } from '../../chat/index.ts'
import type { ProviderErrorKind } from '../../errors/index.ts'
import type { Clock } from '../../runtime/index.ts'
import type { ModelInfo } from '../provider.ts'
import type { ErrorCodes } from './classify-error.ts'
import type { RetryAfter } from './retry-after.ts'
import type { Notes, Wire } from './wire.ts'

/** What every provider over HTTP takes. */
export interface HttpProviderOptions {
  /** The first half of its targets. Default: the preset's name. */
  readonly id?: string
  /** Sent in a header, never in the address, and never part of an error. A function is asked for each call. */
  readonly apiKey?: string | (() => string | Promise<string>)
  /** `https:` unless the host is this machine. Default: the preset's. */
  readonly baseUrl?: string
  /** What it serves. Default: the preset's catalog; a model that is not listed may be asked for all the same. */
  readonly models?: readonly ModelInfo[]
  /** Default: the platform's. */
  readonly fetch?: typeof fetch
  /** Added to every call; they win over the wire's own. */
  readonly headers?: Readonly<Record<string, string>>
  /** The largest answer that is read, bytes. Default 64 MiB. */
  readonly maxResponseBytes?: number
  readonly clock?: Clock
  /** Told what is left of the allowances, as soon as headers say so. */
  readonly onRateLimits?: (limits: readonly RateLimit[], target: Target) => void
  /** Told how each exchange ended, failed ones too: what was used is billed even if the answer broke. */
  readonly onExchangeEnd?: (end: ExchangeEnd) => void
}

export interface ExchangeEnd extends Notes {
  readonly target: Target
  readonly status: number
  readonly requestId?: string | undefined
  /** The stream's own end marker came. Absent for answers that are not streamed. */
  readonly endMarker?: boolean | undefined
  readonly malformedFrames?: number | undefined
  readonly failure?:
    | {
        readonly kind: ProviderErrorKind
        readonly retryAfter?: RetryAfter | undefined
        /** The provider's own sentence. It may quote the request: keep it out of logs that others read. */
        readonly providerMessage: string
        /** The body that told of it, likewise. */
        readonly body?: unknown
      }
    | undefined
}

/** What a preset adds to the options of its user. */
export interface HttpProviderParts {
  readonly id: string
  readonly baseUrl: string
  readonly wire: Wire
  readonly models: readonly ModelInfo[]
  readonly errorCodes?: ErrorCodes | undefined
}
