import { isNonEmpty, type JsonValue, type NonEmpty } from '../chat/index.ts'
import { canonicalText, canonicalValue, isList } from './canonical.ts'
import { agree, type Ballot, type Electorate, elect, fieldOf, type Voter } from './election.ts'
import type { MergedField } from './merger.ts'
import { type FieldSink, isObject, mergeValue, type ValueOptions } from './merge-value.ts'

/** One voter's list of records. */
export interface RecordList {
  readonly voter: Voter
  readonly list: readonly JsonValue[]
  /** The list broke off: what is missing from it was not denied. */
  readonly truncated: boolean
}

export interface RecordOptions extends ValueOptions {
  /** The members that tell records apart, such as provider, model and gpu. */
  readonly key: NonEmpty<string>
  /** The members whose confidence a record's is the least of. Default: all that it has. */
  readonly required?: readonly string[] | undefined
}

export interface MergedRecords {
  readonly value: readonly JsonValue[]
  /** Of the records put out, on the average. */
  readonly confidence: number
  readonly agreeing: readonly Voter[]
  readonly unread: readonly { readonly voter: Voter; readonly reason: string }[]
}

type Entry = { readonly voter: Voter; readonly record: { readonly [key: string]: JsonValue } }

/**
 * Merges lists of records: the same key is the same record, whether it exists is a vote of those who have a whole list,
 * and its members are merged like any object's. A voter's second record of one key is left out and named.
 * Cost: linear in records × members. The result is in the order of the keys.
 */
export function mergeRecords(
  lists: readonly RecordList[],
  options: RecordOptions,
  electorate: Electorate,
  sink: FieldSink,
): MergedRecords {
  const faults = new Map<Voter, { reason: string; count: number }[]>()
  const fault = (voter: Voter, reason: string): void => {
    const known = faults.get(voter) ?? []
    const same = known.find(entry => entry.reason === reason)
    if (same) same.count++
    else faults.set(voter, [...known, { reason, count: 1 }])
  }
  const byKey = new Map<string, Entry[]>()
  for (const { voter, list } of lists) collect(voter, list, options.key, byKey, fault)

  const value: JsonValue[] = []
  const agreeing = new Set<Voter>()
  let sum = 0
  for (const [key, entries] of [...byKey].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const merged = mergeRecord(key, entries, lists, options, electorate, sink)
    if (merged.value === undefined) continue
    value.push(merged.value)
    sum += merged.confidence
    for (const { voter } of entries) agreeing.add(voter)
  }
  const unread = [...faults].flatMap(([voter, known]) =>
    known.map(({ reason, count }) => ({ voter, reason: count > 1 ? `${reason} (${count} times)` : reason })),
  )
  return { value, confidence: value.length === 0 ? 0 : sum / value.length, agreeing: [...agreeing], unread }
}

function collect(
  voter: Voter,
  list: readonly JsonValue[],
  key: NonEmpty<string>,
  byKey: Map<string, Entry[]>,
  fault: (voter: Voter, reason: string) => void,
): void {
  const own = new Set<string>()
  for (const record of list) {
    if (!isObject(record)) {
      fault(voter, 'an element that is no record')
      continue
    }
    const missing = key.find(member => record[member] === undefined || record[member] === null)
    if (missing !== undefined) {
      fault(voter, `a record without ${missing}`)
      continue
    }
    const name = key.map(member => nameOf(record[member] ?? null)).join('|')
    if (own.has(name)) {
      fault(voter, 'a record of a key it already had')
      continue
    }
    own.add(name)
    const entries = byKey.get(name)
    if (entries) entries.push({ voter, record })
    else byKey.set(name, [{ voter, record }])
  }
}

function mergeRecord(
  key: string,
  entries: readonly Entry[],
  lists: readonly RecordList[],
  options: RecordOptions,
  electorate: Electorate,
  sink: FieldSink,
): { readonly value: JsonValue | undefined; readonly confidence: number } {
  const everybody = entries.length === lists.length ? entries.map(({ voter }) => voter) : []
  if (electorate.agreed && isNonEmpty(everybody)) {
    const { confidence, field } = agree(everybody, 'yes', electorate, { about: 'exists', labels: 2 })
    return mergeExisting(key, entries, options, electorate, sink, { exists: confidence, field })
  }
  const having = new Map(entries.map(({ voter, record }) => [voter, record]))
  const ballots = lists
    .filter(({ voter, truncated }) => having.has(voter) || !truncated)
    .map(({ voter }): Ballot => ({ voter, label: having.has(voter) ? 'yes' : 'no', value: having.get(voter) ?? null }))
  const ranking = elect(ballots, electorate, { about: 'exists', labels: 2 })
  const exists = ranking.find(({ label }) => label === 'yes')?.posterior ?? 0
  const yes = ballots.filter(ballot => ballot.label === 'yes')
  const others = ballots.filter(ballot => ballot.label === 'no')
  if (ranking[0]?.label !== 'yes' || !isNonEmpty(yes)) {
    if (isNonEmpty(others)) sink(key, fieldOf(1 - exists, others, yes))
    return { value: undefined, confidence: 1 - exists }
  }
  return mergeExisting(key, entries, options, electorate, sink, { exists, field: fieldOf(exists, yes, others) })
}

/** The members of a record that exists. */
function mergeExisting(
  key: string,
  entries: readonly Entry[],
  options: RecordOptions,
  electorate: Electorate,
  sink: FieldSink,
  { exists, field }: { readonly exists: number; readonly field: MergedField },
): { readonly value: JsonValue | undefined; readonly confidence: number } {
  const confidences = new Map<string, number>()
  const said = entries.map(({ voter, record }) => ({ voter, value: record }))
  const merged = mergeValue(said, '', options, electorate, (path, member) => {
    if (options.key.includes(path)) return
    confidences.set(path, member.confidence)
    sink(`${key}.${path}`, member)
  })
  const required = options.required ?? [...confidences.keys()]
  const least = required.reduce(
    (low, path) => Math.min(low, confidences.get(path) ?? (options.key.includes(path) ? 1 : 0)),
    1,
  )
  const confidence = Math.min(exists, least)
  sink(key, { ...field, confidence })
  return { value: merged.value, confidence }
}

function nameOf(value: JsonValue): string {
  const name = typeof value === 'string' ? canonicalText(value) : canonicalValue(value)
  // Names are joined by bars: one with a bar in it must not pass for two.
  return name.includes('|') ? name.replaceAll('|', '\\|') : name
}

/** The list of records in an answer: the answer itself, or the only list of an object. */
export function recordsIn(value: JsonValue): readonly JsonValue[] | undefined {
  if (isList(value)) return value
  if (!isObject(value)) return undefined
  const lists = Object.values(value).filter(isList)
  return lists.length === 1 ? lists[0] : undefined
}
