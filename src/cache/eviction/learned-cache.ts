import { hash32, type Random } from '../../runtime/index.ts'
import { LearnedOrder } from './learned-order.ts'
import { RecencyGuard } from './recency-guard.ts'
import { ReuseModel } from './reuse-model.ts'

export interface LearnedCacheOptions<V> {
  /** What all entries together may take, in the unit of their sizes. */
  readonly maxSize: number
  /** Default: no limit. */
  readonly maxEntries?: number | undefined
  readonly random: Random
  /** Told of every entry that left to make room, and of every newcomer that was not let in. */
  readonly onEvict?: (key: string, value: V, reason: 'evicted' | 'rejected') => void
  /** May this value still be used? `get` passes over what may not. Default: yes. */
  readonly isUsable?: (value: V) => boolean
}

interface Held<V> {
  readonly key: string
  readonly hash: number
  value: V
  readonly size: number
  slot: number
  /** What it is useless without. */
  readonly after: Held<V> | undefined
}

/** Accesses between two updates of the model: as many as there are entries, later up to four times that, but at least 200. */
const MIN_UPDATE = 200
const MAX_UPDATE = 4
/** Counts fade over this many times the entries, but at least that many accesses. */
const FADE = 5
const MIN_FADE = 5000

/**
 * A map within a limit of size that keeps what is worth most: it drops the one whose expected use is worth least for the
 * room it takes, of some that are looked at. When entries are used again is learned (`ReuseModel`), also from what was
 * dropped. A newcomer that is worth less than all that were looked at is not let in. Where what was learned does no
 * better than dropping the least recently used, that is done (`RecencyGuard`).
 *
 * An access costs some 0.1–1 µs.
 */
export class LearnedCache<V> {
  readonly #options: LearnedCacheOptions<V>
  readonly #byKey = new Map<string, Held<V>>()
  readonly #bySlot: (Held<V> | undefined)[] = []
  #size = 0
  #limit: number
  readonly #model = new ReuseModel()
  readonly #order: LearnedOrder
  readonly #guard: RecencyGuard
  #nextUpdate = MIN_UPDATE
  #lastUpdate = 0

  constructor(options: LearnedCacheOptions<V>) {
    this.#options = options
    this.#limit = options.maxSize
    this.#order = new LearnedOrder(this.#model, options.random, { learns: true })
    this.#guard = new RecencyGuard({
      model: this.#model,
      maxSize: options.maxSize,
      random: options.random,
      onChange: recencyWins => this.#order.setMode(recencyWins ? 'recency' : 'learned'),
    })
  }

  get entries(): number {
    return this.#byKey.size
  }

  get size(): number {
    return this.#size
  }

  /** The value, where it is held and usable. Counts as a use. */
  get(key: string): V | undefined {
    const held = this.#byKey.get(key)
    if (!held || this.#options.isUsable?.(held.value) === false) return undefined
    this.#order.use(held.slot)
    this.#used(held)
    return held.value
  }

  /** The value, usable or not. Counts as nothing. */
  peek(key: string): V | undefined {
    return this.#byKey.get(key)?.value
  }

  /** A copy, in no order. */
  keys(): string[] {
    return [...this.#byKey.keys()]
  }

  /** Sets the limit, up to `maxSize`, and drops what no longer fits. */
  resize(limit: number): void {
    this.#limit = Math.min(limit, this.#options.maxSize)
    while (this.#size > this.#limit) {
      const victim = this.#order.victim()
      if (victim < 0) return
      this.#evict(victim)
    }
  }

  /**
   * `size`: a whole number above 0. `worth`: what it saves each time it is used, above 0. `after`: another key that this
   * is useless without, as a block of a prompt is without those before it. That one stays as long as this does, unless it
   * is deleted or set with another size; where it is not held, this is not let in. False where it was not let in.
   */
  set(key: string, value: V, size: number, worth: number, after?: string): boolean {
    const old = this.#byKey.get(key)
    const before = after === undefined ? undefined : this.#byKey.get(after)
    if (old?.size === size && (after === undefined || old.after === before)) {
      old.value = value
      this.#order.setDensity(old.slot, worth / size)
      this.#order.use(old.slot)
      this.#used(old)
      return true
    }
    const hash = old?.hash ?? hash32(key)
    if (old) {
      this.#order.recallHeld(old.slot)
      this.#forget(old)
    } else this.#order.recall(hash)
    this.#guard.see(hash, size, worth, this.entries)
    this.#learn()
    if (size > this.#limit) return false
    if (before) this.#order.pin(before.slot)
    const isIn = (after === undefined || before !== undefined) && this.#makeRoom(size, worth / size)
    if (before) this.#order.pin(before.slot, -1)
    if (isIn) {
      this.#insert({ key, hash, value, size, slot: 0, after: before }, worth / size)
      return true
    }
    this.#order.refuseNewcomer()
    this.#options.onEvict?.(key, value, 'rejected')
    return false
  }

  delete(key: string): boolean {
    const held = this.#byKey.get(key)
    if (!held) return false
    this.#order.remove(held.slot)
    this.#forget(held)
    return true
  }

  /** False where what must go is worth more than the newcomer. */
  #makeRoom(size: number, density: number): boolean {
    const { maxEntries = Infinity } = this.#options
    const score = this.#order.newcomerScore(density)
    while (this.#size + size > this.#limit || this.entries >= maxEntries) {
      const victim = this.#order.victim()
      if (victim < 0 || this.#order.scoreOf(victim) >= score) return false
      this.#evict(victim)
    }
    return true
  }

  #insert(held: Held<V>, density: number): void {
    held.slot = this.#order.insert(density)
    if (held.after) this.#follow(held.after, 1)
    this.#bySlot[held.slot] = held
    this.#byKey.set(held.key, held)
    this.#size += held.size
  }

  #evict(slot: number): void {
    const held = this.#bySlot[slot]
    if (!held) return
    this.#order.remove(slot, true)
    this.#forget(held)
    this.#options.onEvict?.(held.key, held.value, 'evicted')
  }

  #forget(held: Held<V>): void {
    this.#byKey.delete(held.key)
    this.#bySlot[held.slot] = undefined
    this.#size -= held.size
    if (held.after) this.#follow(held.after, -1)
  }

  #follow(before: Held<V>, by: 1 | -1): void {
    // Who was deleted or set anew meanwhile has no slot of its own any more.
    if (this.#bySlot[before.slot] === before) this.#order.pin(before.slot, by)
  }

  #used({ hash, slot, size }: Held<V>): void {
    if (this.#guard.watches(hash)) this.#guard.see(hash, size, this.#order.densityOf(slot) * size, this.entries)
    this.#learn()
  }

  #learn(): void {
    const { now } = this.#model
    if (now < this.#nextUpdate) return
    this.#order.countAges()
    const passed = now - this.#lastUpdate
    this.#model.update(Math.exp(-passed / Math.max(MIN_FADE, FADE * this.entries)))
    this.#lastUpdate = now
    const seldom = Math.min(MAX_UPDATE, Math.max(1, now / (8 * this.entries)))
    this.#nextUpdate = now + Math.max(MIN_UPDATE, Math.floor(seldom * this.entries))
  }
}
