import { checkNumbers } from './check-numbers.ts'

export interface AdaptiveLimitOptions {
  /** Default 20. */
  readonly initial?: number
  /** Default 1. */
  readonly min?: number
  /** Default 200. */
  readonly max?: number
  /** What is left of the limit when a call was refused, in (0, 1). Default 0.7. */
  readonly decrease?: number
}

/**
 * How many calls a target bears at once, found by trying: one more for each full round of good ones, a cut when it
 * refuses (additive increase, multiplicative decrease: Chiu & Jain 1989). It does not look at latency: that of a model
 * depends on how much it writes.
 */
export class AdaptiveLimit {
  readonly #min: number
  readonly #max: number
  readonly #decrease: number
  #limit: number
  #cutMs = -Infinity

  constructor(options: AdaptiveLimitOptions = {}) {
    checkAdaptiveLimit(options)
    this.#min = options.min ?? 1
    this.#max = options.max ?? 200
    this.#decrease = options.decrease ?? 0.7
    this.#limit = options.initial ?? 20
  }

  /** Calls that may be under way, a whole number. */
  get limit(): number {
    return Math.floor(this.#limit)
  }

  /** A call went well while `inFlight` were under way, itself included. A limit that is not used does not grow. */
  succeeded(inFlight: number): void {
    if (inFlight * 2 >= this.#limit) this.#limit = Math.min(this.#max, this.#limit + 1 / this.#limit)
  }

  /** A call that had started at `startedMs` was refused. Those that were under way at a cut do not cut again. */
  overloaded(startedMs: number, nowMs: number): void {
    if (startedMs < this.#cutMs) return
    this.#cutMs = nowMs
    this.#limit = Math.max(this.#min, Math.floor(this.#limit * this.#decrease))
  }
}

/** Throws `InvalidOptionsError` with every fault. */
export function checkAdaptiveLimit(options: AdaptiveLimitOptions): void {
  const { initial = 20, min = 1, max = 200, decrease = 0.7 } = options
  const calls = { min: 1 }
  checkNumbers(
    'AdaptiveLimit',
    { initial, min, max, decrease },
    { initial: calls, min: calls, max: calls, decrease: { min: 0, above: true, max: 0.999 } },
    min <= initial && initial <= max ? [] : [{ path: 'initial', message: `${initial} is not from ${min} to ${max}` }],
  )
}
