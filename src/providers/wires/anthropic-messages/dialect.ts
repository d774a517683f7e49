import type { Ask } from '../../http/wire.ts'

export interface MessagesDialect {
  /** Version of the API that is spoken. */
  readonly version: string
  /** Sent where the request sets no limit and the model's own is not known: the wire wants one. */
  readonly defaultMaxTokens: number
  readonly bearer?: boolean
  /** Whether answers are held to a JSON Schema. Default true; else it goes into the prompt. */
  readonly enforcesSchema?: boolean
  readonly adapt?: (body: Record<string, unknown>, ask: Ask) => void
}
