import { lexicon } from './lexicon-words.ts'
import { hashPair, hashWord, type Scan } from './scan.ts'

/** The groups of words, in the order of `countGroups`. */
export const groupNames: readonly string[] = Object.keys(lexicon)

/** Words and phrases by hash, each with the numbers of the groups that hold it. */
export class WordTable {
  readonly #groups = new Map<number, number[]>()

  /** Adds words to a group: `_` or a space joins those that count only in a row. */
  add(group: number, words: Iterable<string>): void {
    for (const word of words) for (const hash of hashesOf(word)) this.#put(hash, group)
  }

  /** Adds to `counts` how often each group occurs in the text. A word counts once per group, however long the phrase. */
  count(scan: Scan, counts: Float64Array): void {
    const { words, stems } = scan
    let first = 0
    let second = 0
    for (let i = 0; i < scan.count; i++) {
      const word = words[i] ?? 0
      const groups = this.#groups.get(word) ?? this.#groups.get(stems[i] ?? 0)
      if (groups) for (const group of groups) counts[group] = (counts[group] ?? 0) + 1
      if (i > 0) this.#countPhrase(hashPair(second, word), counts)
      if (i > 1) this.#countPhrase(hashPair(hashPair(first, second), word), counts)
      first = second
      second = word
    }
  }

  #countPhrase(hash: number, counts: Float64Array): void {
    const groups = this.#groups.get(hash)
    if (groups) for (const group of groups) counts[group] = (counts[group] ?? 0) + 1
  }

  #put(hash: number, group: number): void {
    const groups = this.#groups.get(hash)
    if (!groups) this.#groups.set(hash, [group])
    else if (!groups.includes(group)) groups.push(group)
  }
}

/** The hashes under which a word or phrase is found: its own, and for a word that ends in e or y those of its stems. */
function hashesOf(entry: string): number[] {
  const parts = entry
    .toLowerCase()
    .split(/[_\s]+/)
    .filter(part => part !== '')
  const [first, ...rest] = parts.map(hashWord)
  if (first === undefined) return []
  if (rest.length > 0) return [rest.reduce(hashPair, first)]
  const word = parts[0] ?? ''
  const hashes = [first]
  if (word.length > 3 && word.endsWith('e')) hashes.push(hashWord(word.slice(0, -1)))
  if (word.length > 3 && word.endsWith('y'))
    hashes.push(hashWord(`${word.slice(0, -1)}i`), hashWord(`${word.slice(0, -1)}ie`))
  return hashes
}

let table: WordTable | undefined

/** The built-in words; made at first use. */
export function builtInWords(): WordTable {
  if (!table) {
    table = new WordTable()
    for (const [group, name] of groupNames.entries()) {
      table.add(group, lexicon[name as keyof typeof lexicon].split(/\s+/))
    }
  }
  return table
}
