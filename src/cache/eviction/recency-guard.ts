import { LRUCache } from 'lru-cache'
import type { Random } from '../../runtime/index.ts'
import { LearnedOrder } from './learned-order.ts'
import type { ReuseModel } from './reuse-model.ts'

/** Entries that each of the two small caches has, about. */
const ENTRIES = 128
/** What was seen fades over this many times the entries of a small cache, in accesses to it. */
const FADE = 32
/** How many standard errors recency must be ahead before it takes over. */
const AHEAD = 1

export interface RecencyGuardOptions {
  readonly model: ReuseModel
  readonly maxSize: number
  readonly random: Random
  readonly onChange: (recencyWins: boolean) => void
}

/**
 * Plays what is asked of a cache, for a sample of its keys, through two small caches without values: one drops the least
 * recently used, one by the learned order. Says which of them saved more. Sampling by hash after SHARDS (Waldspurger and
 * others, FAST 2015); the contest after set duelling (Qureshi and others, ISCA 2007).
 */
export class RecencyGuard {
  readonly #options: RecencyGuardOptions
  /** Sizes by hash. */
  readonly #recent: LRUCache<number, number>
  readonly #order: LearnedOrder
  readonly #slots = new Map<number, number>()
  readonly #sizes: number[] = []
  #limit: number
  #size = 0
  /** Keys whose hash has these bits 0 are played. */
  #mask = 0
  /** What recency saved more than the learned order, and the sum of its squares. */
  #lead = 0
  #squares = 0
  #recencyWins = false

  constructor(options: RecencyGuardOptions) {
    this.#options = options
    this.#limit = options.maxSize
    this.#order = new LearnedOrder(options.model, options.random, { learns: false })
    this.#recent = new LRUCache({ maxSize: options.maxSize })
  }

  /** Is the key with this hash one of the sample? */
  watches(hash: number): boolean {
    return (hash & this.#mask) === 0
  }

  /** A use of the key with this hash, held or not. `entries`: of the whole cache. */
  see(hash: number, size: number, worth: number, entries: number): void {
    if (!this.watches(hash)) return
    const key = hash | 0
    const change = (this.#seeRecent(key, size) ? worth : 0) - (this.#seeLearned(key, size, worth) ? worth : 0)
    const keep = 1 - 1 / (FADE * Math.max(16, this.#slots.size))
    this.#lead = keep * this.#lead + change
    this.#squares = keep * this.#squares + change * change
    const wins = this.#lead > (this.#recencyWins ? 0 : AHEAD * Math.sqrt(this.#squares))
    if (wins !== this.#recencyWins) this.#options.onChange(wins)
    this.#recencyWins = wins
    if (entries > 2 * ENTRIES * (this.#mask + 1)) this.#sampleLess()
  }

  #seeRecent(key: number, size: number): boolean {
    const found = this.#recent.get(key)
    if (found === size) return true
    this.#recent.delete(key)
    if (size <= this.#limit) {
      while (this.#recent.calculatedSize + size > this.#limit) this.#recent.pop()
      this.#recent.set(key, size, { size })
    }
    return found !== undefined
  }

  #seeLearned(key: number, size: number, worth: number): boolean {
    const slot = this.#slots.get(key)
    if (slot === undefined) this.#order.recall(key)
    else if (this.#sizes[slot] === size) {
      this.#order.use(slot)
      return true
    } else {
      this.#order.recallHeld(slot)
      this.#forget(slot)
    }
    if (this.#makeRoom(size, worth / size)) {
      const at = this.#order.insert(worth / size)
      this.#slots.set(key, at)
      this.#sizes[at] = size
      this.#size += size
    } else this.#order.refuseNewcomer()
    return slot !== undefined
  }

  #makeRoom(size: number, density: number): boolean {
    if (size > this.#limit) return false
    const score = this.#order.newcomerScore(density)
    while (this.#size + size > this.#limit) {
      const victim = this.#order.victim()
      if (victim < 0 || this.#order.scoreOf(victim) >= score) return false
      this.#evict(victim)
    }
    return true
  }

  #evict(slot: number): void {
    this.#order.remove(slot, true)
    this.#forget(slot)
  }

  #forget(slot: number): void {
    this.#slots.delete(this.#order.hashOf(slot))
    this.#size -= this.#sizes[slot] ?? 0
  }

  /** Half the keys, half the room. */
  #sampleLess(): void {
    this.#mask = 2 * this.#mask + 1
    this.#limit = this.#options.maxSize / (this.#mask + 1)
    for (const [key, slot] of this.#slots) {
      if (this.watches(key)) continue
      this.#order.remove(slot)
      this.#forget(slot)
    }
    const others = [...this.#recent.keys()].filter(key => !this.watches(key))
    for (const key of others) this.#recent.delete(key)
    while (this.#recent.calculatedSize > this.#limit) this.#recent.pop()
    while (this.#size > this.#limit) this.#evict(this.#order.victim())
  }
}
