/** One of the nearest, with how alike it is: 0 nothing in common, 1 the same words. */
export interface Neighbour {
  readonly index: number
  readonly likeness: number
}

/** A bucket, and how it is filled: the square root of its count, with its sign. `wordsOf` says how the two are coded. */
const bucketOf = (code: number): number => code >> 4
const fillOf = (code: number): number => (code & 8 ? -1 : 1) * Math.sqrt((code & 7) + 1)

const BUCKETS = 4096

/**
 * Finds the prompts that share most words with a given one: cosine over hashed words and pairs, the rarer the heavier
 * (tf-idf). An inverted index: the cost of a search is that of the words in common. No embedding model.
 */
export class WordIndex {
  readonly #rarity = new Float64Array(BUCKETS)
  readonly #places: { readonly index: number; readonly fill: number }[][] = []
  readonly #likeness: Float64Array

  constructor(prompts: readonly (readonly number[])[]) {
    this.#likeness = new Float64Array(prompts.length)
    for (const words of prompts) for (const code of words) this.#count(bucketOf(code))
    for (let b = 0; b < BUCKETS; b++) {
      this.#rarity[b] = Math.log((prompts.length + 1) / ((this.#rarity[b] ?? 0) + 1))
    }
    for (const [index, words] of prompts.entries()) {
      const length = this.#lengthOf(words)
      for (const code of words) {
        const bucket = bucketOf(code)
        const fill = (fillOf(code) * (this.#rarity[bucket] ?? 0)) / length
        ;(this.#places[bucket] ??= []).push({ index, fill })
      }
    }
  }

  /** The `count` most alike, best first, leaving out `except`. Those that share nothing are not among them. */
  nearest(words: readonly number[], count: number, except?: number): readonly Neighbour[] {
    const likeness = this.#likeness.fill(0)
    const length = this.#lengthOf(words)
    for (const code of words) {
      const bucket = bucketOf(code)
      const weight = (fillOf(code) * (this.#rarity[bucket] ?? 0)) / length
      for (const { index, fill } of this.#places[bucket] ?? []) likeness[index] = (likeness[index] ?? 0) + weight * fill
    }
    if (except !== undefined) likeness[except] = 0
    return largest(likeness, count)
  }

  #count(bucket: number): void {
    this.#rarity[bucket] = (this.#rarity[bucket] ?? 0) + 1
  }

  #lengthOf(words: readonly number[]): number {
    let squares = 1e-12
    for (const code of words) squares += (fillOf(code) * (this.#rarity[bucketOf(code)] ?? 0)) ** 2
    return Math.sqrt(squares)
  }
}

/** The largest values above 0, largest first; of equal ones the earlier. */
function largest(values: Float64Array, count: number): readonly Neighbour[] {
  const found: Neighbour[] = []
  for (let index = 0; index < values.length; index++) {
    const likeness = values[index] ?? 0
    if (!(likeness > (found.length < count ? 0 : (found.at(-1)?.likeness ?? 0)))) continue
    if (found.length === count) found.pop()
    let at = found.length
    while (at > 0 && (found[at - 1]?.likeness ?? 0) < likeness) at--
    found.splice(at, 0, { index, likeness })
  }
  return found
}
