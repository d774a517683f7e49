import type { Policy } from './policy.ts'

interface Node {
  readonly id: number
  readonly size: number
  visited: boolean
  newer: Node | undefined
  older: Node | undefined
}

/** SIEVE (Zhang and others, NSDI 2024): a queue in order of arrival, a hand that spares what was visited since it last passed. */
export class Sieve implements Policy {
  readonly #nodes = new Map<number, Node>()
  readonly #limit: number
  #used = 0
  #newest: Node | undefined
  #oldest: Node | undefined
  #hand: Node | undefined

  constructor(limit: number) {
    this.#limit = limit
  }

  has(id: number): boolean {
    return this.#nodes.has(id)
  }

  access(id: number, size: number): boolean {
    const found = this.#nodes.get(id)
    if (found) {
      found.visited = true
      return true
    }
    if (size > this.#limit) return false
    while (this.#used + size > this.#limit) this.#evict()
    const node: Node = { id, size, visited: false, newer: undefined, older: this.#newest }
    if (this.#newest) this.#newest.newer = node
    this.#newest = node
    this.#oldest ??= node
    this.#nodes.set(id, node)
    this.#used += size
    return false
  }

  #evict(): void {
    let node = this.#hand ?? this.#oldest
    while (node?.visited) {
      node.visited = false
      node = node.newer ?? this.#oldest
    }
    if (!node) return
    this.#hand = node.newer
    if (node.newer) node.newer.older = node.older
    else this.#newest = node.older
    if (node.older) node.older.newer = node.newer
    else this.#oldest = node.newer
    this.#nodes.delete(node.id)
    this.#used -= node.size
  }
}
