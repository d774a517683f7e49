/**
 * The lowest few of what was offered, in order, with the stamp that each had: who was used since, or is gone, has another
 * stamp. After the eviction pool of Redis.
 */
export class VictimPool {
  readonly #slots: Int32Array
  readonly #stamps: Float64Array
  readonly #scores: Float64Array
  /** Sorted, the lowest last. */
  #count = 0

  constructor(capacity: number) {
    this.#slots = new Int32Array(capacity)
    this.#stamps = new Float64Array(capacity)
    this.#scores = new Float64Array(capacity)
  }

  get isEmpty(): boolean {
    return this.#count === 0
  }

  /** Of the lowest. */
  get slot(): number {
    return this.#slots[this.#count - 1] ?? 0
  }

  get stamp(): number {
    return this.#stamps[this.#count - 1] ?? 0
  }

  /** Of the one after the lowest. */
  get nextScore(): number {
    return this.#count > 1 ? (this.#scores[this.#count - 2] ?? Infinity) : Infinity
  }

  dropLowest(): void {
    this.#count--
  }

  clear(): void {
    this.#count = 0
  }

  /** Where there is no room the highest gives way. */
  offer(slot: number, stamp: number, score: number): void {
    if (this.#count < this.#slots.length) this.#insert(slot, stamp, score)
    else if (score < (this.#scores[0] ?? 0)) this.#replaceHighest(slot, stamp, score)
  }

  #insert(slot: number, stamp: number, score: number): void {
    let at = this.#count++
    while (at > 0 && (this.#scores[at - 1] ?? 0) < score) this.#copy(at - 1, at--)
    this.#put(at, slot, stamp, score)
  }

  #replaceHighest(slot: number, stamp: number, score: number): void {
    let at = 0
    while (at + 1 < this.#count && (this.#scores[at + 1] ?? 0) > score) this.#copy(at + 1, at++)
    this.#put(at, slot, stamp, score)
  }

  #copy(from: number, to: number): void {
    this.#put(to, this.#slots[from] ?? 0, this.#stamps[from] ?? 0, this.#scores[from] ?? 0)
  }

  #put(at: number, slot: number, stamp: number, score: number): void {
    this.#slots[at] = slot
    this.#stamps[at] = stamp
    this.#scores[at] = score
  }
}
