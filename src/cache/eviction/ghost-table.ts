import { Histories } from './history.ts'

/** A key lies in one of the places of its bucket. */
const WAYS = 8

/**
 * Histories of keys that are gone. Where a bucket is full the oldest in it goes. Keys are kept as 32-bit hashes: a rare
 * mix-up costs one wrong guess.
 */
export class GhostTable {
  #rows = new Histories()
  /** 0: nobody. */
  #hashes = new Int32Array(0)

  get rows(): Histories {
    return this.#rows
  }

  /** The row of a key, which is forgotten by this; -1 where it is unknown. */
  take(hash: number): number {
    const row = this.#find(hash)
    if (row >= 0) this.#hashes[row] = 0
    return row
  }

  /** Remembers row `at` of `from`; `forget` is told of the row that gives way. */
  add(hash: number, from: Histories, at: number, forget: (row: number) => void): void {
    const row = this.#placeFor(hash, forget)
    this.#rows.copy(row, from, at)
    this.#hashes[row] = keyOf(hash)
  }

  /** Room for at least `count`. */
  reserve(count: number): void {
    if (count <= this.#hashes.length) return
    const [hashes, rows] = [this.#hashes, this.#rows]
    const capacity = Math.max(64, 2 ** Math.ceil(Math.log2(count)))
    this.#hashes = new Int32Array(capacity)
    this.#rows = new Histories()
    this.#rows.reserve(capacity)
    hashes.forEach((hash, row) => {
      if (hash !== 0) this.add(hash, rows, row, () => {})
    })
  }

  forEach(visit: (row: number) => void): void {
    for (let row = 0; row < this.#hashes.length; row++) if (this.#hashes[row] !== 0) visit(row)
  }

  #find(hash: number): number {
    const key = keyOf(hash)
    const start = this.#bucketOf(key)
    for (let row = start; row < start + WAYS; row++) if (this.#hashes[row] === key) return row
    return -1
  }

  #placeFor(hash: number, forget: (row: number) => void): number {
    const start = this.#bucketOf(keyOf(hash))
    let oldest = start
    for (let row = start; row < start + WAYS; row++) {
      if (this.#hashes[row] === 0) return row
      if (this.#rows.lastUse(row) < this.#rows.lastUse(oldest)) oldest = row
    }
    forget(oldest)
    return oldest
  }

  #bucketOf(key: number): number {
    return (Math.imul(key, 0x9e3779b1) >>> 3) & (this.#hashes.length - WAYS)
  }
}

function keyOf(hash: number): number {
  return hash | 0 || 1
}
