import type { JsonObject, JsonValue } from '../chat/index.ts'
import type { KindIndex } from './kind-index.ts'

/** Half-lives in one block: within a block weights grow up to 2^8, which costs no precision. */
const BLOCK_HALF_LIVES = 8
/** Blocks older than this hold less than 2^-40 of their weight. */
const KEPT_BLOCKS = 5

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
  /** By number of the kind; weights are relative to the start of `#block`, as those of `total`. */
  readonly #cells: (Float64Array | undefined)[] = []
  #pending = new Map<string, Float64Array>()
  #block: number | undefined
  readonly total: Float64Array

  constructor(width: number, halfLife: number, kinds: KindIndex) {
    this.#kinds = kinds
    this.#width = width
    this.#halfLife = halfLife
    this.total = new Float64Array(width)
  }

  /** Adds `amounts` as of `position`. */
  add(kind: string, position: number, amounts: readonly number[]): void {
    const block = this.#blockOf(position)
    const weight = 2 ** (position / this.#halfLife - block * BLOCK_HALF_LIVES)
    accumulate(this.#waiting(`${block}/${kind}`), amounts, weight)
    this.#admit(kind, block, amounts, weight)
  }

  /** The sums at one kind, by its number, before scaling. */
  kind(number: number | undefined): Float64Array | undefined {
    return number === undefined ? undefined : this.#cells[number]
  }

  /** What the sums are to be multiplied with to hold as of `position`. */
  scaleAt(position: number): number {
    return this.#block === undefined ? 0 : 2 ** (this.#block * BLOCK_HALF_LIVES - position / this.#halfLife)
  }

  /** Forgets all but `share` of everything, as one more entry that can be added to others'. */
  forget(share: number): void {
    if (this.#block === undefined) return
    for (const [number, sums] of this.#cells.entries()) {
      if (!sums) continue
      accumulate(this.#waiting(`${this.#block}/${this.#kinds.name(number)}`), sums, share - 1)
      accumulate(this.total, sums, share - 1)
      accumulate(sums, sums, share - 1)
    }
  }

  /** What was added since the last call. */
  takeDelta(): JsonObject {
    const delta = toJson(this.#pending)
    this.#pending = new Map()
    return delta
  }

  /** Replaces everything but what was not taken yet. */
  restore(from: JsonValue | undefined): void {
    this.#cells.length = 0
    this.total.fill(0)
    this.#block = undefined
    const known = fromJson(from, this.#width)
    const newest = Math.max(...[...known.keys(), ...this.#pending.keys()].map(key => parseKey(key).block))
    for (const [key, sums] of [...known, ...this.#pending]) {
      const { block, kind } = parseKey(key)
      if (block > newest - KEPT_BLOCKS) this.#admit(kind, block, sums, 1)
    }
  }

  #admit(kind: string, block: number, amounts: ArrayLike<number>, weight: number): void {
    this.#moveTo(block)
    const scale = weight * 2 ** ((block - (this.#block ?? block)) * BLOCK_HALF_LIVES)
    const number = this.#kinds.number(kind)
    const cell = (this.#cells[number] ??= new Float64Array(this.#width))
    accumulate(cell, amounts, scale)
    accumulate(this.total, amounts, scale)
  }

  #moveTo(block: number): void {
    if (this.#block === undefined) this.#block = block
    if (block <= this.#block) return
    const shrink = 2 ** ((this.#block - block) * BLOCK_HALF_LIVES) - 1
    for (const sums of this.#cells) if (sums) accumulate(sums, sums, shrink)
    accumulate(this.total, this.total, shrink)
    this.#block = block
  }

  #blockOf(position: number): number {
    return Math.floor(position / (this.#halfLife * BLOCK_HALF_LIVES))
  }

  #waiting(key: string): Float64Array {
    let sums = this.#pending.get(key)
    if (!sums) this.#pending.set(key, (sums = new Float64Array(this.#width)))
    return sums
  }
}

function accumulate(into: Float64Array, from: ArrayLike<number>, scale: number): void {
  for (let i = 0; i < into.length; i++) into[i] = (into[i] ?? 0) + scale * (from[i] ?? 0)
}

function parseKey(key: string): { readonly block: number; readonly kind: string } {
  const slash = key.indexOf('/')
  return { block: Number(key.slice(0, slash)), kind: key.slice(slash + 1) }
}

/** Leaves are numbers under stable names: a store adds two of these leaf by leaf. */
function toJson(cells: ReadonlyMap<string, Float64Array>): JsonObject {
  return Object.fromEntries(
    [...cells].map(([key, sums]) => [key, Object.fromEntries([...sums].map((sum, i) => [String(i), sum]))]),
  )
}

/** What cannot be read counts as nothing: a store that was written by another version starts cold. */
function fromJson(json: JsonValue | undefined, width: number): Map<string, Float64Array> {
  const cells = new Map<string, Float64Array>()
  if (!isObject(json)) return cells
  for (const [key, sums] of Object.entries(json)) {
    if (!/^-?\d+\//.test(key) || !isObject(sums)) continue
    const values = Array.from({ length: width }, (_, i) => sums[String(i)])
    if (values.every(value => typeof value === 'number' && Number.isFinite(value))) {
      cells.set(key, Float64Array.from(values as number[]))
    }
  }
  return cells
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
