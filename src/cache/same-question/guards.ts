import type { Alignment } from './alignment.ts'
import { isReordered, splitsNames, swapsNames } from './order.ts'
import type { Question } from './question.ts'

/** Why two questions cannot have the same answer, however alike they are. */
export type Difference = 'number' | 'value' | 'negation' | 'opposite' | 'answer-kind' | 'names' | 'roles'

const opposites: readonly (readonly [string, string])[] = (
  'first last|before after|more less|more fewer|most least|most fewest|best worst|easy hard|easiest hardest|easier harder|' +
  'high low|highest lowest|higher lower|upper lower|cheap expensive|cheapest expensive|fast slow|fastest slowest|new old|newest oldest|' +
  'early late|earliest latest|next last|next previous|min max|minimum maximum|above below|over under|with without|add remove|' +
  'install uninstall|enable disable|start stop|open close|increase decrease|increas decreas|buy sell|send receive|import export|up down|left right|' +
  'allow deny|encode decode|encrypt decrypt|push pull|login logout|legal illegal|possible impossible|include exclude|all any|' +
  'win lose|male female|man woman|men women|husband wife|mother father|brother sister|son daughter|import export|upload download|true false|hot cold|' +
  'morning evening|day night|north south|east west|inside outside|public private|single married|large small|largest smallest|big small|longest shortest|long short'
)
  .split('|')
  .map(pair => {
    const [a = '', b = ''] = pair.split(' ')
    return [a, b] as const
  })

/** Words that say which part the next one plays. */
const roleWords = new Set('from to into through by before after than via against without toward until since'.split(' '))
/** Shared words that carry meaning from which on a sentence is long. */
const LONG = 7

/** The first reason found why two questions are different; `undefined` where nothing speaks against it. */
export function differenceOf(alignment: Alignment): Difference | undefined {
  const { first: a, second: b } = alignment
  if (a.quantities.join('|') !== b.quantities.join('|') && !sameNumbers(a, b)) return 'number'
  if (lacks(a, b) || lacks(b, a)) return 'value'
  if (a.negations % 2 !== b.negations % 2 || (a.negations === 0) !== (b.negations === 0)) return 'negation'
  if (areOpposite(a, b)) return 'opposite'
  if (a.asksFor.size > 0 && b.asksFor.size > 0 && ![...a.asksFor].some(kind => b.asksFor.has(kind)))
    return 'answer-kind'
  if (splitsNames(alignment)) return 'names'
  return swapsRoles(alignment) ? 'roles' : undefined
}

/** The same numbers, where only one of the two says the units. */
function sameNumbers(a: Question, b: Question): boolean {
  const bare = (question: Question): string => question.quantities.map(one => one.split(' ')[0]).join('|')
  if (bare(a) !== bare(b)) return false
  return !a.quantities.some(one => one.includes(' ')) || !b.quantities.some(one => one.includes(' '))
}

/** Something is named in `a` that is nowhere in `b`. */
function lacks(a: Question, b: Question): boolean {
  const words = new Set(b.words)
  return [...a.values].some(value => !words.has(value))
}

function areOpposite(a: Question, b: Question): boolean {
  const only = (one: Question, other: Question, word: string): boolean =>
    one.words.includes(word) && !other.words.includes(word)
  return opposites.some(([x, y]) => (only(a, b, x) && only(b, a, y)) || (only(a, b, y) && only(b, a, x)))
}

/**
 * `from England to Scotland` against `from Scotland to England`: the same words in other parts. Long sentences must keep
 * the order of all they share (`isReordered`); in short ones only names around a word, and what a preposition introduces,
 * are watched, so that `in Fall, who teaches` may become `who teaches in Fall`.
 */
function swapsRoles(alignment: Alignment): boolean {
  if (alignment.pairs.length >= LONG) return isReordered(alignment)
  if (swapsNames(alignment)) return true
  const { first: a, second: b } = alignment
  const rolesB = rolesOf(b)
  for (const [role, value] of rolesOf(a)) {
    const other = rolesB.get(role)
    if (other !== undefined && other !== value && a.words.includes(other) && b.words.includes(value)) return true
  }
  return false
}

function rolesOf({ words, content }: Question): Map<string, string> {
  const roles = new Map<string, string>()
  words.forEach((word, i) => {
    const next = words[i + 1]
    if (next !== undefined && roleWords.has(word) && content.has(next)) roles.set(word, next)
  })
  return roles
}
