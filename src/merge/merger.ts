import type { ChatRequest, ChatResponse, JsonValue, MaybePromise, NonEmpty, Target } from '../chat/index.ts'

/** One target's answer, among those to be merged. */
export interface Answer {
  readonly target: Target
  readonly response: ChatResponse
  /** How much its word counts, above 0: the believed quality of the target at this kind of task, 0–1. */
  readonly weight: number
}

export interface Merged {
  readonly response: ChatResponse
  /** That the merged answer is right, 0–1. */
  readonly confidence: number
  /** Whose answers agree with the merged one. */
  readonly from: NonEmpty<Target>
  /** Low confidence, or the sources contradict each other. */
  readonly needsReview: boolean
  readonly fields?: Readonly<
    Record<
      string,
      {
        readonly confidence: number
        readonly from: NonEmpty<Target>
        readonly dissent?: readonly { readonly target: Target; readonly value: JsonValue }[]
      }
    >
  >
}

/** How several answers become one. `ConfidenceWeightedMerger` is the default. */
export interface Merger {
  merge(
    answers: NonEmpty<Answer>,
    context: { readonly request: ChatRequest; readonly signal: AbortSignal },
  ): MaybePromise<Merged>
}
