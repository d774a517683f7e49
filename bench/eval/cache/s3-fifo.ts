import type { Policy } from './policy.ts'

interface Entry {
  readonly size: number
  uses: number
}

/** S3-FIFO (Yang and others, SOSP 2023): a small queue of 10 %, a main queue, and the ids that left the small one unused. */
export class S3Fifo implements Policy {
  readonly #small = new Map<number, Entry>()
  readonly #main = new Map<number, Entry>()
  readonly #ghosts = new Map<number, number>()
  readonly #limit: number
  #smallUsed = 0
  #mainUsed = 0
  #ghostUsed = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  has(id: number): boolean {
    return this.#small.has(id) || this.#main.has(id)
  }

  access(id: number, size: number): boolean {
    const found = this.#small.get(id) ?? this.#main.get(id)
    if (found) {
      found.uses = Math.min(3, found.uses + 1)
      return true
    }
    if (size > this.#limit) return false
    const known = this.#ghosts.get(id)
    while (this.#smallUsed + this.#mainUsed + size > this.#limit) this.#evict()
    if (known === undefined) this.#enterSmall(id, { size, uses: 0 })
    else {
      this.#ghosts.delete(id)
      this.#ghostUsed -= known
      this.#enterMain(id, { size, uses: 0 })
    }
    return false
  }

  #enterSmall(id: number, entry: Entry): void {
    this.#small.set(id, entry)
    this.#smallUsed += entry.size
  }

  #enterMain(id: number, entry: Entry): void {
    this.#main.set(id, entry)
    this.#mainUsed += entry.size
  }

  #evict(): void {
    if (this.#smallUsed > this.#limit * 0.1 || this.#main.size === 0) this.#evictSmall()
    else this.#evictMain()
  }

  #evictSmall(): void {
    for (const [id, entry] of this.#small) {
      this.#small.delete(id)
      this.#smallUsed -= entry.size
      if (entry.uses > 1) {
        entry.uses = 0
        this.#enterMain(id, entry)
        continue
      }
      this.#ghosts.set(id, entry.size)
      this.#ghostUsed += entry.size
      for (const [oldest, size] of this.#ghosts) {
        if (this.#ghostUsed <= this.#limit * 0.9) break
        this.#ghosts.delete(oldest)
        this.#ghostUsed -= size
      }
      return
    }
  }

  #evictMain(): void {
    for (const [id, entry] of this.#main) {
      this.#main.delete(id)
      if (entry.uses === 0) {
        this.#mainUsed -= entry.size
        return
      }
      entry.uses--
      this.#main.set(id, entry)
    }
  }
}
