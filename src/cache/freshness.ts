import type { Random } from '../runtime/index.ts'
import type { Freshness } from './entry.ts'

export interface FreshnessOptions {
  /** How long a value is fresh, ms. Default one hour. */
  readonly ttlMs?: number
  /** Values expire up to this share of their time earlier or later, so that not all expire at once. Default 0.1. */
  readonly ttlJitter?: number
  /** How long after that a value is still given while it is renewed in the background, ms. Default 0. */
  readonly staleWhileRevalidateMs?: number
  /** How long after its time a value is still given where renewing it fails, ms. Default 0. */
  readonly staleIfErrorMs?: number
  /**
   * Renews values that are slow to make shortly before their time, each reader by its own draw, so that a busy key
   * never expires under many at once. 1 is the optimum of its source, 0 switches it off. Default 1.
   */
  readonly earlyRefresh?: number
}

/** The rules by which values age. */
export class FreshnessPolicy {
  readonly ttlMs: number
  readonly #jitter: number
  readonly #revalidateMs: number
  readonly #ifErrorMs: number
  readonly #beta: number
  readonly #random: Random

  constructor(options: FreshnessOptions, random: Random) {
    this.ttlMs = options.ttlMs ?? 3_600_000
    this.#jitter = options.ttlJitter ?? 0.1
    this.#revalidateMs = options.staleWhileRevalidateMs ?? 0
    this.#ifErrorMs = options.staleIfErrorMs ?? 0
    this.#beta = options.earlyRefresh ?? 1
    this.#random = random
  }

  /** A time to live around `ttlMs`. */
  jittered(ttlMs: number): number {
    return this.#jitter === 0 ? ttlMs : ttlMs * (1 + this.#jitter * (2 * this.#random() - 1))
  }

  /**
   * How a value may be used now; `undefined`: not at all. Early renewal is XFetch (Vattani and others, VLDB 2015):
   * due where now − makingMs · beta · ln(u) has come to the end of the value's time.
   */
  of(freshUntilMs: number, monoMs: number, makingMs: number | undefined): Freshness | undefined {
    const leftMs = freshUntilMs - monoMs
    if (leftMs > 0) {
      // Beyond 30 times the time it takes to make, the draw cannot matter.
      if (!makingMs || this.#beta === 0 || leftMs > 30 * this.#beta * makingMs) return 'fresh'
      return -Math.log(1 - this.#random()) * this.#beta * makingMs >= leftMs ? 'due' : 'fresh'
    }
    if (-leftMs < this.#revalidateMs) return 'stale'
    return -leftMs < this.#ifErrorMs ? 'spare' : undefined
  }
}
