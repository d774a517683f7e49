import { type Alignment, contentOf } from './alignment.ts'

/** How telling a word is, above 0: rare words tell more. */
export type WordWeight = (word: string) => number

/** What is put in another's place counts this much more than what is only left out. */
const REPLACED = 1
/** A changed word matters as much in a long text as in one that shares this many. */
const SHARED_AT_MOST = 8

/**
 * How alike two questions are, 0–1, by the words that carry meaning: the weight of what they share against the weight of
 * what only one of them says. Words that stand where the other question has different ones count double.
 */
export function likeness({ first, second, pairs }: Alignment, weight: WordWeight): number {
  const sum = (words: readonly string[]): number => words.reduce((total, word) => total + weight(word), 0)
  const sharedFirst = sum(pairs.map(pair => first.words[pair.first] ?? ''))
  const sharedSecond = sum(pairs.map(pair => second.words[pair.second] ?? ''))
  const onlyFirst = Math.max(0, sum(contentOf(first).map(at => first.words[at] ?? '')) - sharedFirst)
  const onlySecond = Math.max(0, sum(contentOf(second).map(at => second.words[at] ?? '')) - sharedSecond)
  const shared = ((sharedFirst + sharedSecond) / 2) * Math.min(1, SHARED_AT_MOST / Math.max(1, pairs.length))
  if (shared + onlyFirst + onlySecond === 0) return first.words.join(' ') === second.words.join(' ') ? 1 : 0
  return shared / (shared + (onlyFirst + onlySecond) / 2 + REPLACED * Math.min(onlyFirst, onlySecond))
}
