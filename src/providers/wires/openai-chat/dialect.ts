import type { Ask } from '../../http/wire.ts'

/** The body under construction. A dialect changes it before it is sent. */
export type ChatBody = Record<string, unknown>

/** How one server's chat completions differ from OpenAI's. */
export interface ChatDialect {
  /** Default `max_tokens`. */
  readonly maxTokensField?: 'max_tokens' | 'max_completion_tokens'
  /** Where an assistant's own reasoning goes back. Default: nowhere. */
  readonly reasoningField?: 'reasoning_content' | 'reasoning'
  /** Sends an empty one with tool calls whose reasoning is not known: some refuse the turn otherwise. */
  readonly reasoningRequired?: boolean
  /** Default true. */
  readonly streamUsage?: boolean
  /** What an answer is held to: a JSON Schema, JSON of any shape, or nothing. The rest goes into the prompt. Default `schema`. */
  readonly enforces?: (ask: Ask) => 'schema' | 'json' | 'nothing'
  /** Sets what has no common name (reasoning, search …) and takes out what the model refuses. */
  readonly adapt?: (body: ChatBody, ask: Ask) => void
  readonly headers?: ((apiKey: string) => Readonly<Record<string, string>>) | undefined
  readonly path?: (ask: Ask) => string
}
