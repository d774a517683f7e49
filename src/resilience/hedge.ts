import type { Target } from '../chat/index.ts'
import { effectOf } from '../errors/index.ts'
import type { Attempt, ClassifiedCall, Middleware } from '../handler/index.ts'
import { type Clock, QuantileSketch, systemClock } from '../runtime/index.ts'
import { checkNumbers } from './check-numbers.ts'
import type { RetryBudget } from './retry-budget.ts'

export interface HedgeOptions {
  /** A target is slow when its first content takes longer than this share of its recent ones did, 0–1. Default 0.95. */
  readonly quantile?: number
  /** Nobody is called slow before. Default 200. */
  readonly minDelayMs?: number
  /** Attempts that must be known of a target at that size of request. Default 50. */
  readonly minSamples?: number
  /** Hedges earned by each attempt. Default 0.05. */
  readonly share?: number
  /** Hedges that may be saved up. Default 10. */
  readonly burst?: number
  /** Nobody is hedged while a larger share of recent attempts was refused as too many (rate limit, overload), 0–1. Default 0.1. */
  readonly maxRefusedShare?: number
  /** Shared with retries. Default: none. */
  readonly budget?: RetryBudget
  readonly clock?: Clock
}

/** About how many attempts of a target at one size of request are remembered. */
const memory = 300
/** The last hundred attempts or so tell whether there is overload. */
const overloadDecay = 0.99

/**
 * When a second target should be asked because the first is slower than it usually is, and whether that is affordable
 * (Dean & Barroso, "The Tail at Scale", 2013). It learns from `layer`, among the attempt layers. Never more hedges than
 * `burst + share × attempts`, and none under overload: hedging would feed what it suffers from.
 */
export class HedgePolicy {
  readonly #quantile: number
  readonly #minDelayMs: number
  readonly #minSamples: number
  readonly #share: number
  readonly #burst: number
  readonly #maxRefusedShare: number
  readonly #budget: RetryBudget | undefined
  readonly #clock: Clock
  readonly #times = new Map<string, QuantileSketch>()
  #tokens: number
  /** Share of refusals among recent attempts, as decayed sums. */
  #refused = 0
  #attempts = 0

  constructor(options: HedgeOptions = {}) {
    const share = { min: 0, max: 1 }
    const positive = { min: 0 }
    checkNumbers(
      'HedgePolicy',
      { ...options },
      { quantile: share, share, minDelayMs: positive, minSamples: positive, burst: positive, maxRefusedShare: share },
    )
    this.#quantile = options.quantile ?? 0.95
    this.#minDelayMs = options.minDelayMs ?? 200
    this.#minSamples = options.minSamples ?? 50
    this.#share = options.share ?? 0.05
    this.#burst = options.burst ?? 10
    this.#maxRefusedShare = options.maxRefusedShare ?? 0.1
    this.#budget = options.budget
    this.#clock = options.clock ?? systemClock
    this.#tokens = this.#burst
  }

  /**
   * The time to first content that only a share of `1 − quantile` exceeds, ms; `undefined` while too little is known.
   * A multiple of it is a deadline that fits the target: `firstTokenMs: call => 3 * usualMs(call.target, call)`.
   */
  usualMs(target: Target, call: ClassifiedCall): number | undefined {
    const times = this.#times.get(keyOf(target, call))
    return times && times.samples >= this.#minSamples ? times.quantile(this.#quantile) : undefined
  }

  /** After how many ms another target should be asked beside this one; `undefined` for never. */
  delayMs(target: Target, call: ClassifiedCall): number | undefined {
    const slowMs = this.usualMs(target, call)
    return slowMs === undefined ? undefined : Math.max(this.#minDelayMs, slowMs)
  }

  /** Leave to ask the second target now, to be disposed of when it has ended; `undefined` where there is none. */
  leave(): Disposable | undefined {
    if (this.#tokens < 1 || this.#refused > this.#maxRefusedShare * this.#attempts) return undefined
    const extra = this.#budget ? this.#budget.extra() : nothing
    if (extra) this.#tokens--
    return extra
  }

  /** Measures the time to first content. One that was hung up on, a hedge's loser too, took at least as long as it had. */
  readonly layer: Middleware<Attempt> = async (call, next) => {
    const startedMs = this.#clock.mono()
    this.#tokens = Math.min(this.#burst, this.#tokens + this.#share)
    try {
      const reply = await next(call)
      this.#learn(call, startedMs)
      this.#count(false)
      return reply
    } catch (error) {
      if (call.signal.aborted) this.#learn(call, startedMs)
      else this.#count(effectOf(error).load === 'full')
      throw error
    }
  }

  #count(refused: boolean): void {
    this.#attempts = overloadDecay * this.#attempts + 1
    this.#refused = overloadDecay * this.#refused + (refused ? 1 : 0)
  }

  #learn(call: Attempt, startedMs: number): void {
    const key = keyOf(call.target, call)
    let times = this.#times.get(key)
    if (!times) this.#times.set(key, (times = new QuantileSketch(memory)))
    times.add(this.#clock.mono() - startedMs)
  }
}

const nothing: Disposable = { [Symbol.dispose]: () => {} }

/** A whole answer takes longer than a first word, and long requests than short ones: four sizes, each eight times the one before. */
function keyOf(target: Target, call: ClassifiedCall): string {
  const size = Math.min(3, Math.max(0, Math.floor(Math.log(call.task.inputTokens / 1000) / Math.log(8)) + 1))
  return `${target} ${call.mode} ${size}`
}
