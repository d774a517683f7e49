import type {
  ChatRequest,
  ChatResponse,
  JsonValue,
  MaybePromise,
  NonEmpty,
  Target,
  TaskProfile,
} from '../chat/index.ts'

/** One target's answer, among those to be merged. */
export interface Answer {
  readonly target: Target
  readonly response: ChatResponse
  /** How much its word counts, above 0: the believed quality of the target at this kind of task, 0–1. */
  readonly weight: number
  /** Does the check take it for right? Absent where it was not checked. */
  readonly verdict?: boolean
}

/** Who agrees on one part of a merged answer, and who does not. */
export interface MergedField {
  /** That this part is right, 0–1. */
  readonly confidence: number
  readonly from: NonEmpty<Target>
  /** What the others said; `null` where they had nothing to say. */
  readonly dissent?: readonly { readonly target: Target; readonly value: JsonValue }[]
}

export interface Merged {
  readonly response: ChatResponse
  /** That the merged answer is right, 0–1. */
  readonly confidence: number
  /** Whose answers agree with the merged one. */
  readonly from: NonEmpty<Target>
  /** Low confidence, the sources contradict each other, or all of them are weak. */
  readonly needsReview: boolean
  /** Where a share of wrong answers was to be guaranteed: there are not enough truths yet to promise it. */
  readonly uncertified?: boolean
  /** The merged answer as a value, where it is one: a number, an object, a list of records. */
  readonly value?: JsonValue
  /** By path (`price`, `specs.memory`); of a list of records by key, and by key and path (`acme|h100.price`). */
  readonly fields?: Readonly<Record<string, MergedField>>
  /** How often each voter is believed to be right, 0–1, as it was counted. */
  readonly weights?: Readonly<Record<Target, number>>
  /** What could not be read in the shape that was asked for, and was left out. */
  readonly unread?: readonly { readonly target: Target; readonly reason: string }[]
  /** Where a judge chose among the answers: those who answered otherwise than `from`. */
  readonly passedOver?: readonly Target[]
  /** One member alone does better than the merge, as far as known truths tell. */
  readonly advise?: { readonly mode: 'single'; readonly target: Target }
}

export interface MergeContext {
  readonly request: ChatRequest
  readonly signal: AbortSignal
  /** What kind of task it is, where the caller knows: voters may be better at one kind than at another. */
  readonly task?: Pick<TaskProfile, 'kind'>
}

/** What is learned from: answers to one request, and what would have been right where that is known. */
export interface MergeExample {
  /** Of the request: what is said of it later replaces what was learned of it before. */
  readonly id?: string
  readonly answers: NonEmpty<Answer>
  /** In the shape of the answers: a text, a number, an object, a list of records. An object may lack members. */
  readonly truth?: JsonValue
  readonly kind?: string
}

/** How several answers become one. `ConfidenceWeightedMerger` is the default. */
export interface Merger {
  merge(answers: NonEmpty<Answer>, context: MergeContext): MaybePromise<Merged>
  /** Learns whom to believe, off the path of any request. Absent: this merger does not learn. */
  learnInBackground?(examples: Iterable<MergeExample>): Promise<void>
}
