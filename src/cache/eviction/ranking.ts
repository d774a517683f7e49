/** The lowest few of what is offered, in order; room for `capacity`. */
export class Ranking {
  readonly #slots: Int32Array
  readonly #scores: Float64Array
  #count = 0

  constructor(capacity: number) {
    this.#slots = new Int32Array(capacity)
    this.#scores = new Float64Array(capacity)
  }

  get lowest(): number {
    return this.#slots[0] ?? 0
  }

  /** Copies all but the lowest into `out`, empties the ranking, and returns how many there were. */
  takeRest(out: Int32Array): number {
    const rest = Math.max(0, this.#count - 1)
    for (let i = 0; i < rest; i++) out[i] = this.#slots[i + 1] ?? 0
    this.#count = 0
    return rest
  }

  offer(slot: number, score: number): void {
    let at = this.#count
    if (at === this.#slots.length) {
      if (score >= (this.#scores[at - 1] ?? 0)) return
      at--
    } else this.#count++
    while (at > 0 && (this.#scores[at - 1] ?? 0) > score) {
      this.#slots[at] = this.#slots[at - 1] ?? 0
      this.#scores[at] = this.#scores[at - 1] ?? 0
      at--
    }
    this.#slots[at] = slot
    this.#scores[at] = score
  }
}
