import type { Question } from './question.ts'

/** How telling a word is, above 0: rare words tell more. */
export type WordWeight = (word: string) => number

/** What is put in another's place counts this much more than what is only left out. */
const REPLACED = 1

/**
 * How alike two questions are, 0–1, by the words that carry meaning: the weight of what they share against the weight of
 * what only one of them says. Words that stand where the other question has different ones count double.
 */
export function likeness(a: Question, b: Question, weight: WordWeight): number {
  let shared = 0
  let onlyA = 0
  let onlyB = 0
  for (const word of a.content) {
    if (b.content.has(word)) shared += weight(word)
    else onlyA += weight(word)
  }
  for (const word of b.content) if (!a.content.has(word)) onlyB += weight(word)
  if (shared + onlyA + onlyB === 0) return a.words.join(' ') === b.words.join(' ') ? 1 : 0
  return shared / (shared + (onlyA + onlyB) / 2 + REPLACED * Math.min(onlyA, onlyB))
}
