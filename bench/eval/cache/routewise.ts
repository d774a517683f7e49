import { LearnedCache, seededRandom } from 'routewise'
import type { Policy } from './policy.ts'

/** The memory of `KvCache`, without its bookkeeping of bytes: sizes are the trace's. */
export class Routewise implements Policy {
  readonly #cache: LearnedCache<true>

  constructor(limit: number) {
    this.#cache = new LearnedCache({ maxSize: limit, random: seededRandom('eval') })
  }

  has(id: number): boolean {
    return this.#cache.peek(`${id}`) !== undefined
  }

  access(id: number, size: number, cost: number): boolean {
    const key = `${id}`
    if (this.#cache.get(key)) return true
    this.#cache.set(key, true, size, cost)
    return false
  }
}
