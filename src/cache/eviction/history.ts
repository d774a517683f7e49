const COLUMNS = 4
const [LAST_USE, USES, CLASS, COUNTED] = [0, 1, 2, 3] as const

/** What was seen of keys, a row each: kept side by side, so that a row is one read of memory. */
export class Histories {
  #rows = new Int32Array(64 * COLUMNS)

  get capacity(): number {
    return this.#rows.length / COLUMNS
  }

  /** When it was used last, in accesses. */
  lastUse(at: number): number {
    return this.#read(at, LAST_USE) >>> 0
  }

  uses(at: number): number {
    return this.#read(at, USES)
  }

  /** The class of its uses (`classOf`). */
  reuseClass(at: number): number {
    return this.#read(at, CLASS)
  }

  /** Up to which bucket of age the model has counted it; -1: none. */
  counted(at: number): number {
    return this.#read(at, COUNTED)
  }

  setCounted(at: number, bucket: number): void {
    this.#rows[at * COLUMNS + COUNTED] = bucket
  }

  /** A use now. `counted`: -1, or a bucket up to which nothing shall be counted. */
  used(at: number, lastUse: number, uses: number, reuseClass: number, counted: number): void {
    const start = at * COLUMNS
    this.#rows[start + LAST_USE] = lastUse
    this.#rows[start + USES] = uses
    this.#rows[start + CLASS] = reuseClass
    this.#rows[start + COUNTED] = counted
  }

  reserve(capacity: number): void {
    if (capacity > this.capacity)
      this.#rows = grown(this.#rows, new Int32Array(Math.max(capacity, 2 * this.capacity) * COLUMNS))
  }

  /** Row `at` becomes a copy of row `fromAt` of `from`. */
  copy(at: number, from: Histories, fromAt: number): void {
    for (let column = 0; column < COLUMNS; column++)
      this.#rows[at * COLUMNS + column] = from.#rows[fromAt * COLUMNS + column] ?? 0
  }

  #read(at: number, column: number): number {
    return this.#rows[at * COLUMNS + column] ?? 0
  }
}

export function grown<A extends Int32Array | Float64Array>(old: A, larger: A): A {
  larger.set(old)
  return larger
}
