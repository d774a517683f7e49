import type { Random } from '../../runtime/index.ts'
import { GhostTable } from './ghost-table.ts'
import { grown, Histories } from './history.ts'
import { BUCKETS, bucketOf, classOf, type ReuseModel } from './reuse-model.ts'
import { VictimPool } from './victim-pool.ts'

/** Entries drawn for each that must go, and how many are taken from the suspects. */
const DRAWN = 2
const SUSPECTED = 4
/** The share of those that is enough where the last victim was not taken. */
const AGAIN = 0.25
/** The best of earlier draws that are kept. */
const POOL = 16
/** One in this many is a suspect; all are looked at anew when half as many were asked for. */
const SUSPECT_SHARE = 8
const SAMPLE = 64
/** Caches of so many entries learn from one key in `LEARNS_FROM`. */
const LEARNS_FROM_ALL = 4096
const LEARNS_FROM = 4
/** Evicted keys remembered, as a multiple of the entries. */
const GHOSTS = 3

/** Which of two orders counts: expected use for the room taken, or time since the last use. */
export type OrderMode = 'learned' | 'recency'

/**
 * Entries by slot, with what was seen of each, and who should go first: the lowest of a few drawn at random, of a few of
 * those that were lowest when all were last looked at, and of the best of earlier draws. A slot stays an entry's own until
 * it is removed.
 */
export class LearnedOrder {
  readonly #model: ReuseModel
  readonly #random: Random
  readonly #learns: boolean
  readonly #rows = new Histories()
  #hashes = new Int32Array(64)
  /** What a use saves, per unit of size. */
  #densities = new Float64Array(64)
  /** How many build on it: it may go when there is none. -1: nobody is in this slot. */
  #pins = new Int32Array(64)
  /** Slots from here on were never taken; those before that are free now are in `#vacant`. */
  #end = 0
  readonly #vacant: number[] = []
  /** One row: who wants to come in. */
  readonly #newcomer = new Histories()
  #newcomerHash = 0
  readonly #ghosts = new GhostTable()
  readonly #pool = new VictimPool(POOL)
  #suspects = new Int32Array(64)
  #suspectCount = 0
  #nextSuspect = 0
  #goneSinceSearch = 0
  #isTaken = true
  readonly #sample = new Float64Array(SAMPLE)
  #mode: OrderMode = 'learned'

  /** `learns`: the model counts this one's accesses; else it is only asked. */
  constructor(model: ReuseModel, random: Random, options: { readonly learns: boolean }) {
    this.#model = model
    this.#random = random
    this.#learns = options.learns
  }

  get entries(): number {
    return this.#end - this.#vacant.length
  }

  setMode(mode: OrderMode): void {
    if (mode === this.#mode) return
    this.#mode = mode
    this.#pool.clear()
    this.#suspectCount = 0
    this.#goneSinceSearch = this.#end
  }

  hashOf(slot: number): number {
    return this.#hashes[slot] ?? 0
  }

  densityOf(slot: number): number {
    return this.#densities[slot] ?? 0
  }

  setDensity(slot: number, density: number): void {
    this.#densities[slot] = density
  }

  /** What it is worth to keep what is in this slot. */
  scoreOf(slot: number): number {
    return this.#score(this.#rows, slot, this.#densities[slot] ?? 0)
  }

  /** A use of what is held. */
  use(slot: number): void {
    this.#use(this.#rows, slot)
  }

  /** Somebody who is not held is used: brings back what is known of it. */
  recall(hash: number): void {
    this.#newcomerHash = hash
    const ghost = this.#ghosts.take(hash)
    if (ghost < 0) return this.#newcomer.used(0, this.#tick(), 1, 0, this.#learnsFrom(hash) ? -1 : BUCKETS)
    this.#newcomer.copy(0, this.#ghosts.rows, ghost)
    this.#use(this.#newcomer, 0)
  }

  /** The same of somebody who is held, and leaves its slot to come in again. */
  recallHeld(slot: number): void {
    this.#newcomerHash = this.hashOf(slot)
    this.#newcomer.copy(0, this.#rows, slot)
    this.remove(slot)
    this.#use(this.#newcomer, 0)
  }

  /** What the newcomer is worth beside those held. */
  newcomerScore(density: number): number {
    return this.#score(this.#newcomer, 0, density)
  }

  /** The newcomer was not let in. */
  refuseNewcomer(): void {
    this.#remember(this.#newcomerHash, this.#newcomer, 0)
  }

  /** Lets the newcomer in, and says where. */
  insert(density: number): number {
    const slot = this.#vacant.pop() ?? this.#end++
    if (slot >= this.#pins.length) this.#grow(2 * slot)
    this.#rows.copy(slot, this.#newcomer, 0)
    this.#hashes[slot] = this.#newcomerHash
    this.#densities[slot] = density
    this.#pins[slot] = 0
    return slot
  }

  /** Empties a slot; `remembered`: who was there may come back. */
  remove(slot: number, remembered = false): void {
    this.#isTaken = true
    if (remembered) this.#remember(this.hashOf(slot), this.#rows, slot)
    this.#pins[slot] = -1
    this.#vacant.push(slot)
  }

  /** One more that builds on it (or, with -1, one less). */
  pin(slot: number, by = 1): void {
    if (this.#pins[slot] === -1) return
    this.#pins[slot] = (this.#pins[slot] ?? 0) + by
    if (by < 0) this.#offer(slot)
  }

  /** The slot of who should go; -1 where nobody may. */
  victim(): number {
    if (this.#goneSinceSearch++ * 2 * SUSPECT_SHARE >= this.entries) this.#search()
    if (this.entries === 0) return -1
    // Who asks again without taking the last one needs fewer new ones.
    const share = this.#isTaken ? 1 : AGAIN
    this.#isTaken = false
    for (let i = 0; i < DRAWN * share; i++) this.#offer(this.#draw())
    const suspects = Math.min(SUSPECTED * share, this.#suspectCount)
    for (let i = 0; i < suspects; i++) {
      if (this.#nextSuspect >= this.#suspectCount) this.#nextSuspect = 0
      this.#offer(this.#suspects[this.#nextSuspect++] ?? 0)
    }
    return this.#lowest() ?? this.#lowestOfAll()
  }

  /** Tells the model how old everybody has become. */
  countAges(): void {
    for (let slot = 0; slot < this.#end; slot++) if (this.#pins[slot] !== -1) this.#countAge(this.#rows, slot)
    this.#ghosts.forEach(this.#countGhost)
  }

  /** The lowest of the pool; who was used since, or may not go, drops out, and who has risen goes back. */
  #lowest(): number | undefined {
    const pool = this.#pool
    while (!pool.isEmpty) {
      const { slot, stamp } = pool
      if (this.#pins[slot] === 0 && this.#rows.lastUse(slot) === stamp) {
        const score = this.scoreOf(slot)
        if (score <= pool.nextScore) return slot
        pool.dropLowest()
        pool.offer(slot, stamp, score)
      } else pool.dropLowest()
    }
    return undefined
  }

  #lowestOfAll(): number {
    this.#search()
    for (let i = 0; i < this.#suspectCount; i++) this.#offer(this.#suspects[i] ?? 0)
    return this.#lowest() ?? -1
  }

  /** Finds who is among the lowest, by a limit from a sample. */
  #search(): void {
    this.#goneSinceSearch = 0
    this.#suspectCount = 0
    this.#nextSuspect = 0
    let drawn = 0
    for (let tries = 0; tries < 4 * SAMPLE && drawn < SAMPLE; tries++) {
      const slot = this.#draw()
      if (this.#pins[slot] === 0) this.#sample[drawn++] = this.scoreOf(slot)
    }
    const limit = this.#sample.subarray(0, drawn).sort()[Math.floor(drawn / SUSPECT_SHARE)] ?? Infinity
    if (this.#suspects.length < this.#end) this.#suspects = new Int32Array(2 * this.#end)
    // Held in locals: this walk is most of what finding a victim costs.
    const [pins, suspects, end] = [this.#pins, this.#suspects, this.#end]
    let count = 0
    for (let slot = 0; slot < end; slot++) if (pins[slot] === 0 && this.scoreOf(slot) <= limit) suspects[count++] = slot
    this.#suspectCount = count
  }

  #draw(): number {
    return Math.floor(this.#random() * this.#end)
  }

  #offer(slot: number): void {
    if (this.#pins[slot] === 0) this.#pool.offer(slot, this.#rows.lastUse(slot), this.scoreOf(slot))
  }

  #grow(capacity: number): void {
    this.#rows.reserve(capacity)
    this.#hashes = grown(this.#hashes, new Int32Array(capacity))
    this.#densities = grown(this.#densities, new Float64Array(capacity))
    this.#pins = grown(this.#pins, new Int32Array(capacity))
  }

  #remember(hash: number, rows: Histories, at: number): void {
    this.#ghosts.reserve(GHOSTS * this.entries)
    this.#ghosts.add(hash, rows, at, this.#countGhost)
  }

  #use(rows: Histories, at: number): void {
    const gap = this.#ageOf(rows, at)
    const uses = rows.uses(at) + 1
    const counted = rows.counted(at)
    if (counted < BUCKETS) this.#model.reused(rows.reuseClass(at), counted, bucketOf(gap))
    rows.used(at, this.#tick(), uses, classOf(uses, gap), counted < BUCKETS ? -1 : BUCKETS)
  }

  /** Large caches learn from a sample of their keys: a key is in it, or not, for as long as it is known. */
  #learnsFrom(hash: number): boolean {
    return this.#learns && (this.entries < LEARNS_FROM_ALL || (hash >>> 24) % LEARNS_FROM === 0)
  }

  #tick(): number {
    return this.#learns ? this.#model.tick() : this.#model.now
  }

  /** In accesses, the coming one included: at least 1, also once the count of accesses has passed 2³². */
  #ageOf(rows: Histories, at: number): number {
    return (this.#model.now + 1 - rows.lastUse(at)) >>> 0
  }

  #score(rows: Histories, at: number, density: number): number {
    const age = this.#ageOf(rows, at)
    return this.#mode === 'recency' ? 1 / age : this.#model.index(rows.reuseClass(at), bucketOf(age)) * density
  }

  readonly #countGhost = (row: number): void => this.#countAge(this.#ghosts.rows, row)

  #countAge(rows: Histories, at: number): void {
    const bucket = bucketOf(this.#ageOf(rows, at))
    const counted = rows.counted(at)
    if (bucket <= counted) return
    this.#model.survived(rows.reuseClass(at), counted, bucket)
    rows.setCounted(at, bucket)
  }
}
