import type { Question } from './question.ts'

/** Two questions side by side: which word of the one is which of the other. Only words that carry meaning. */
export interface Alignment {
  /** Words of both, in the order of the first: where each stands among all words of the first and of the second. */
  readonly pairs: readonly { readonly first: number; readonly second: number }[]
  /** For each pair, its rank in the order of the second: 0, 1, 2 … where all are in the same order. */
  readonly ranks: readonly number[]
  readonly first: Question
  readonly second: Question
}

/** Words that begin alike this far, and for most of the shorter one, are forms of one word. */
const SAME_BEGINNING = 4
const SAME_SHARE = 0.6

/** The nth of a word is the nth of the same word in the other; then forms of one word find each other. The same both ways. */
export function align(a: Question, b: Question): Alignment {
  const [first, second] = a.words.join(' ') <= b.words.join(' ') ? [a, b] : [b, a]
  const partner = new Map<number, number>()
  const places = new Map<string, number[]>()
  for (const at of contentOf(second)) {
    const word = second.words[at] ?? ''
    const known = places.get(word)
    if (known) known.push(at)
    else places.set(word, [at])
  }
  for (const at of contentOf(first)) {
    const place = places.get(first.words[at] ?? '')?.shift()
    if (place !== undefined) partner.set(at, place)
  }
  pairForms(first, second, partner)
  const pairs = [...partner].sort(([x], [y]) => x - y).map(([at, place]) => ({ first: at, second: place }))
  const sorted = pairs.map(pair => pair.second).sort((x, y) => x - y)
  const rankOf = new Map(sorted.map((place, rank) => [place, rank]))
  return { first, second, pairs, ranks: pairs.map(pair => rankOf.get(pair.second) ?? 0) }
}

/** Texts that differ in more words than this are too different for it to matter. */
const MAX_FORMS = 40

function pairForms(first: Question, second: Question, partner: Map<number, number>): void {
  const taken = new Set(partner.values())
  const alone = contentOf(first).filter(at => !partner.has(at))
  const free = new Set(contentOf(second).filter(at => !taken.has(at)))
  if (alone.length > MAX_FORMS || free.size > MAX_FORMS) return
  for (const at of alone) {
    const place = [...free].find(one => areForms(first.words[at] ?? '', second.words[one] ?? ''))
    if (place === undefined) continue
    partner.set(at, place)
    free.delete(place)
  }
}

/** Where the words that carry meaning stand. */
export function contentOf({ words, content }: Question): number[] {
  return [...words.keys()].filter(at => content.has(words[at] ?? ''))
}

function areForms(a: string, b: string): boolean {
  let alike = 0
  while (alike < a.length && a[alike] === b[alike]) alike++
  return alike >= SAME_BEGINNING && alike >= SAME_SHARE * Math.min(a.length, b.length)
}
