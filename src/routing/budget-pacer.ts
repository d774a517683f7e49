import { isNonEmpty, type NonEmpty } from '../chat/index.ts'
import { type Fault, InvalidOptionsError } from '../errors/index.ts'
import type { Candidate } from './routing-strategy.ts'

export interface BudgetPacerOptions {
  /** What a request may cost on average, USD. */
  readonly usdPerRequest: number
  /** How far the spend may run ahead, in requests' worth of budget. Default 20. */
  readonly burstRequests?: number
}

/** What one way to serve a request is expected to bring, but for its cost, in quality points, and what it is expected to cost. */
export interface PricedOption {
  readonly worth: number
  readonly costUsd: number
}

/** In how many requests a debt, or what was saved, is paid back. */
const REPAY_REQUESTS = 100
/** By how much spend may exceed the budget for that. */
const FASTEST = 1.5
/** Prices of money between which the right one is looked for, in quality points that the budget of one request is worth. */
const LEVELS = 40
const PRICES = { least: 1e-5, most: 10 } as const
const STEP = Math.log(PRICES.most / PRICES.least) / (LEVELS - 1)
/** The price that is assumed before anything is known, and how many requests that is worth. */
const FIRST_PRICE = 0.02
const FIRST_WORTH = 5
/** Weight of the latest request in what is known of the demand: some 200 count. */
const FRESH = 0.005

/**
 * Holds average spend at a budget by putting a price on money: quality points that the budget of one request is worth. It
 * knows from the latest requests what would be spent at each price by what was believed of the options there were, and takes
 * the price at which that is the budget, a little more or less while there is money left or a debt. So dear targets are used
 * where they gain most, also when prices change, and one dear call does not make the next hundred cheap ones. Cost counts
 * linearly, which makes the price the multiplier of the budget (a Lagrangian). A strategy that is given one shows it the
 * options of each request (`consider`) and tells it what the request has cost (`RoutingStrategy.spent`). State is per process.
 */
export class BudgetPacer {
  readonly #usdPerRequest: number
  readonly #burstRequests: number
  readonly #perUsd: Float64Array
  /** What a request would cost on average at each of those prices of a dollar. */
  readonly #demandUsd: Float64Array
  #considered = FIRST_WORTH
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
    const prices = Float64Array.from({ length: LEVELS }, (_, level) => PRICES.least * Math.exp(STEP * level))
    this.#perUsd = prices.map(price => price / usdPerRequest)
    this.#demandUsd = prices.map(price => usdPerRequest * Math.min(2, FIRST_PRICE / price))
  }

  /** Quality points that a dollar is worth now. */
  get perUsd(): number {
    const demand = this.#demandUsd
    const { usd, allowedUsd } = this.spend
    const left = (allowedUsd - usd) / (REPAY_REQUESTS * this.#usdPerRequest)
    // Whatever the price, the cheapest has to be paid for: only the rest can be saved.
    const leastUsd = Math.min(this.#usdPerRequest, demand[LEVELS - 1] ?? 0)
    const paceUsd = leastUsd + (this.#usdPerRequest - leastUsd) * Math.min(FASTEST, Math.exp(left))
    const level = demand.findIndex(demandUsd => demandUsd <= paceUsd)
    if (level < 0) return PRICES.most / this.#usdPerRequest
    const [dearer, here] = [demand[level - 1] ?? Infinity, demand[level] ?? 0]
    const back = dearer < Infinity ? (paceUsd - here) / (dearer - here) : 0
    return (PRICES.least * Math.exp(STEP * (level - back))) / this.#usdPerRequest
  }

  /** Spent so far, and what it may be by now, USD. */
  get spend(): { readonly usd: number; readonly allowedUsd: number } {
    return { usd: this.#spentUsd, allowedUsd: this.#usdPerRequest * this.#requests }
  }

  /** What there was to choose from for one request. Cost: 40 × options. */
  consider(options: readonly PricedOption[]): void {
    const share = Math.max(FRESH, 1 / ++this.#considered)
    for (let level = 0; level < LEVELS; level++) {
      const perUsd = this.#perUsd[level] ?? 0
      let best = -Infinity
      let chosenUsd = 0
      for (const { worth, costUsd } of options) {
        const score = worth - perUsd * costUsd
        if (score <= best) continue
        best = score
        chosenUsd = costUsd
      }
      const before = this.#demandUsd[level] ?? 0
      this.#demandUsd[level] = before + share * (chosenUsd - before)
    }
  }

  /** What one request cost, all its attempts together. */
  spent(usd: number): void {
    if (!(usd >= 0 && usd < Infinity)) return
    this.#requests++
    this.#spentUsd += usd
  }

  /** Those that fit into what is left, and in a debt those that do not add to it; the cheapest where none does. */
  affordable(candidates: NonEmpty<Candidate>): NonEmpty<Candidate> {
    const leftUsd = this.#usdPerRequest * (this.#requests + this.#burstRequests) - this.#spentUsd
    const mostUsd = Math.max(leftUsd, this.#usdPerRequest)
    const fitting = candidates.filter(candidate => candidate.prediction.costUsd.mean <= mostUsd)
    if (isNonEmpty(fitting)) return fitting
    return [candidates.reduce((a, b) => (b.prediction.costUsd.mean < a.prediction.costUsd.mean ? b : a))]
  }
}
