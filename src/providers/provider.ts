import type { ChatEvent, ChatRequest, ChatResponse, RateLimit } from '../chat/index.ts'

export type Capability =
  | 'tools'
  | 'parallel-tools'
  | 'images'
  | 'files'
  | 'json-schema'
  | 'reasoning'
  | 'search'
  | 'prefix-continuation'

/** Prices change on known dates, by input length and by hour: the first entry that applies is used. USD per million tokens. */
export interface Price {
  readonly fromMs?: number
  readonly untilMs?: number
  readonly aboveInputTokens?: number
  /** Hours of the day, UTC, from the first up to the second: peak prices. Default: all day. */
  readonly utcHours?: readonly (readonly [from: number, until: number])[]
  /** Days of the week, UTC, 0 for Sunday. Default: every day. */
  readonly utcDays?: readonly number[]
  readonly inputUsdPerMTok: number
  readonly outputUsdPerMTok: number
  readonly cacheReadUsdPerMTok?: number
  readonly cacheWriteUsdPerMTok?: number
}

export interface ModelInfo {
  readonly id: string
  readonly contextTokens?: number
  readonly maxOutputTokens?: number
  /** Absent: unknown, so nothing is excluded by it. */
  readonly supports?: readonly Capability[]
  readonly prices?: readonly Price[]
  /** False: taken from a conservative default, to be checked against the provider's documentation. */
  readonly verified?: boolean
}

export interface ProviderCallOptions {
  readonly model: string
  readonly signal: AbortSignal
  /** To be told what is left of the allowances, before the first event; not called where the provider says nothing of them. */
  readonly onRateLimits?: (limits: readonly RateLimit[]) => void
}

/**
 * A service that answers. Adapters never retry by themselves, throw `ProviderError`, and obey the signal.
 * Without `stream`, a streamed call is answered by `chat` in one piece.
 */
export interface Provider {
  readonly id: string
  readonly models: readonly ModelInfo[]
  chat(request: ChatRequest, options: ProviderCallOptions): Promise<ChatResponse>
  /** Rejects where the service is not reached or does not take the key. Costs no tokens. */
  check?(options: { readonly signal: AbortSignal }): Promise<void>
  stream?(request: ChatRequest, options: ProviderCallOptions): AsyncIterable<ChatEvent>
}

/** One that streams by itself, as all HTTP providers do. */
export type StreamingProvider = Provider & Required<Pick<Provider, 'stream'>>
