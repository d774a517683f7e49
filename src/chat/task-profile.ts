/** What kind of work a request is. */
export interface TaskProfile {
  /** `coding`, `math`, `research`, `language`, `empathy`, `general`, or the user's own. */
  readonly kind: string
  /** Of the kind, 0–1. */
  readonly confidence: number
  /** How likely each kind is, where the classifier says. */
  readonly shares?: Readonly<Record<string, number>>
  /** 0 simple … 1 hard. */
  readonly complexity: number
  /** An estimate, without a tokenizer. */
  readonly inputTokens: number
  /** `images`, `files`, `tools`, `reasoning`, `long-context`, `json-schema`, `search` … */
  readonly needs: readonly string[]
  /** What the text seems to ask for though the request does not carry it: `tools`, `images`. A hint, never a need. */
  readonly hints?: readonly string[]
  /** How the answer is come by: `simple-query`, `complex-reasoning`, `data-extraction`, `creative`, `validation`. */
  readonly form?: string
  /** What is to be done: `debug`, `generate`, `explain`, `analyze`, `transform`, `solve`, `extract`, `act`, `chat`. */
  readonly requestType?: string
  /** The writer's mood; `scores` has a share for each that is known. */
  readonly emotion?: {
    readonly kind: string
    readonly confidence: number
    readonly scores?: Readonly<Record<string, number>>
  }
  /** How much each matters here, 0–1. */
  readonly sensitivity?: { readonly cost: number; readonly latency: number; readonly stakes: number }
  /**
   * Words and word pairs as hashed counts, by `wordsOf`: what a learner compares requests by. No text can be restored from
   * it. Present where the learner reads it.
   */
  readonly words?: readonly number[]
  /** Numbers that a contextual learner may use; their meaning is the classifier's. */
  readonly features?: readonly number[]
}
