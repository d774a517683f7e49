import type { Policy } from './policy.ts'

/** Least recently used, over the order of a Map. */
export class Lru implements Policy {
  readonly #sizes = new Map<number, number>()
  readonly #limit: number
  #used = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  has(id: number): boolean {
    return this.#sizes.has(id)
  }

  access(id: number, size: number): boolean {
    const known = this.#sizes.get(id)
    if (known !== undefined) {
      this.#sizes.delete(id)
      this.#sizes.set(id, known)
      return true
    }
    if (size > this.#limit) return false
    this.#sizes.set(id, size)
    this.#used += size
    for (const [victim, victimSize] of this.#sizes) {
      if (this.#used <= this.#limit) break
      this.#sizes.delete(victim)
      this.#used -= victimSize
    }
    return false
  }
}
