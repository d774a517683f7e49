import { LedgerExhaustedError } from '../errors/index.ts'
import type { Clock } from '../runtime/index.ts'

/** Money and attempts set aside for one step. Settle it with the true cost; disposing an unsettled one gives it back. */
export interface Reservation extends Disposable {
  settle(usd: number): void
}

/**
 * What one request may still spend: time, dollars, attempts. One per request, shared by retry, fallback, hedge,
 * cascade, ensemble and judge. A mechanism that cannot pay for its next step does not take it.
 */
export interface Ledger {
  /** On the clock's elapsed time; `Infinity` for none. */
  readonly deadlineMs: number
  readonly spentUsd: number
  readonly remaining: { readonly timeMs: number; readonly usd: number; readonly attempts: number }
  /** Throws `LedgerExhaustedError` for what cannot be paid. */
  reserve(cost: { readonly usd: number; readonly attempts?: number }): Reservation
}

export interface LedgerLimits {
  /** From now, ms. Default: none. */
  readonly timeMs?: number | undefined
  /** Default: none. */
  readonly usd?: number | undefined
  /** Default: none. */
  readonly attempts?: number | undefined
}

export class RequestLedger implements Ledger {
  readonly deadlineMs: number
  readonly #clock: Clock
  readonly #usdLimit: number
  readonly #attemptLimit: number
  #spentUsd = 0
  #reservedUsd = 0
  #attempts = 0

  constructor(limits: LedgerLimits, clock: Clock) {
    this.#clock = clock
    this.deadlineMs = clock.mono() + (limits.timeMs ?? Infinity)
    this.#usdLimit = limits.usd ?? Infinity
    this.#attemptLimit = limits.attempts ?? Infinity
  }

  get spentUsd(): number {
    return this.#spentUsd
  }

  get remaining(): { readonly timeMs: number; readonly usd: number; readonly attempts: number } {
    return {
      timeMs: Math.max(0, this.deadlineMs - this.#clock.mono()),
      usd: Math.max(0, this.#usdLimit - this.#spentUsd - this.#reservedUsd),
      attempts: this.#attemptLimit - this.#attempts,
    }
  }

  reserve(cost: { readonly usd: number; readonly attempts?: number }): Reservation {
    const { timeMs, usd, attempts } = this.remaining
    const wanted = cost.attempts ?? 1
    if (timeMs <= 0) throw new LedgerExhaustedError('time', 'the deadline has passed')
    if (attempts < wanted) throw new LedgerExhaustedError('attempts', `${this.#attemptLimit} attempts were allowed`)
    if (cost.usd > usd) throw new LedgerExhaustedError('usd', `the next step may cost $${cost.usd}, $${usd} are left`)
    this.#reservedUsd += cost.usd
    this.#attempts += wanted
    let open = true
    const close = (spentUsd: number): void => {
      if (!open) return
      open = false
      this.#reservedUsd -= cost.usd
      this.#spentUsd += spentUsd
    }
    return { settle: close, [Symbol.dispose]: () => close(0) }
  }
}
