import type { Random } from '../../runtime/index.ts'
import { Held } from './held.ts'
import { LearnedIndex } from './learned-index.ts'

export interface LearnedCacheOptions<V> {
  /** What all entries together may take, in the unit of their sizes. */
  readonly maxSize: number
  /** Default: no limit. */
  readonly maxEntries?: number | undefined
  readonly random: Random
  /** Told of every entry that left to make room, and of every newcomer that was not let in. */
  readonly onEvict?: (key: string, value: V, reason: 'evicted' | 'rejected') => void
}

class HeldValue<V> extends Held {
  value: V

  constructor(key: string, value: V, size: number, after: Held | undefined) {
    super(key, size, after)
    this.value = value
  }
}

/**
 * A map within a limit of size that keeps what is worth most: it drops the one whose expected use is worth least for the
 * room it takes, of some that are looked at. When entries are used again is learned (`ReuseModel`), also from what was
 * dropped. A newcomer that is worth less than all that were looked at is not let in. Where what was learned does no
 * better than dropping the least recently used, that is done (`RecencyGuard`).
 *
 * An access costs some 0.1–1 µs.
 */
export class LearnedCache<V> {
  readonly #index: LearnedIndex<HeldValue<V>>

  constructor({ onEvict, ...options }: LearnedCacheOptions<V>) {
    this.#index = new LearnedIndex({
      ...options,
      onEvict: onEvict && (({ key, value }, reason) => onEvict(key, value, reason)),
    })
  }

  get entries(): number {
    return this.#index.entries
  }

  get size(): number {
    return this.#index.size
  }

  /** The value, where it is held. Counts as a use. */
  get(key: string): V | undefined {
    const held = this.#index.find(key)
    if (held === undefined) return undefined
    this.#index.use(held)
    return held.value
  }

  /** The value. Counts as nothing. */
  peek(key: string): V | undefined {
    return this.#index.find(key)?.value
  }

  /** A copy, in no order. */
  keys(): string[] {
    return this.#index.keys()
  }

  /** Sets the limit, up to `maxSize`, and drops what no longer fits. */
  resize(limit: number): void {
    this.#index.resize(limit)
  }

  /**
   * `size`: a whole number above 0. `worth`: what it saves each time it is used, above 0. `after`: another key that this
   * is useless without, as a block of a prompt is without those before it. That one stays as long as this does, unless it
   * is deleted or set with another size; where it is not held, this is not let in. False where it was not let in.
   */
  set(key: string, value: V, size: number, worth: number, after?: string): boolean {
    const old = this.#index.find(key)
    const before = after === undefined ? undefined : this.#index.find(after)
    if (old?.size === size && (after === undefined || old.after === before)) {
      old.value = value
      this.#index.renew(old, worth)
      return true
    }
    return this.#index.add(
      new HeldValue(key, value, size, before),
      worth,
      old,
      after === undefined || before !== undefined,
    )
  }

  delete(key: string): boolean {
    return this.#index.delete(key)
  }
}
