import { featuresOf, groups } from './features.ts'
import { hashPair, hashWord, NUMBER, type Scan, scan } from './scan.ts'

/** Words that any topic has: sharing them says nothing. */
const functionWords = new Set(
  `a an the and or but so if then than that this these those there here it its it's is am are was were be been being do does
  did done have has had having i i'm i've i'd i'll me my mine we us our you you're your yours he him his she her they them
  their what who whom which when where why how not no yes yeah of in on at to for from with by about as into over after before
  out up down off again very too also just only really well ok okay oh hey hi hello can could will would should may might must
  shall don't doesn't didn't isn't can't won't get got go going know think some any all more most much many one two lot good
  great nice cool sure thing things that's what's there's because please thanks thank want need let make`
    .split(/\s+/)
    .map(hashWord),
)
const YOU = hashWord('you')
const ABOUT_YOU = hashPair(hashWord('about'), YOU)

/** How many turns back words are remembered. */
export const TOPIC_MEMORY = 6

/** What a topic shift is told from: the words of the turn by group, and what it shares with the turns before. */
export const topicFeatureNames: readonly string[] = [
  ...groups,
  'words shared with the last turn',
  'with the turn before it',
  'with the turns before that',
  'none shared with the last two',
  'content words',
  'groups shared with the last turn',
  'asks',
  'last turn asked',
  'asks unasked',
  'answers without asking',
  'ends with a question',
  'first turn',
  'content words of a question',
  'last turn asked back',
  'asks back',
  'bias',
]

/** Turns in the order in which they were said, `at` the one that may open a topic. */
export function topicFeatures(turns: readonly string[], at: number): Float64Array {
  const own = readTurn(turns[at] ?? '')
  const last = readTurn(turns[at - 1] ?? '')
  const beforeLast = readTurn(turns[at - 2] ?? '')
  const older = new Set<number>()
  for (const turn of turns.slice(Math.max(0, at - TOPIC_MEMORY), Math.max(0, at - 2))) {
    for (const word of readTurn(turn).content) older.add(word)
  }
  const withLast = shared(own.content, last.content)
  const withBeforeLast = shared(own.content, beforeLast.content)
  const asks = own.scan.shape.questions > 0 ? 1 : 0
  const asked = last.scan.shape.questions > 0 ? 1 : 0
  const richness = Math.log1p(own.content.size)
  return Float64Array.from([
    ...own.features.subarray(0, groups.length),
    Math.log1p(withLast),
    Math.log1p(withBeforeLast),
    Math.log1p(shared(own.content, older)),
    withLast + withBeforeLast === 0 ? 1 : 0,
    richness,
    cosine(own.features, last.features),
    asks,
    asked,
    asks * (1 - asked),
    (1 - asks) * asked,
    /[?？]\s{0,9}$/.test(own.text) ? 1 : 0,
    at === 0 ? 3 : 0,
    richness * asks,
    asked > 0 && last.scan.words[last.scan.count - 1] === YOU ? 1 : 0,
    mentionsPair(own.scan, ABOUT_YOU) ? 1 : 0,
    1,
  ])
}

interface Turn {
  readonly text: string
  readonly scan: Scan
  readonly features: Float64Array
  readonly content: ReadonlySet<number>
}

function readTurn(text: string): Turn {
  const scanned = scan(text)
  const content = new Set<number>()
  for (let i = 0; i < scanned.count; i++) {
    const word = scanned.words[i] ?? 0
    if (word !== NUMBER && !functionWords.has(word)) content.add(scanned.stems[i] ?? 0)
  }
  return { text, scan: scanned, features: featuresOf(scanned), content }
}

function shared(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  let count = 0
  for (const word of a) if (b.has(word)) count++
  return count
}

/** How alike two texts are by what their words speak of, 0–1. */
function cosine(a: Float64Array, b: Float64Array): number {
  let product = 0
  let normA = 0
  let normB = 0
  for (let i = 0; i < groups.length; i++) {
    const inA = (a[i] ?? 0) + (a[i + groups.length] ?? 0)
    const inB = (b[i] ?? 0) + (b[i + groups.length] ?? 0)
    product += inA * inB
    normA += inA * inA
    normB += inB * inB
  }
  return product / Math.sqrt(normA * normB + 1e-9)
}

function mentionsPair(scanned: Scan, pair: number): boolean {
  for (let i = 1; i < scanned.count; i++) {
    if (hashPair(scanned.words[i - 1] ?? 0, scanned.words[i] ?? 0) === pair) return true
  }
  return false
}
