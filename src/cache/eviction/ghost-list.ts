import { Histories } from './history.ts'

/** Stands in the place of a hash that was taken. */
const GONE = -1

/** Histories of keys that are gone, oldest out first. Keys are kept as 32-bit hashes: a rare mix-up costs one wrong guess. */
export class GhostList {
  readonly rows = new Histories()
  readonly #positions = new Map<number, number>()
  #hashes = new Float64Array(64)
  /** Positions count up; a position's row is its remainder by the capacity. */
  #first = 0
  #next = 0

  /** The row of a key, which is forgotten by this; -1 where it is unknown. */
  take(hash: number): number {
    const position = this.#positions.get(hash)
    if (position === undefined) return -1
    this.#positions.delete(hash)
    const row = position % this.rows.capacity
    this.#hashes[row] = GONE
    return row
  }

  /** Remembers row `at` of `from`. */
  add(hash: number, from: Histories, at: number): void {
    this.take(hash)
    if (this.#next - this.#first === this.rows.capacity) this.#grow()
    const row = this.#next % this.rows.capacity
    this.rows.copy(row, from, at)
    this.#hashes[row] = hash
    this.#positions.set(hash, this.#next++)
  }

  /** Forgets the oldest until no more than `limit` are left; each is told first. */
  trim(limit: number, forget: (row: number) => void): void {
    while (this.#positions.size > limit || (this.#first < this.#next && !this.#isLive(this.#first))) {
      const row = this.#first % this.rows.capacity
      if (this.#isLive(this.#first)) {
        forget(row)
        this.#positions.delete(this.#hashes[row] ?? GONE)
      }
      this.#first++
    }
  }

  forEach(visit: (row: number) => void): void {
    for (let position = this.#first; position < this.#next; position++)
      if (this.#isLive(position)) visit(position % this.rows.capacity)
  }

  #isLive(position: number): boolean {
    return this.#hashes[position % this.rows.capacity] !== GONE
  }

  /** Twice the room; everybody keeps a row that fits the new remainder. */
  #grow(): void {
    const old = this.rows.capacity
    this.rows.reserve(2 * old)
    const hashes = new Float64Array(2 * old)
    hashes.set(this.#hashes)
    hashes.set(this.#hashes, old)
    for (let row = 0; row < old; row++) this.rows.copy(row + old, this.rows, row)
    this.#hashes = hashes
  }
}
