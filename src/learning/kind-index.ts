/** Kinds of task by number, so that what is counted per kind can be kept in plain arrays. Numbers are never reused. */
export class KindIndex {
  readonly #numbers = new Map<string, number>()
  readonly #names: string[] = []

  constructor(...names: readonly string[]) {
    for (const name of names) this.number(name)
  }

  get size(): number {
    return this.#names.length
  }

  name(number: number): string {
    return this.#names[number] ?? ''
  }

  /** The number of a kind; `undefined` where it was never counted. */
  find(kind: string): number | undefined {
    return this.#numbers.get(kind)
  }

  /** The number of a kind, a new one where it is new. */
  number(kind: string): number {
    let number = this.#numbers.get(kind)
    if (number === undefined) this.#numbers.set(kind, (number = this.#names.push(kind) - 1))
    return number
  }
}
