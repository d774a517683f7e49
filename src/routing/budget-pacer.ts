import { isNonEmpty, type NonEmpty } from '../chat/index.ts'
import { type Fault, InvalidOptionsError } from '../errors/index.ts'
import type { Candidate } from './routing-strategy.ts'

export interface BudgetPacerOptions {
  /** What a request may cost on average, USD. */
  readonly usdPerRequest: number
  /** How far the spend may run ahead, in requests' worth of budget. Default 20. */
  readonly burstRequests?: number
}

/** A step of this much in the logarithm of the price of money, where spend is twice the budget. */
const STEP = 0.03
/** Weight of the latest request in the average spend. */
const FRESH = 0.05
/** In how many requests a debt is paid back. */
const REPAY_REQUESTS = 100
const FIRST_PRICE = 0.02
const PRICES = { least: 1e-5, most: 10 } as const

/**
 * Holds average spend at a budget by putting a price on money: quality points that the budget of one request is worth. It
 * rises while too much is spent and falls while there is money left, so that dear targets are used where they gain most,
 * also when prices change. Cost counts linearly, which makes the price the multiplier of the budget (a Lagrangian).
 * A strategy that is given one tells it what each request has cost (`RoutingStrategy.spent`). State is per process.
 */
export class BudgetPacer {
  readonly #usdPerRequest: number
  readonly #burstRequests: number
  #price = FIRST_PRICE
  #recentUsd: number
  #requests = 0
  #spentUsd = 0

  /** Throws `InvalidOptionsError`. */
  constructor(options: BudgetPacerOptions) {
    const { usdPerRequest, burstRequests = 20 } = options
    const faults: Fault[] = []
    if (!(usdPerRequest > 0 && usdPerRequest < Infinity)) {
      faults.push({ path: 'usdPerRequest', message: `${usdPerRequest} is not above 0` })
    }
    if (!(burstRequests >= 0))
      faults.push({ path: 'burstRequests', message: `${burstRequests} is not a number from 0 on` })
    if (faults.length > 0) throw new InvalidOptionsError('BudgetPacer', faults)
    this.#usdPerRequest = usdPerRequest
    this.#burstRequests = burstRequests
    this.#recentUsd = usdPerRequest
  }

  /** Quality points that a dollar is worth now. */
  get perUsd(): number {
    return this.#price / this.#usdPerRequest
  }

  /** Spent so far, and what it may be by now, USD. */
  get spend(): { readonly usd: number; readonly allowedUsd: number } {
    return { usd: this.#spentUsd, allowedUsd: this.#usdPerRequest * this.#requests }
  }

  /** What one request cost, all its attempts together. */
  spent(usd: number): void {
    if (!(usd >= 0 && usd < Infinity)) return
    this.#requests++
    this.#spentUsd += usd
    this.#recentUsd += FRESH * (usd - this.#recentUsd)
    const leftUsd = this.spend.allowedUsd - this.#spentUsd
    const paceUsd =
      this.#usdPerRequest * Math.max(0.3, Math.min(1.5, 1 + leftUsd / (REPAY_REQUESTS * this.#usdPerRequest)))
    const step = STEP * Math.max(-1, Math.min(2, this.#recentUsd / paceUsd - 1))
    this.#price = Math.min(PRICES.most, Math.max(PRICES.least, this.#price * Math.exp(step)))
  }

  /** Those that fit into what is left, or the cheapest where none does. */
  affordable(candidates: NonEmpty<Candidate>): NonEmpty<Candidate> {
    const leftUsd = this.#usdPerRequest * (this.#requests + this.#burstRequests) - this.#spentUsd
    const fitting = candidates.filter(candidate => candidate.prediction.costUsd.mean <= leftUsd)
    if (isNonEmpty(fitting)) return fitting
    return [candidates.reduce((a, b) => (b.prediction.costUsd.mean < a.prediction.costUsd.mean ? b : a))]
  }
}
