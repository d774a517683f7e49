/**
 * What was seen of keys, in columns: when each was used last (in accesses), how often, the class of its uses, and up to
 * which bucket of age the model has counted it (-1: none).
 */
export class Histories {
  lastUse = new Uint32Array(64)
  uses = new Uint32Array(64)
  reuseClass = new Uint8Array(64)
  counted = new Int16Array(64)

  get capacity(): number {
    return this.lastUse.length
  }

  reserve(capacity: number): void {
    if (capacity <= this.capacity) return
    const wanted = Math.max(capacity, 2 * this.capacity)
    this.lastUse = grown(this.lastUse, new Uint32Array(wanted))
    this.uses = grown(this.uses, new Uint32Array(wanted))
    this.reuseClass = grown(this.reuseClass, new Uint8Array(wanted))
    this.counted = grown(this.counted, new Int16Array(wanted))
  }

  /** Row `at` becomes a copy of row `fromAt` of `from`. */
  copy(at: number, from: Histories, fromAt: number): void {
    this.lastUse[at] = from.lastUse[fromAt] ?? 0
    this.uses[at] = from.uses[fromAt] ?? 0
    this.reuseClass[at] = from.reuseClass[fromAt] ?? 0
    this.counted[at] = from.counted[fromAt] ?? 0
  }
}

export function grown<A extends Uint32Array | Uint8Array | Int16Array | Float64Array>(old: A, larger: A): A {
  larger.set(old)
  return larger
}
