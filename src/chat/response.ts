import type { ReasoningPart, ToolCall } from './request.ts'
import type { Usage } from './usage.ts'

export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'other'

/** Where a searching provider says it looked. */
export interface Source {
  readonly url: string
  readonly title?: string
}

/** One whole answer. */
export interface ChatResponse {
  readonly text: string
  readonly toolCalls: readonly ToolCall[]
  readonly finishReason: FinishReason
  /** The provider's own word, where it has one. */
  readonly rawFinishReason?: string
  readonly usage: Usage
  readonly model: string
  readonly reasoning?: readonly ReasoningPart[]
  readonly sources?: readonly Source[]
  /** What the provider could not do of what was asked. */
  readonly warnings?: readonly string[]
  /** How sure the provider or merger is, 0–1, where it says. */
  readonly confidence?: number
}
