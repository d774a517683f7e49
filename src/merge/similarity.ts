import { canonicalText } from './canonical.ts'

/** A text as the set of its words and pairs of words, with its numbers apart. */
export interface TextFeatures {
  readonly terms: ReadonlySet<string>
  readonly numbers: ReadonlySet<string>
  readonly negations: number
}

const maxWords = 2000
const negation = /^(?:not|no|never|none|cannot|without|nor|n't)$|n[’']t$/u

export function textFeatures(text: string): TextFeatures {
  const words =
    canonicalText(text)
      .match(/\d+(?:[.,]\d+)*|[\p{L}\p{M}]+(?:[’'][\p{L}]+)?/gu)
      ?.slice(0, maxWords) ?? []
  const terms = new Set<string>()
  words.forEach((word, i) => {
    terms.add(word)
    const next = words[i + 1]
    if (next !== undefined) terms.add(`${word} ${next}`)
  })
  return {
    terms,
    numbers: new Set(words.filter(word => /^\d/u.test(word)).map(number => number.replaceAll(',', ''))),
    negations: words.filter(word => negation.test(word)).length,
  }
}

/**
 * How alike two texts are, 0–1: the share of words and word pairs in common (Dice), lowered where their numbers differ
 * and halved where one denies more often than the other. Symmetric, 1 for the same text. Cost: linear in the words.
 */
export function similarity(a: TextFeatures, b: TextFeatures): number {
  const denial = a.negations % 2 === b.negations % 2 ? 1 : 0.5
  return dice(a.terms, b.terms) * dice(a.numbers, b.numbers) * denial
}

function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 1
  let common = 0
  for (const term of a) if (b.has(term)) common++
  return (2 * common) / (a.size + b.size)
}
