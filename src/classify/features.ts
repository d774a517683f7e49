import { lexicon } from './lexicon.ts'
import { moodLexicon } from './mood-lexicon.ts'
import type { Scan } from './scan.ts'
import type { Shape } from './shape.ts'
import { WordTable } from './word-table.ts'

const lists: Readonly<Record<string, string>> = { ...lexicon, ...moodLexicon }

/** The groups of words, in the order of the first features. */
export const groups: readonly string[] = Object.keys(lists)

/** Numbers about the shape of a text, all of them small and 0 for a plain sentence. */
const shapes: Readonly<Record<string, (shape: Shape, per50: number) => number>> = {
  length: shape => Math.log1p(shape.chars / 20) / 2,
  // Who says little rarely shows a mood: 1 for nothing, a half for 40 letters or ten Chinese characters.
  brevity: shape => 40 / (40 + shape.chars + 3 * shape.ideographs),
  lines: shape => Math.log1p(shape.lines - 1) / 2,
  digits: (shape, per50) => Math.log1p(shape.digits / per50),
  numbers: (shape, per50) => Math.log1p(shape.numbers / per50),
  codeSigns: shape => Math.log1p(shape.codeSigns),
  brackets: (shape, per50) => Math.log1p(shape.brackets / per50),
  identifiers: (shape, per50) => Math.log1p(shape.identifiers / per50),
  operators: (shape, per50) => Math.log1p(shape.operators / per50),
  commands: (shape, per50) => Math.log1p(shape.commands / per50),
  fences: shape => Math.min(1, shape.fences),
  choices: shape => Math.log1p(shape.choices) / 2,
  question: shape => Math.min(1, shape.questions) / 2,
  questions: shape => Math.log1p(shape.questions),
  exclamation: shape => Math.min(1, shape.exclamations) / 2,
  exclamations: shape => Math.log1p(shape.exclamations),
  questionAndExclamation: shape => (shape.questions > 0 && shape.exclamations > 0 ? 1 : 0),
  shouted: shape => Math.log1p(shape.shouted),
  ideographs: (shape, per50) => Math.log1p(shape.ideographs / per50),
  otherLetters: (shape, per50) => Math.log1p(shape.otherLetters / per50),
  quotes: (shape, per50) => Math.log1p(shape.quotes / per50),
  indented: (shape, per50) => Math.log1p(shape.indented / per50),
  parentheses: (shape, per50) => Math.log1p(shape.parentheses / per50),
  ellipses: shape => Math.log1p(shape.ellipses),
  emoji: shape => Math.log1p(shape.emoji),
  stops: shape => Math.log1p(shape.stops) / 2,
}

/** Two things that say more together than each alone; after `-`, all that follows is absent. */
const pairs: readonly (readonly [string, '+' | '-', ...string[]])[] = [
  ['negation', '+', 'you'],
  ['negation', '+', 'exclamations'],
  ['you', '+', 'exclamations'],
  ['you', '+', 'questions'],
  ['exclamations', '-', 'praise', 'warmth'],
]

/**
 * What the linear models see of a text, by name: for each group of words how often it occurs at the ends of the text,
 * where instructions stand (`coding`), and in between (`… within`), then the shape, then pairs, then 1.
 */
export const featureNames: readonly string[] = [
  ...groups,
  ...groups.map(group => `${group} within`),
  ...Object.keys(shapes),
  ...pairs.map(pair => pair.join(' ')),
  'bias',
]

const shapeFunctions = Object.values(shapes)
const pairIndexes = pairs.map(
  ([a, sign, ...others]) =>
    [featureNames.indexOf(a), sign === '+', others.map(other => featureNames.indexOf(other))] as const,
)

/** How many words at each end count as its ends. */
const EDGE_WORDS = 12
const EDGE_IDEOGRAPH_WORDS = 48

let words: WordTable | undefined

/** The features of a text, in the order of `featureNames`. Linear in the text. */
export function featuresOf(scan: Scan): Float64Array {
  // Made at the first request, not at import: an application that never classifies does not pay for it.
  words ??= new WordTable(Object.values(lists).map(list => list.split(/\s+/)))
  const features = new Float64Array(featureNames.length)
  const { count, shape } = scan
  const edge = shape.ideographs > shape.letters ? EDGE_IDEOGRAPH_WORDS : EDGE_WORDS
  if (count <= 2 * edge) words.count(scan, 0, count, features)
  else {
    words.count(scan, 0, edge, features)
    words.count(scan, edge, count - edge, features, groups.length)
    words.count(scan, count - edge, count, features)
  }
  let at = 2 * groups.length
  for (let i = 0; i < at; i++) if (features[i] !== 0) features[i] = Math.log1p(features[i] ?? 0)
  const per50 = Math.max(1, shape.chars / 50)
  for (const value of shapeFunctions) features[at++] = value(shape, per50)
  for (const [a, there, others] of pairIndexes) {
    const holds = (features[a] ?? 0) > 0 && others.every(other => (features[other] ?? 0) > 0 === there)
    features[at++] = holds ? 1 : 0
  }
  features[at] = 1
  return features
}
