import { type Clock, systemClock } from '../runtime/index.ts'
import { checkNumbers } from './check-numbers.ts'

export interface RetryBudgetOptions {
  /** Extra calls under way, as a share of all calls under way. Default 0.2. */
  readonly concurrentShare?: number
  /** So many extra calls may be under way however few there are in all. Default 3. */
  readonly minConcurrent?: number
  /** Extra calls earned by each first call. Default 0.2. */
  readonly share?: number
  /** Extra calls that may be saved up, and are earned per minute without any traffic. Default 5. */
  readonly reserve?: number
  readonly clock?: Clock
}

/**
 * How many calls may be made beyond the first of each request: one purse for retries and hedges, so that a target in
 * trouble never sees its load multiplied. An extra call needs leave from two rules: at most a share of the calls under
 * way (model calls are long, so that one bites first), and at most 10 + 0.2 per first call in any minute.
 */
export class RetryBudget {
  readonly #concurrentShare: number
  readonly #minConcurrent: number
  readonly #share: number
  readonly #reserve: number
  readonly #clock: Clock
  #inFlight = 0
  #extraInFlight = 0
  #tokens: number
  #filledMs: number | undefined

  constructor(options: RetryBudgetOptions = {}) {
    const share = { min: 0, max: 1 }
    const count = { min: 0 }
    checkNumbers(
      'RetryBudget',
      { ...options },
      { concurrentShare: share, share, minConcurrent: { ...count, integer: true }, reserve: count },
    )
    this.#concurrentShare = options.concurrentShare ?? 0.2
    this.#minConcurrent = options.minConcurrent ?? 3
    this.#share = options.share ?? 0.2
    this.#reserve = options.reserve ?? 5
    this.#tokens = this.#reserve
    this.#clock = options.clock ?? systemClock
  }

  /** Calls under way, extra ones included. */
  get inFlight(): number {
    return this.#inFlight
  }

  /** A request makes its first call. Say when it has ended. */
  start(): void {
    this.#inFlight++
    this.#tokens = Math.min(this.#reserve, this.#tokens + this.#share)
  }

  end(): void {
    this.#inFlight--
  }

  /** Leave for one extra call, to be disposed of when that has ended; `undefined` where there is none. */
  extra(): Disposable | undefined {
    this.#fill()
    const most = Math.max(this.#minConcurrent, this.#concurrentShare * this.#inFlight)
    if (this.#extraInFlight >= most || this.#tokens < 1) return undefined
    this.#tokens--
    this.#extraInFlight++
    this.#inFlight++
    let open = true
    return {
      [Symbol.dispose]: () => {
        if (!open) return
        open = false
        this.#extraInFlight--
        this.#inFlight--
      },
    }
  }

  #fill(): void {
    const nowMs = this.#clock.mono()
    const passedMs = nowMs - (this.#filledMs ?? nowMs)
    this.#filledMs = nowMs
    this.#tokens = Math.min(this.#reserve, this.#tokens + (passedMs / 60_000) * this.#reserve)
  }
}
