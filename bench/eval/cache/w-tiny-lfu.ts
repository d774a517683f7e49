import type { Policy } from './policy.ts'

/**
 * W-TinyLFU with an adaptive window (Einziger and others, 2017 and 2018): a window (LRU), a main space (segmented LRU,
 * 80 % protected), entry to the main space by frequency from a sketch of 4-bit counters that halve, and hill climbing on
 * the size of the window.
 */
export class WTinyLfu implements Policy {
  readonly #window = new Map<number, number>()
  readonly #probation = new Map<number, number>()
  readonly #protected = new Map<number, number>()
  readonly #used = { window: 0, probation: 0, protected: 0 }
  readonly #sketch: Sketch
  readonly #limit: number
  readonly #climbs: boolean
  #windowLimit: number
  // The climber
  #step: number
  #hits = 0
  #requests = 0
  #previousRate = 0

  constructor(limit: number, options: { readonly entries: number; readonly climbs: boolean }) {
    this.#limit = limit
    this.#climbs = options.climbs
    this.#sketch = new Sketch(options.entries)
    this.#windowLimit = Math.max(limit / options.entries, limit * 0.01)
    this.#step = -0.0625 * limit
  }

  has(id: number): boolean {
    return this.#window.has(id) || this.#probation.has(id) || this.#protected.has(id)
  }

  access(id: number, size: number): boolean {
    this.#sketch.add(id)
    const hit = this.#touch(id)
    if (!hit && size <= this.#limit) {
      this.#window.set(id, size)
      this.#used.window += size
      this.#shrink()
    }
    if (this.#climbs) this.#climb(hit)
    return hit
  }

  #touch(id: number): boolean {
    const inWindow = this.#window.get(id)
    if (inWindow !== undefined) {
      this.#window.delete(id)
      this.#window.set(id, inWindow)
      return true
    }
    const inProtected = this.#protected.get(id)
    if (inProtected !== undefined) {
      this.#protected.delete(id)
      this.#protected.set(id, inProtected)
      return true
    }
    const inProbation = this.#probation.get(id)
    if (inProbation === undefined) return false
    this.#probation.delete(id)
    this.#used.probation -= inProbation
    this.#protected.set(id, inProbation)
    this.#used.protected += inProbation
    this.#demote()
    return true
  }

  #demote(): void {
    const limit = (this.#limit - this.#windowLimit) * 0.8
    for (const [id, size] of this.#protected) {
      if (this.#used.protected <= limit) return
      this.#protected.delete(id)
      this.#used.protected -= size
      this.#probation.set(id, size)
      this.#used.probation += size
    }
  }

  /** What falls out of the window must be more frequent than what it would push out. */
  #shrink(): void {
    for (const [id, size] of this.#window) {
      if (this.#used.window <= this.#windowLimit) break
      this.#window.delete(id)
      this.#used.window -= size
      this.#offer(id, size)
    }
  }

  #offer(id: number, size: number): void {
    const total = (): number => this.#used.window + this.#used.probation + this.#used.protected
    const frequency = this.#sketch.count(id)
    for (const space of ['probation', 'protected'] as const) {
      const entries = space === 'probation' ? this.#probation : this.#protected
      for (const [victim, victimSize] of entries) {
        if (total() + size <= this.#limit) break
        if (this.#sketch.count(victim) >= frequency) return
        entries.delete(victim)
        this.#used[space] -= victimSize
      }
    }
    if (total() + size > this.#limit) return
    this.#probation.set(id, size)
    this.#used.probation += size
  }

  /** Moves the window one way while the hit rate rises, the other way when it falls; restarts after a sudden change. */
  #climb(hit: boolean): void {
    this.#requests++
    if (hit) this.#hits++
    if (this.#requests < this.#sketch.period) return
    const rate = this.#hits / this.#requests
    const change = rate - this.#previousRate
    const amount = change >= 0 ? this.#step : -this.#step
    this.#step = Math.abs(change) >= 0.05 ? 0.0625 * this.#limit * Math.sign(amount) : 0.98 * amount
    this.#previousRate = rate
    this.#hits = 0
    this.#requests = 0
    this.#windowLimit = Math.min(this.#limit * 0.8, Math.max(1, this.#windowLimit + amount))
    // The main space yields what the window gains.
    this.#demote()
    this.#yield()
    this.#shrink()
  }

  #yield(): void {
    const mainLimit = this.#limit - this.#windowLimit
    for (const [id, size] of this.#probation) {
      if (this.#used.probation + this.#used.protected <= mainLimit) return
      this.#probation.delete(id)
      this.#used.probation -= size
      this.#window.set(id, size)
      this.#used.window += size
    }
  }
}

/** A count-min sketch of four rows of 4-bit counters, four an entry in each row, halved every ten times its capacity. */
class Sketch {
  readonly period: number
  readonly #counts: Uint8Array
  readonly #mask: number
  #additions = 0

  constructor(entries: number) {
    const width = 4 * 2 ** Math.ceil(Math.log2(Math.max(16, entries)))
    this.#counts = new Uint8Array(4 * width)
    this.#mask = width - 1
    this.period = 10 * Math.max(16, entries)
  }

  count(id: number): number {
    let least = 15
    for (let row = 0; row < 4; row++) least = Math.min(least, this.#counts[this.#at(id, row)] ?? 0)
    return least
  }

  add(id: number): void {
    for (let row = 0; row < 4; row++) {
      const at = this.#at(id, row)
      const count = this.#counts[at] ?? 0
      if (count < 15) this.#counts[at] = count + 1
    }
    if (++this.#additions < this.period) return
    this.#additions /= 2
    for (let i = 0; i < this.#counts.length; i++) this.#counts[i] = (this.#counts[i] ?? 0) >> 1
  }

  #at(id: number, row: number): number {
    let h = Math.imul(id + 1, [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f][row] ?? 1)
    h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
    h ^= h >>> 13
    return row * (this.#mask + 1) + (h & this.#mask)
  }
}
