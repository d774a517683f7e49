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

  accessPrompt(blocks: Uint32Array): number {
    const keys = Array.from(blocks, String)
    const missing = keys.findIndex(key => this.#cache.get(key) === undefined)
    if (missing < 0) return keys.length
    for (let i = missing; i < keys.length; i++) this.#cache.set(keys[i] ?? '', true, 1, 1, keys[i - 1])
    return missing
  }

  access(id: number, size: number, cost: number): boolean {
    const key = `${id}`
    if (this.#cache.get(key)) return true
    this.#cache.set(key, true, size, cost)
    return false
  }
}
