import { isNonEmpty, type JsonValue, type NonEmpty } from '../chat/index.ts'
import { canonicalText, canonicalValue, isList } from './canonical.ts'
import { agree, type Ballot, type Electorate, elect, fieldOf, speakerOf, type Voter } from './election.ts'
import type { MergedField } from './merger.ts'
import { mergeNumbers, type NumberPolicy } from './merge-numbers.ts'

/** How the values of one field become one. */
export type FieldPolicy =
  /** The value with the best support. */
  | 'vote'
  /** Of lists: everything that the better half supports. */
  | 'union'
  /** Of numbers and texts in order: the greatest, the least. */
  | 'max'
  | 'min'
  | NumberPolicy

export interface ValueOptions {
  /** By path, such as `price` or `specs.memory`. Default: numbers by median, ids, years and everything else by vote. */
  readonly fields: Readonly<Record<string, FieldPolicy>>
  /** Numbers at most this far apart, relative to the merged one, agree. */
  readonly sameNumber: number
}

export interface Said {
  readonly voter: Voter
  /** `undefined`: the voter's answer has nothing here, which is a vote for nothing. */
  readonly value: JsonValue | undefined
}

export interface MergedValue {
  /** `undefined`: nothing is the best answer. */
  readonly value: JsonValue | undefined
  readonly confidence: number
  readonly agreeing: readonly Voter[]
}

/** Where each part's metadata go, by path. */
export type FieldSink = (path: string, field: MergedField) => void

/** The path under which the metadata of an answer as a whole go. */
const whole = 'answer'
const absent = '\u0000absent'
const structure = '\u0000object'
const maxDepth = 16
/** Numbers that name things are voted on, never averaged. */
const naming = /(?:^|[_.\s-])(?:id|ids|year|code|version|zip|phone)$|(?:Id|ID|Year|Code|Version)$/u

/**
 * Merges what voters said at one place of a document: first whether there is anything, and of what shape, by vote; then
 * objects member by member, numbers and lists by policy, the rest by vote. Every value put out was said by somebody,
 * but for the policies that average.
 */
export function mergeValue(
  said: readonly Said[],
  path: string,
  options: ValueOptions,
  electorate: Electorate,
  sink: FieldSink,
  depth = 0,
): MergedValue {
  const policy = options.fields[path]
  const undisputed = electorate.agreed && agreeOn(said, path, electorate, sink)
  if (undisputed) return undisputed
  const numeric = isNumeric(said, path, policy)
  const labelOf = (value: JsonValue | undefined): string => {
    if (value === undefined) return absent
    if (depth < maxDepth && isObject(value)) return structure
    if (numeric && typeof value === 'number') return 'number'
    return policy === 'union' && isList(value) ? 'list' : canonicalValue(value)
  }
  const ballots = said.map(({ voter, value }) => ({ voter, label: labelOf(value), value: value ?? null }))
  const shapes = [...new Set(ballots.map(ballot => ballot.label))]
  const [best] =
    shapes.length === 1 ? [{ label: shapes[0] ?? absent, posterior: 1 }] : elect(ballots, electorate, { about: path })
  const winners = ballots.filter(ballot => ballot.label === best?.label)
  const others = ballots.filter(ballot => ballot.label !== best?.label)
  if (!best || !isNonEmpty(winners)) return { value: undefined, confidence: 0, agreeing: [] }

  if (best.label === structure) {
    const inner = mergeMembers(winners, path, options, electorate, sink, depth)
    if (others.length > 0) sink(path || whole, fieldOf(best.posterior, winners, others))
    return { ...inner, confidence: Math.min(inner.confidence, best.posterior) }
  }
  const put = (
    value: JsonValue | undefined,
    confidence: number,
    agreeing: NonEmpty<Ballot>,
    rest: readonly Ballot[],
  ) => {
    sink(path || whole, fieldOf(confidence, agreeing, rest))
    return { value, confidence, agreeing: agreeing.map(({ voter }) => voter) }
  }
  const numbers = winners.flatMap(({ value, ...rest }) => (typeof value === 'number' ? [{ ...rest, value }] : []))
  if (numeric && best.label === 'number' && isNonEmpty(numbers)) {
    const merged = mergeNumbers(numbers, numberPolicy(policy), options.sameNumber, electorate, path)
    const apart = [...merged.others, ...others]
    return put(merged.value, Math.min(merged.confidence, best.posterior), merged.agreeing, apart)
  }
  if (best.label === 'list') {
    const union = mergeUnion(winners, path, electorate)
    return put(union.value, Math.min(union.confidence, best.posterior), winners, others)
  }
  if (policy === 'max' || policy === 'min') {
    const texts = ballots.flatMap(({ value, ...rest }) => (typeof value === 'string' ? [{ ...rest, value }] : []))
    const [least] = texts.sort((a, b) => compareTexts(a.value, b.value) * (policy === 'max' ? -1 : 1))
    if (least) {
      const others = ballots.filter(ballot => ballot.label !== least.label)
      return put(least.value, best.posterior, [least], others)
    }
  }
  const confidence =
    shapes.length === 1 ? (elect(ballots, electorate, { about: path })[0]?.posterior ?? 0) : best.posterior
  return put(best.label === absent ? undefined : speakerOf(winners).value, confidence, winners, others)
}

/** Where all say the same text, number or the like; `undefined` where they do not. */
function agreeOn(
  said: readonly Said[],
  path: string,
  electorate: Electorate,
  sink: FieldSink,
): MergedValue | undefined {
  const value = said[0]?.value
  if (value === undefined || typeof value === 'object' || said.some(other => other.value !== value)) return undefined
  const agreeing = said.map(({ voter }) => voter)
  if (!isNonEmpty(agreeing)) return undefined
  const label = typeof value === 'number' ? 'near' : canonicalValue(value)
  const { confidence, field } = agree(agreeing, label, electorate, { about: path })
  sink(path || whole, field)
  return { value, confidence, agreeing }
}

function mergeMembers(
  winners: NonEmpty<Ballot>,
  path: string,
  options: ValueOptions,
  electorate: Electorate,
  sink: FieldSink,
  depth: number,
): MergedValue {
  const objects = winners.flatMap(({ voter, value }) => (isObject(value) ? [{ voter, value }] : []))
  const names = new Set<string>()
  for (const { value } of objects) for (const key in value) names.add(key)
  const keys = [...names].sort()
  const members: [string, JsonValue][] = []
  let confidence = keys.length > 0 ? 1 : (elect(winners, electorate, { about: path })[0]?.posterior ?? 0)
  for (const key of keys) {
    const said = objects.flatMap(({ voter, value }): Said[] => {
      if (Object.hasOwn(value, key)) return [{ voter, value: value[key] }]
      // A known truth may be of a part: what it lacks is not known.
      return voter === electorate.truth ? [] : [{ voter, value: undefined }]
    })
    const inner = mergeValue(said, path === '' ? key : `${path}.${key}`, options, electorate, sink, depth + 1)
    if (inner.value !== undefined) members.push([key, inner.value])
    confidence = Math.min(confidence, inner.confidence)
  }
  return { value: Object.fromEntries(members), confidence, agreeing: objects.map(({ voter }) => voter) }
}

/** Each element is voted on by those who have a list; it stays where having it beats not having it. */
function mergeUnion(
  lists: readonly Ballot[],
  path: string,
  electorate: Electorate,
): { value: JsonValue; confidence: number } {
  const elements = new Map<string, JsonValue>()
  const held = lists.map(({ value }) => new Set(isList(value) ? value.map(element => canonicalValue(element)) : []))
  for (const { value } of lists) {
    if (isList(value)) for (const element of value) elements.set(canonicalValue(element), element)
  }
  let confidence = 1
  const kept: JsonValue[] = []
  for (const [label, element] of [...elements].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const ballots = lists.map((list, i) => ({ ...list, label: held[i]?.has(label) ? 'yes' : 'no' }))
    const [best] = elect(ballots, electorate, { about: path, labels: 2 })
    if (best?.label === 'yes') kept.push(element)
    confidence = Math.min(confidence, best?.posterior ?? 0)
  }
  return { value: kept, confidence }
}

function isNumeric(said: readonly Said[], path: string, policy: FieldPolicy | undefined): boolean {
  if (policy === 'vote' || policy === 'union') return false
  if (policy === undefined && naming.test(path)) return false
  return said.some(({ value }) => typeof value === 'number')
}

function numberPolicy(policy: FieldPolicy | undefined): NumberPolicy {
  return policy === undefined || policy === 'vote' || policy === 'union' ? 'median' : policy
}

export function isObject(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !isList(value)
}

function compareTexts(a: string, b: string): number {
  const [left, right] = [canonicalText(a), canonicalText(b)]
  if (left === right) return 0
  return left < right ? -1 : 1
}
