import { hashPair, hashWord, type Scan } from './scan.ts'

/**
 * Words and phrases, each in one or more groups, found by hash: a look-up per word, pair and triple of words, whatever the
 * number of entries. Words joined by anything
 * but a letter, an apostrophe, `+` or `#` count only in a row; at most three can. A word counts with its plural, `-ed` and `-ing`.
 */
export class WordTable {
  /** Open addressing; 0 is a free slot. */
  readonly #keys: Uint32Array
  /** Where the groups of the key in the same slot begin in `#groups`; the first number there says how many they are. */
  readonly #starts: Uint32Array
  readonly #groups: Uint16Array
  readonly #mask: number

  /** Group `i` holds the words of `groups[i]`. At most 65 535 groups. */
  constructor(groups: readonly (readonly string[])[]) {
    const byHash = new Map<number, number[]>()
    for (const [group, words] of groups.entries()) {
      for (const hash of words.flatMap(hashesOf)) {
        const known = byHash.get(hash)
        if (!known) byHash.set(hash, [group])
        else if (!known.includes(group)) known.push(group)
      }
    }
    const slots = 2 ** Math.ceil(Math.log2(2 * byHash.size + 2))
    this.#mask = slots - 1
    this.#keys = new Uint32Array(slots)
    this.#starts = new Uint32Array(slots)
    const lists: number[] = []
    for (const [hash, list] of byHash) {
      let slot = hash & this.#mask
      while (this.#keys[slot] !== 0) slot = (slot + 1) & this.#mask
      this.#keys[slot] = hash
      this.#starts[slot] = lists.length
      lists.push(list.length, ...list)
    }
    this.#groups = Uint16Array.from(lists)
  }

  /** Adds to `counts[group]` how often each group occurs among the words from `from` to before `to`. */
  count(scan: Scan, from: number, to: number, counts: Float64Array, at = 0): void {
    const { words, stems } = scan
    let beforeLast = 0
    let last = 0
    for (let i = from; i < to; i++) {
      const word = words[i] ?? 0
      if (!this.#add(word, counts, at)) {
        const stem = stems[i] ?? 0
        if (stem !== word) this.#add(stem, counts, at)
      }
      if (i > from) {
        this.#add(hashPair(last, word), counts, at)
        if (i > from + 1) this.#add(hashPair(hashPair(beforeLast, last), word), counts, at)
      }
      beforeLast = last
      last = word
    }
  }

  #add(hash: number, counts: Float64Array, at: number): boolean {
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const key = this.#keys[slot]
      if (key === 0) return false
      if (key !== hash) continue
      const start = this.#starts[slot] ?? 0
      const end = start + (this.#groups[start] ?? 0)
      for (let i = start + 1; i <= end; i++) {
        const group = at + (this.#groups[i] ?? 0)
        counts[group] = (counts[group] ?? 0) + 1
      }
      return true
    }
  }
}

/** The hashes under which a word or phrase is found: its own, and for a word that ends in e or y those of its stems. */
function hashesOf(entry: string): number[] {
  const parts = entry
    .toLowerCase()
    .split(/[^\p{L}\p{M}'+#]+/u)
    .filter(part => part !== '')
  const [first, ...rest] = parts.map(hashWord)
  if (first === undefined) return []
  if (rest.length > 0) return [rest.reduce(hashPair, first)]
  const word = parts[0] ?? ''
  if (word.length > 3 && word.endsWith('e')) return [first, hashWord(word.slice(0, -1))]
  if (word.length > 3 && word.endsWith('y')) {
    return [first, hashWord(`${word.slice(0, -1)}i`), hashWord(`${word.slice(0, -1)}ie`)]
  }
  return [first]
}
