import type { JsonObject } from './json.ts'

/** Tokens by class, disjoint: nothing is counted twice. `undefined` where the provider said nothing, never 0. */
export interface Usage {
  /** Neither read from nor written to a prompt cache. */
  readonly inputTokens: number | undefined
  readonly cacheReadTokens?: number
  readonly cacheWriteTokens?: number
  /** Visible answer and tool calls. */
  readonly outputTokens: number | undefined
  readonly reasoningTokens?: number
  /** What the provider says that it charged, USD, where it says so. */
  readonly costUsd?: number
  /** The provider's own words. */
  readonly raw?: JsonObject
}

export const unknownUsage: Usage = { inputTokens: undefined, outputTokens: undefined }
