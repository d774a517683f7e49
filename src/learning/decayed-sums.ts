import type { JsonObject, JsonValue } from '../chat/index.ts'
import type { KindIndex } from './kind-index.ts'

/** Half-lives in one block: within a block weights grow up to 2^8, which costs no precision. */
const BLOCK_HALF_LIVES = 8
/** Blocks older than this hold less than 2^-40 of their weight. */
const KEPT_BLOCKS = 5

/** Sums of one block at one kind, by its number. */
interface Entry {
  readonly block: number
  readonly kind: number
  readonly sums: Float64Array
}

/**
 * Sums of one target by kind of task, in which the past counts half after each half-life: forward decay (Cormode et al.,
 * 2009). An entry weighs `2^(position / halfLife)` from when it is made and never changes again, so what several processes
 * counted can be added in any order, and an entry that comes late gets the weight of its own time. Positions are whatever
 * the owner counts in: observations, or ms.
 */
export class DecayedSums {
  readonly #width: number
  readonly #halfLife: number
  readonly #kinds: KindIndex
  /**
   * For each kind by its number the sums, and after them what of them was not taken yet: side by side in one array, because
   * what an entry costs is where it has to be fetched from. Weights are relative to the start of `#block`, as those of `total`.
   */
  #cells = new Float64Array(0)
  /** What was not taken yet of other blocks, or set aside: by block and number of the kind, relative to the start of each block. */
  #aside = new Map<number, (Float64Array | undefined)[]>()
  #block: number | undefined
  readonly total: Float64Array

  constructor(width: number, halfLife: number, kinds: KindIndex) {
    this.#kinds = kinds
    this.#width = width
    this.#halfLife = halfLife
    this.total = new Float64Array(width)
  }

  /** Adds `amounts` as of `position` to a kind by its number. */
  add(kind: number, position: number, amounts: ArrayLike<number>): void {
    const block = Math.floor(position / (this.#halfLife * BLOCK_HALF_LIVES))
    const weight = 2 ** (position / this.#halfLife - block * BLOCK_HALF_LIVES)
    this.#moveTo(block)
    if (block === this.#block) {
      this.#admit(kind, amounts, weight, weight)
      return
    }
    this.#admit(kind, amounts, weight * this.#scaleOf(block), 0)
    accumulate(this.#setAside(block, kind), amounts, weight)
  }

  /** Adds `amounts` as of `position` that are no part of what is handed over. */
  seed(kind: number, position: number, amounts: ArrayLike<number>): void {
    this.#moveTo(Math.floor(position / (this.#halfLife * BLOCK_HALF_LIVES)))
    this.#admit(kind, amounts, 1 / this.scaleAt(position), 0)
  }

  /** Entry `i` of the sums at one kind, by its number, before scaling; 0 where nothing was counted. */
  at(kind: number | undefined, i: number): number {
    return kind === undefined ? 0 : (this.#cells[2 * kind * this.#width + i] ?? 0)
  }

  /** What the sums are to be multiplied with to hold as of `position`. */
  scaleAt(position: number): number {
    return this.#block === undefined ? 0 : 2 ** (this.#block * BLOCK_HALF_LIVES - position / this.#halfLife)
  }

  /** Replaces the sums of every kind by what `change` makes of them: no part of what is handed over. */
  change(change: (sums: Float64Array, kind: number) => ArrayLike<number>): void {
    for (let kind = 0; kind < this.#size; kind++) {
      const before = this.#sumsOf(kind)
      const after = change(before.slice(), kind)
      this.#admit(
        kind,
        before.map((sum, i) => (after[i] ?? 0) - sum),
        1,
        0,
      )
    }
  }

  /** Everything that is counted, as `takeDelta` would hand it over had nothing been taken yet. */
  snapshot(): JsonObject {
    const kinds = Array.from({ length: this.#size }, (_, kind) => kind).filter(kind => this.at(kind, 0) !== 0)
    return toJson(
      kinds.map(kind => ({ block: this.#block ?? 0, kind, sums: this.#sumsOf(kind) })),
      this.#kinds,
    )
  }

  /** Adds what another handed over, each entry times `scale`: no part of what is handed over. */
  include(from: JsonValue | undefined, scale: number): void {
    for (const { block, kind, sums } of fromJson(from, this.#width, this.#kinds)) {
      this.#moveTo(block)
      this.#admit(kind, sums, scale * this.#scaleOf(block), 0)
    }
  }

  /** What was added since the last call, under stable names: a store adds what several processes hand over, leaf by leaf. */
  takeDelta(): JsonObject {
    const delta = toJson(this.#untaken(), this.#kinds)
    this.#aside.clear()
    return delta
  }

  /** Replaces everything but what was not taken yet. */
  restore(from: JsonValue | undefined): void {
    const own = this.#untaken()
    this.#cells.fill(0)
    this.total.fill(0)
    this.#block = undefined
    const all = [...fromJson(from, this.#width, this.#kinds), ...own]
    const newest = Math.max(...all.map(({ block }) => block))
    for (const { block, kind, sums } of all) {
      if (block <= newest - KEPT_BLOCKS) continue
      this.#moveTo(block)
      this.#admit(kind, sums, this.#scaleOf(block), 0)
    }
  }

  /** Kinds that there is room for. */
  get #size(): number {
    return this.#cells.length / (2 * this.#width)
  }

  #sumsOf(kind: number): Float64Array {
    return this.#cells.slice(2 * kind * this.#width, (2 * kind + 1) * this.#width)
  }

  #scaleOf(block: number): number {
    return 2 ** ((block - (this.#block ?? block)) * BLOCK_HALF_LIVES)
  }

  #admit(kind: number, amounts: ArrayLike<number>, scale: number, untaken: number): void {
    const width = this.#width
    const from = 2 * kind * width
    if (from >= this.#cells.length) this.#makeRoom(kind)
    const cells = this.#cells
    const { total } = this
    for (let i = 0; i < width; i++) {
      const amount = amounts[i] ?? 0
      cells[from + i] = (cells[from + i] ?? 0) + scale * amount
      cells[from + width + i] = (cells[from + width + i] ?? 0) + untaken * amount
      total[i] = (total[i] ?? 0) + scale * amount
    }
  }

  #makeRoom(kind: number): void {
    const cells = new Float64Array(2 * this.#width * Math.max(kind + 1, this.#kinds.size))
    cells.set(this.#cells)
    this.#cells = cells
  }

  #moveTo(block: number): void {
    if (this.#block === undefined) this.#block = block
    if (block <= this.#block) return
    this.#setAllAside()
    const shrink = 2 ** ((this.#block - block) * BLOCK_HALF_LIVES)
    for (const sums of [this.#cells, this.total])
      for (let i = 0; i < sums.length; i++) sums[i] = shrink * (sums[i] ?? 0)
    this.#block = block
  }

  #setAside(block: number, kind: number): Float64Array {
    let kinds = this.#aside.get(block)
    if (!kinds) this.#aside.set(block, (kinds = []))
    return (kinds[kind] ??= new Float64Array(this.#width))
  }

  #setAllAside(): void {
    const width = this.#width
    for (let kind = 0; kind < this.#size; kind++) {
      const waiting = this.#cells.subarray((2 * kind + 1) * width, (2 * kind + 2) * width)
      if (!waiting.some(sum => sum !== 0)) continue
      accumulate(this.#setAside(this.#block ?? 0, kind), waiting, 1)
      waiting.fill(0)
    }
  }

  #untaken(): Entry[] {
    this.#setAllAside()
    return [...this.#aside].flatMap(([block, kinds]) =>
      kinds.flatMap((sums, kind) => (sums ? [{ block, kind, sums }] : [])),
    )
  }
}

function accumulate(into: Float64Array, from: ArrayLike<number>, scale: number): void {
  for (let i = 0; i < into.length; i++) into[i] = (into[i] ?? 0) + scale * (from[i] ?? 0)
}

function toJson(entries: readonly Entry[], kinds: KindIndex): JsonObject {
  return Object.fromEntries(
    entries.map(({ block, kind, sums }) => [
      `${block}/${kinds.name(kind)}`,
      Object.fromEntries([...sums].map((sum, i) => [String(i), sum])),
    ]),
  )
}

/** What cannot be read counts as nothing: a store that was written by another version starts cold. */
function fromJson(json: JsonValue | undefined, width: number, kinds: KindIndex): Entry[] {
  if (!isObject(json)) return []
  return Object.entries(json).flatMap(([key, sums]) => {
    const slash = key.indexOf('/')
    if (!/^-?\d+\//.test(key) || !isObject(sums)) return []
    const values = Array.from({ length: width }, (_, i) => sums[String(i)])
    if (!values.every(value => typeof value === 'number' && Number.isFinite(value))) return []
    const kind = kinds.number(key.slice(slash + 1))
    return [{ block: Number(key.slice(0, slash)), kind, sums: Float64Array.from(values as number[]) }]
  })
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
