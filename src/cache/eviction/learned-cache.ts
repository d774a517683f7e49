import { LRUCache } from 'lru-cache'
import { hash32, type Random } from '../../runtime/index.ts'
import { GhostList } from './ghost-list.ts'
import { grown, Histories } from './history.ts'
import { Ranking } from './ranking.ts'
import { bucketOf, classOf, ReuseModel } from './reuse-model.ts'

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
  value: V
  readonly size: number
  slot: number
}

/** Entries looked at for each that must go. */
const SAMPLE = 32
/** The best that were looked at and stayed are looked at again. */
const KEPT = 16
/** Evicted keys remembered, as a multiple of the entries. */
const GHOSTS = 3
/** Accesses between two updates of the model: as many as there are entries, but at least this. */
const MIN_UPDATE = 200
/** Counts fade over this many times the entries, but at least that many accesses. */
const FADE = 5
const MIN_FADE = 5000

/**
 * A map within a limit of size that keeps what is worth most: of a few entries drawn at random it drops the one whose
 * expected use is worth least for the room it takes. When entries are used again is learned (`ReuseModel`), also from
 * what was dropped. A newcomer that is worth less than everything drawn is not let in.
 *
 * Storage is lru-cache's. An access costs some 0.2–2 µs.
 */
export class LearnedCache<V> {
  readonly #options: LearnedCacheOptions<V>
  readonly #held: LRUCache<string, Held<V>>
  #limit: number
  /** Entries by slot, without gaps, and what was seen of each. */
  readonly #slots: Held<V>[] = []
  readonly #rows = new Histories()
  /** What a use saves, per unit of size. */
  #density = new Float64Array(64)
  /** One row: who wants to come in. */
  readonly #newcomer = new Histories()
  readonly #ghosts = new GhostList()
  readonly #model = new ReuseModel()
  readonly #ranking = new Ranking(KEPT + 1)
  readonly #again = new Int32Array(KEPT)
  #now = 0
  #nextUpdate = MIN_UPDATE
  #lastUpdate = 0

  constructor(options: LearnedCacheOptions<V>) {
    this.#options = options
    this.#limit = options.maxSize
    this.#held = new LRUCache<string, Held<V>>({ maxSize: options.maxSize })
  }

  get entries(): number {
    return this.#held.size
  }

  get size(): number {
    return this.#held.calculatedSize
  }

  /** The value, where it is held and usable. Counts as a use. */
  get(key: string): V | undefined {
    const held = this.#held.peek(key)
    if (!held || this.#options.isUsable?.(held.value) === false) return undefined
    this.#use(this.#rows, held.slot)
    return held.value
  }

  /** The value, usable or not. Counts as nothing. */
  peek(key: string): V | undefined {
    return this.#held.peek(key)?.value
  }

  /** A copy, in no order. */
  keys(): string[] {
    return this.#slots.map(held => held.key)
  }

  /** Sets the limit, up to `maxSize`, and drops what no longer fits. */
  resize(limit: number): void {
    this.#limit = Math.min(limit, this.#options.maxSize)
    while (this.size > this.#limit) this.#evict(this.#rankSample())
  }

  /** `size`: a whole number above 0. `worth`: what it saves each time it is used, above 0. False where it was not let in. */
  set(key: string, value: V, size: number, worth: number): boolean {
    const { maxEntries = Infinity } = this.#options
    const old = this.#held.peek(key)
    if (old?.size === size) return this.#replace(old, value, worth)
    const hash = hash32(key)
    this.#recall(old, hash)
    if (size > this.#limit) return false
    const density = worth / size
    const index = this.#indexOf(this.#newcomer, 0) * density
    while (this.size + size > this.#limit || this.entries >= maxEntries) {
      const victim = this.#rankSample()
      if (this.#indexOf(this.#rows, victim) * (this.#density[victim] ?? 0) >= index) {
        this.#remember(hash, this.#newcomer, 0)
        this.#options.onEvict?.(key, value, 'rejected')
        return false
      }
      this.#evict(victim)
    }
    this.#insert({ key, value, size, slot: this.#slots.length }, density)
    return true
  }

  delete(key: string): boolean {
    const held = this.#held.peek(key)
    if (held) this.#remove(held)
    return held !== undefined
  }

  #evict(slot: number): void {
    const held = this.#slots[slot]
    if (!held) return
    this.#remember(hash32(held.key), this.#rows, slot)
    this.#remove(held)
    this.#options.onEvict?.(held.key, held.value, 'evicted')
  }

  #insert(held: Held<V>, density: number): void {
    const { slot, size } = held
    this.#rows.reserve(slot + 1)
    if (this.#density.length < this.#rows.capacity)
      this.#density = grown(this.#density, new Float64Array(this.#rows.capacity))
    this.#rows.copy(slot, this.#newcomer, 0)
    this.#density[slot] = density
    this.#slots.push(held)
    this.#held.set(held.key, held, { size })
  }

  /** The same key and size: nothing has to make room. */
  #replace(held: Held<V>, value: V, worth: number): boolean {
    held.value = value
    this.#density[held.slot] = worth / held.size
    this.#use(this.#rows, held.slot)
    return true
  }

  /** The last slot moves into the gap. */
  #remove({ key, slot }: Held<V>): void {
    this.#held.delete(key)
    const last = this.#slots.pop()
    if (!last || last.slot === slot) return
    this.#rows.copy(slot, this.#rows, last.slot)
    this.#density[slot] = this.#density[last.slot] ?? 0
    this.#slots[slot] = last
    last.slot = slot
  }

  /** Brings what is known of a key, held or gone, into the newcomer's row, and counts this use. */
  #recall(held: Held<V> | undefined, hash: number): void {
    const ghost = held ? -1 : this.#ghosts.take(hash)
    if (held) {
      this.#newcomer.copy(0, this.#rows, held.slot)
      this.#remove(held)
    } else if (ghost >= 0) this.#newcomer.copy(0, this.#ghosts.rows, ghost)
    if (held || ghost >= 0) return this.#use(this.#newcomer, 0)
    this.#newcomer.uses[0] = 1
    this.#newcomer.reuseClass[0] = 0
    this.#newcomer.counted[0] = -1
    this.#tick(this.#newcomer, 0)
  }

  #remember(hash: number, rows: Histories, at: number): void {
    this.#ghosts.add(hash, rows, at)
    this.#ghosts.trim(GHOSTS * this.entries + 16, row => this.#countAge(this.#ghosts.rows, row))
  }

  #use(rows: Histories, at: number): void {
    const gap = this.#ageOf(rows, at)
    const bucket = bucketOf(gap)
    const reuseClass = rows.reuseClass[at] ?? 0
    this.#model.survived(reuseClass, rows.counted[at] ?? 0, bucket)
    this.#model.reused(reuseClass, bucket)
    const uses = (rows.uses[at] ?? 0) + 1
    rows.uses[at] = uses
    rows.reuseClass[at] = classOf(uses, gap)
    rows.counted[at] = -1
    this.#tick(rows, at)
  }

  #tick(rows: Histories, at: number): void {
    rows.lastUse[at] = ++this.#now
    if (this.#now >= this.#nextUpdate) this.#update()
  }

  /** In accesses, the coming one included: at least 1, also once the count of accesses has passed 2³². */
  #ageOf(rows: Histories, at: number): number {
    return (this.#now + 1 - (rows.lastUse[at] ?? 0)) >>> 0
  }

  #indexOf(rows: Histories, at: number): number {
    return this.#model.index(rows.reuseClass[at] ?? 0, bucketOf(this.#ageOf(rows, at)))
  }

  /** Draws a sample, ranks it together with the last one's best, and returns the slot of the lowest. */
  #rankSample(): number {
    const { random } = this.#options
    const again = this.#ranking.takeRest(this.#again)
    for (let i = 0; i < again; i++) this.#rank(this.#again[i] ?? 0)
    for (let i = 0; i < SAMPLE; i++) this.#rank(Math.floor(random() * this.#slots.length))
    return this.#ranking.lowest
  }

  #rank(slot: number): void {
    if (slot < this.#slots.length)
      this.#ranking.offer(slot, this.#indexOf(this.#rows, slot) * (this.#density[slot] ?? 0))
  }

  #countAge(rows: Histories, at: number): void {
    const bucket = bucketOf(this.#ageOf(rows, at))
    const counted = rows.counted[at] ?? -1
    if (bucket <= counted) return
    this.#model.survived(rows.reuseClass[at] ?? 0, counted, bucket)
    rows.counted[at] = bucket
  }

  #update(): void {
    for (let slot = 0; slot < this.#slots.length; slot++) this.#countAge(this.#rows, slot)
    this.#ghosts.forEach(row => this.#countAge(this.#ghosts.rows, row))
    const passed = this.#now - this.#lastUpdate
    this.#model.update(Math.exp(-passed / Math.max(MIN_FADE, FADE * this.entries)))
    this.#lastUpdate = this.#now
    this.#nextUpdate = this.#now + Math.max(MIN_UPDATE, this.entries)
  }
}
