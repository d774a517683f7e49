/** The latest entries by their id, the oldest forgotten first. */
export class LatestById<T> {
  readonly #most: number
  readonly #entries = new Map<string, T>()

  constructor(most: number) {
    this.#most = most
  }

  get(id: string): T | undefined {
    return this.#entries.get(id)
  }

  set(id: string, entry: T): void {
    this.#entries.delete(id)
    this.#entries.set(id, entry)
    if (this.#entries.size <= this.#most) return
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest)
      return
    }
  }
}
