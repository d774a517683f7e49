/** What is left of one allowance, as a provider tells it in the headers of an answer or a refusal. */
export interface RateLimit {
  /** What is counted: `requests`, `tokens`, `input-tokens`, `output-tokens` … One may have an allowance a minute and one a day. */
  readonly unit: string
  readonly limit?: number
  readonly remaining?: number
  /** Until it is full again, ms from when the answer came. */
  readonly resetMs?: number
  /** The time in which an empty allowance fills, ms, where the header's name or the other numbers tell it. Mostly a minute. */
  readonly windowMs?: number
}
