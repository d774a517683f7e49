import type { Random } from '../../runtime/index.ts'
import type { Held } from './held.ts'
import { LearnedOrder } from './learned-order.ts'
import { RecencyGuard } from './recency-guard.ts'
import { ReuseModel } from './reuse-model.ts'

export interface LearnedIndexOptions<H extends Held> {
  /** What all entries together may take, in the unit of their sizes. */
  readonly maxSize: number
  /** Default: no limit. */
  readonly maxEntries?: number | undefined
  readonly random: Random
  /** Told of every entry that left to make room, and of every newcomer that was not let in. */
  readonly onEvict?: ((held: H, reason: 'evicted' | 'rejected') => void) | undefined
}

/** Accesses between two updates of the model: as many as there are entries, later up to four times that, but at least 200. */
const MIN_UPDATE = 200
const MAX_UPDATE = 4
/** Counts fade over this many times the entries, but at least that many accesses. */
const FADE = 5
const MIN_FADE = 5000

/** Entries by key, and who of them goes where room is needed: what `LearnedCache` is made of. */
export class LearnedIndex<H extends Held> {
  readonly #options: LearnedIndexOptions<H>
  readonly #byKey = new Map<string, H>()
  readonly #bySlot: (H | undefined)[] = []
  #size = 0
  #limit: number
  readonly #model = new ReuseModel()
  readonly #order: LearnedOrder
  readonly #guard: RecencyGuard
  #nextUpdate = MIN_UPDATE
  #lastUpdate = 0

  constructor(options: LearnedIndexOptions<H>) {
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

  /** Counts as nothing. */
  find(key: string): H | undefined {
    return this.#byKey.get(key)
  }

  /** Counts a use. */
  use(held: H): void {
    this.#order.use(held.slot)
    if (this.#guard.watches(held.hash)) this.#guardUse(held)
    if (this.#model.now >= this.#nextUpdate) this.#learn()
  }

  /** Counts a use of what is worth something else from now on. */
  renew(held: H, worth: number): void {
    this.#order.setDensity(held.slot, worth / held.size)
    this.use(held)
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

  /** Lets an entry in, in the place of `old`, the one with its key. `isWanted`: false where it shall not come in. False where it did not. */
  add(held: H, worth: number, old: H | undefined, isWanted = true): boolean {
    const { hash, size, after } = held
    if (old) {
      this.#order.recallHeld(old.slot)
      this.#forget(old)
    } else this.#order.recall(hash)
    this.#guard.see(hash, size, worth, this.entries)
    if (this.#model.now >= this.#nextUpdate) this.#learn()
    if (size > this.#limit) return false
    if (after) this.#order.pin(after.slot)
    const isIn = isWanted && this.#makeRoom(size, worth / size)
    if (after) this.#order.pin(after.slot, -1)
    if (isIn) {
      this.#insert(held, worth / size)
      return true
    }
    this.#order.refuseNewcomer()
    this.#options.onEvict?.(held, 'rejected')
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

  #insert(held: H, density: number): void {
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
    this.#options.onEvict?.(held, 'evicted')
  }

  #forget(held: H): void {
    this.#byKey.delete(held.key)
    this.#bySlot[held.slot] = undefined
    this.#size -= held.size
    if (held.after) this.#follow(held.after, -1)
  }

  #follow(before: Held, by: 1 | -1): void {
    // Who was deleted or set anew meanwhile has no slot of its own any more.
    if (this.#bySlot[before.slot] === before) this.#order.pin(before.slot, by)
  }

  #guardUse({ hash, slot, size }: H): void {
    this.#guard.see(hash, size, this.#order.densityOf(slot) * size, this.entries)
  }

  #learn(): void {
    const { now } = this.#model
    this.#order.countAges()
    const passed = now - this.#lastUpdate
    this.#model.update(Math.exp(-passed / Math.max(MIN_FADE, FADE * this.entries)))
    this.#lastUpdate = now
    const seldom = Math.min(MAX_UPDATE, Math.max(1, now / (8 * this.entries)))
    this.#nextUpdate = now + Math.max(MIN_UPDATE, Math.floor(seldom * this.entries))
  }
}
