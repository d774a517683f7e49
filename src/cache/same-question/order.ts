import { type Alignment, contentOf } from './alignment.ts'
import type { Question } from './question.ts'

/**
 * Do the shared words stand in another order that may change who does what? Not where a beginning has only moved to the
 * end, nor where numbers and dates have moved as a whole past everything else.
 */
export function isReordered(alignment: Alignment): boolean {
  const { ranks } = alignment
  const cuts = ranks.filter((rank, i) => i > 0 && rank !== (ranks[i - 1] ?? 0) + 1).length
  return cuts > 1 && !onlyTimesMoved(alignment)
}

/** `A … verb … B` against `B … verb … A`, where A and B are names. */
export function swapsNames(alignment: Alignment): boolean {
  const { ranks } = alignment
  const isName = alignment.pairs.map(pair => kindOf(alignment, pair) === 'name')
  const isPlain = alignment.pairs.map(pair => kindOf(alignment, pair) === 'other')
  const at = (i: number): number => ranks[i] ?? 0
  for (let x = 0; x < ranks.length; x++) {
    for (let y = x + 2; y < ranks.length; y++) {
      if (!isName[x] || !isName[y] || at(x) < at(y)) continue
      for (let pivot = x + 1; pivot < y; pivot++)
        if (isPlain[pivot] && at(pivot) < at(x) && at(pivot) > at(y)) return true
    }
  }
  return false
}

/** Two names stand side by side in one question and apart in the other: another name, or another one's. */
export function splitsNames({ first, second }: Alignment): boolean {
  return splits(first, second) || splits(second, first)
}

function splits(one: Question, other: Question): boolean {
  const neighbours = new Set(other.words.map((word, i) => `${word} ${other.words[i + 1] ?? ''}`))
  return contentOf(one).some(at => {
    const [word = '', next = ''] = [one.words[at], one.words[at + 1]]
    if (!one.names.has(word) || !one.names.has(next)) return false
    return other.content.has(word) && other.content.has(next) && !neighbours.has(`${word} ${next}`)
  })
}

function kindOf({ first, second }: Alignment, pair: Alignment['pairs'][number]): 'name' | 'time' | 'other' {
  const [word = '', other = ''] = [first.words[pair.first], second.words[pair.second]]
  if (first.names.has(word) || second.names.has(other)) return 'name'
  return first.values.has(word) || second.values.has(other) ? 'time' : 'other'
}

/** In longer texts it is not looked for: its cost grows with the square. */
const MAX_WORDS = 300

/** Words keep their order among each other, so do numbers and dates, and no fewer words stand still than must. */
function onlyTimesMoved(alignment: Alignment): boolean {
  const { ranks, pairs } = alignment
  if (ranks.length > MAX_WORDS) return false
  const isTime = pairs.map(pair => kindOf(alignment, pair) === 'time')
  const rises = (list: readonly number[]): boolean => list.every((rank, i) => i === 0 || rank > (list[i - 1] ?? 0))
  if (!rises(ranks.filter((_, i) => isTime[i])) || !rises(ranks.filter((_, i) => !isTime[i]))) return false
  const still = longestRise(ranks, () => 1)
  // Whatever else is not a time counts more than all times together.
  const heavy = ranks.length + 1
  const withAllElse = longestRise(ranks, i => (isTime[i] ? 1 : heavy))
  return Math.floor(withAllElse / heavy) + (withAllElse % heavy) >= still
}

/** The greatest weight of a rising subsequence. */
function longestRise(ranks: readonly number[], weight: (i: number) => number): number {
  const best: number[] = []
  ranks.forEach((rank, i) => {
    const before = best.filter((_, j) => (ranks[j] ?? 0) < rank)
    best.push(weight(i) + Math.max(0, ...before))
  })
  return Math.max(0, ...best)
}
