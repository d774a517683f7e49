import type { JsonValue, Target } from '../chat/index.ts'

/** What somebody said an answer should have been, with what each target had said: one line of a labelled set. */
export interface Correction {
  readonly id: string
  /** Of the request that was corrected. */
  readonly request: string
  /** When it was given, epoch ms. */
  readonly atMs: number
  /** The kind of task. */
  readonly task: string
  /** What was wrong, in the word of whoever corrected it. */
  readonly kind: string
  readonly value: JsonValue
  readonly answers: readonly { readonly target: Target; readonly answer: JsonValue }[]
}
