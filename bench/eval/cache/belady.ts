import type { Policy } from './policy.ts'

/** Knows the future: drops what is needed last, newcomers included (Belady 1966). Optimal where all sizes are equal. */
export class Belady implements Policy {
  readonly #next: Uint32Array
  readonly #cached = new Map<number, number>()
  /** A heap of [next use, id], the farthest first; entries that no longer hold are skipped. */
  readonly #heap: (readonly [number, number])[] = []
  readonly #limit: number
  #at = 0

  constructor(limit: number, ids: Uint32Array) {
    this.#limit = limit
    this.#next = new Uint32Array(ids.length)
    const seen = new Map<number, number>()
    for (let i = ids.length - 1; i >= 0; i--) {
      const id = ids[i] ?? 0
      this.#next[i] = seen.get(id) ?? 2 ** 32 - 1
      seen.set(id, i)
    }
  }

  has(id: number): boolean {
    return this.#cached.has(id)
  }

  access(id: number): boolean {
    const next = this.#next[this.#at++] ?? 0
    const hit = this.#cached.has(id)
    this.#cached.set(id, next)
    this.#push([next, id])
    while (this.#cached.size > this.#limit) {
      const [when, victim] = this.#pop()
      if (this.#cached.get(victim) === when) this.#cached.delete(victim)
    }
    return hit
  }

  #push(item: readonly [number, number]): void {
    const heap = this.#heap
    let at = heap.push(item) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (keyOf(heap[parent]) >= item[0]) break
      heap[at] = heap[parent] ?? item
      at = parent
    }
    heap[at] = item
  }

  #pop(): readonly [number, number] {
    const heap = this.#heap
    const top = heap[0] ?? [0, 0]
    const last = heap.pop() ?? top
    if (heap.length === 0) return top
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (keyOf(heap[child + 1]) > keyOf(heap[child])) child++
      if (keyOf(heap[child]) <= last[0]) break
      heap[at] = heap[child] ?? last
      at = child
    }
    heap[at] = last
    return top
  }
}

function keyOf(item: readonly [number, number] | undefined): number {
  return item?.[0] ?? -1
}
