import type { Policy } from './policy.ts'

interface Entry {
  readonly id: number
  readonly size: number
  readonly cost: number
  uses: number
  value: number
  slot: number
}

/** What was seen of an object that is gone. */
const GHOSTS = 3
const SAMPLE = 32

/**
 * Sampled GDSF in dollars (Cherkasova 1998): value = L + uses × cost / size, where L is the value of what went last; the
 * lowest of 32 drawn goes. Uses of what is gone are remembered for three times as many objects.
 */
export class SampledGdsf implements Policy {
  readonly #entries = new Map<number, Entry>()
  readonly #slots: Entry[] = []
  readonly #ghosts = new Map<number, number>()
  readonly #limit: number
  readonly #random: () => number
  #used = 0
  #inflation = 0

  constructor(limit: number, random: () => number) {
    this.#limit = limit
    this.#random = random
  }

  has(id: number): boolean {
    return this.#entries.has(id)
  }

  access(id: number, size: number, cost: number): boolean {
    const found = this.#entries.get(id)
    if (found) {
      found.uses++
      found.value = this.#inflation + (found.uses * found.cost) / found.size
      return true
    }
    if (size > this.#limit) return false
    const uses = (this.#ghosts.get(id) ?? 0) + 1
    this.#ghosts.delete(id)
    const value = this.#inflation + (uses * cost) / size
    while (this.#used + size > this.#limit) {
      const victim = this.#lowest()
      if (victim.value > value) {
        this.#remember(id, uses)
        return false
      }
      this.#inflation = Math.max(this.#inflation, victim.value)
      this.#remove(victim)
      this.#remember(victim.id, victim.uses)
    }
    const entry = { id, size, cost, uses, value, slot: this.#slots.length }
    this.#entries.set(id, entry)
    this.#slots.push(entry)
    this.#used += size
    return false
  }

  #lowest(): Entry {
    let lowest: Entry | undefined
    for (let i = 0; i < SAMPLE; i++) {
      const drawn = this.#slots[Math.floor(this.#random() * this.#slots.length)]
      if (drawn && (!lowest || drawn.value < lowest.value)) lowest = drawn
    }
    if (!lowest) throw new Error('nothing left to drop')
    return lowest
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry.id)
    this.#used -= entry.size
    const last = this.#slots.pop()
    if (!last || last === entry) return
    this.#slots[entry.slot] = last
    last.slot = entry.slot
  }

  #remember(id: number, uses: number): void {
    this.#ghosts.set(id, uses)
    for (const [oldest] of this.#ghosts) {
      if (this.#ghosts.size <= GHOSTS * this.#entries.size + 16) return
      this.#ghosts.delete(oldest)
    }
  }
}
