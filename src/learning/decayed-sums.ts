import type { JsonObject, JsonValue } from '../chat/index.ts'
import type { KindIndex } from './kind-index.ts'

/** Half-lives in one block: within a block weights grow up to 2^8, which costs no precision. */
const BLOCK_HALF_LIVES = 8
/** Blocks older than this hold less than 2^-40 of their weight. */
const KEPT_BLOCKS = 5

/** Sums by number of the kind. */
type Cells = (Float64Array | undefined)[]

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
  /** Weights are relative to the start of `#block`, as those of `total`. */
  readonly #cells: Cells = []
  /** What was not taken yet, by block; weights are relative to the start of each. */
  #pending = new Map<number, Cells>()
  #block: number | undefined
  readonly total: Float64Array

  constructor(width: number, halfLife: number, kinds: KindIndex) {
    this.#kinds = kinds
    this.#width = width
    this.#halfLife = halfLife
    this.total = new Float64Array(width)
  }

  /** Adds `amounts` as of `position`. */
  add(kind: string, position: number, amounts: ArrayLike<number>): void {
    const number = this.#kinds.number(kind)
    const block = Math.floor(position / (this.#halfLife * BLOCK_HALF_LIVES))
    const weight = 2 ** (position / this.#halfLife - block * BLOCK_HALF_LIVES)
    accumulate(this.#waiting(block, number), amounts, weight)
    this.#admit(number, block, amounts, weight)
  }

  /** Adds `amounts` as of position 0, as what was there before anything was counted: no part of what is handed over. */
  seed(kind: string, amounts: ArrayLike<number>): void {
    this.#admit(this.#kinds.number(kind), 0, amounts, 1)
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
      accumulate(this.#waiting(this.#block, number), sums, share - 1)
      accumulate(this.total, sums, share - 1)
      accumulate(sums, sums, share - 1)
    }
  }

  /** What was added since the last call. */
  takeDelta(): JsonObject {
    const delta: Record<string, JsonObject> = {}
    for (const [key, sums] of this.#untaken()) {
      delta[key] = Object.fromEntries([...sums].map((sum, i) => [String(i), sum]))
    }
    this.#pending = new Map()
    return delta
  }

  /** Replaces everything but what was not taken yet. */
  restore(from: JsonValue | undefined): void {
    this.#cells.length = 0
    this.total.fill(0)
    this.#block = undefined
    const all = [...fromJson(from, this.#width), ...this.#untaken()].map(([key, sums]) => ({ ...parseKey(key), sums }))
    const newest = Math.max(...all.map(({ block }) => block))
    for (const { block, kind, sums } of all) {
      if (block > newest - KEPT_BLOCKS) this.#admit(this.#kinds.number(kind), block, sums, 1)
    }
    this.#dropOverdrawn()
  }

  /** Several processes may each have forgotten what they share: less than nothing is nothing. The first entry is the weight. */
  #dropOverdrawn(): void {
    for (const sums of this.#cells) {
      if (!sums || (sums[0] ?? 0) >= 0) continue
      accumulate(this.total, sums, -1)
      sums.fill(0)
    }
  }

  #admit(number: number, block: number, amounts: ArrayLike<number>, weight: number): void {
    this.#moveTo(block)
    const scale = weight * 2 ** ((block - (this.#block ?? block)) * BLOCK_HALF_LIVES)
    accumulate((this.#cells[number] ??= new Float64Array(this.#width)), amounts, scale)
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

  #waiting(block: number, number: number): Float64Array {
    let cells = this.#pending.get(block)
    if (!cells) this.#pending.set(block, (cells = []))
    return (cells[number] ??= new Float64Array(this.#width))
  }

  /** Under stable names: a store adds what several processes hand over, leaf by leaf. */
  *#untaken(): Generator<readonly [key: string, sums: Float64Array]> {
    for (const [block, cells] of this.#pending) {
      for (const [number, sums] of cells.entries()) if (sums) yield [`${block}/${this.#kinds.name(number)}`, sums]
    }
  }
}

function accumulate(into: Float64Array, from: ArrayLike<number>, scale: number): void {
  for (let i = 0; i < into.length; i++) into[i] = (into[i] ?? 0) + scale * (from[i] ?? 0)
}

function parseKey(key: string): { readonly block: number; readonly kind: string } {
  const slash = key.indexOf('/')
  return { block: Number(key.slice(0, slash)), kind: key.slice(slash + 1) }
}

/** What cannot be read counts as nothing: a store that was written by another version starts cold. */
function fromJson(json: JsonValue | undefined, width: number): [key: string, sums: Float64Array][] {
  if (!isObject(json)) return []
  return Object.entries(json).flatMap(([key, sums]) => {
    if (!/^-?\d+\//.test(key) || !isObject(sums)) return []
    const values = Array.from({ length: width }, (_, i) => sums[String(i)])
    const whole = values.every(value => typeof value === 'number' && Number.isFinite(value))
    return whole ? [[key, Float64Array.from(values as number[])]] : []
  })
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
