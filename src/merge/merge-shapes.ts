import { isNonEmpty, type JsonValue, type NonEmpty } from '../chat/index.ts'
import type { AnswerShape } from './answer-shape.ts'
import { canonicalChoice, canonicalText, canonicalValue } from './canonical.ts'
import { type Ballot, type Electorate, elect, fieldOf, speakerOf, type Voter } from './election.ts'
import { mergeNumbers, type NumberPolicy } from './merge-numbers.ts'
import { mergeRecords, recordsIn } from './merge-records.ts'
import { clusterTexts } from './merge-text.ts'
import { type FieldPolicy, mergeValue } from './merge-value.ts'
import type { Answer, MergedField } from './merger.ts'
import { parseQuantity } from './quantity.ts'
import { type ReadJson, readJson } from './read-json.ts'

export interface ShapeOptions {
  readonly sameText: number
  readonly sameNumber: number
  readonly numbers: NumberPolicy
  readonly fields: Readonly<Record<string, FieldPolicy>>
  readonly records: { readonly key: NonEmpty<string>; readonly required?: readonly string[] } | undefined
}

/** An answer and whose it is. */
export interface Heard {
  readonly voter: Voter
  readonly answer: Answer
}

/** What the answers of one shape come to; `undefined` from a shape that none of them has. */
export interface ShapeResult {
  /** Whose response is handed on, with `text` in its place where given. */
  readonly speaker: Voter
  readonly text?: string
  readonly value?: JsonValue
  readonly confidence: number
  readonly agreeing: readonly Voter[]
  readonly fields: ReadonlyMap<string, MergedField>
  readonly unread: readonly { readonly voter: Voter; readonly reason: string }[]
}

type ShapeMerger = (heard: NonEmpty<Heard>, options: ShapeOptions, electorate: Electorate) => ShapeResult | undefined

export const shapeMergers: Readonly<Record<AnswerShape, ShapeMerger>> = {
  choice: (heard, _, electorate) => {
    const { read, unread } = readEach(heard, ({ response }) =>
      response.text.trim() === '' ? 'no text' : { label: canonicalChoice(response.text), value: response.text },
    )
    return byLabel(read, unread, electorate)
  },

  text: (heard, options, electorate) => {
    const { read, unread } = readEach(heard, ({ response }) =>
      response.text.trim() === '' ? 'no text' : { label: '', value: response.text },
    )
    // The label of a cluster is the least of its texts, so that it does not depend on the order of the answers.
    const clusters = clusterTexts(read, options.sameText).map(cluster => ({
      ...cluster,
      label: cluster.members.map(({ value }) => canonicalText(value)).sort()[0] ?? '',
    }))
    const ballots = clusters.flatMap(({ members, label }) => members.map(member => ({ ...member, label })))
    const result = byLabel(ballots, unread, electorate)
    const winner = clusters.find(({ members }) => members.some(({ voter }) => voter === result?.speaker))
    return result && winner ? { ...result, speaker: winner.speaker.voter } : result
  },

  scalar: (heard, options, electorate) => {
    const quantities = readEach(heard, ({ response }) => {
      const quantity = parseQuantity(response.text)
      return quantity ? { label: quantity.unit, value: quantity.value } : 'not one number'
    })
    if (!isNonEmpty(quantities.read)) return undefined
    const units = new Set(quantities.read.map(({ label }) => label))
    const [unit] = units.size > 1 ? elect(quantities.read, electorate) : [{ label: [...units][0], posterior: 1 }]
    const same = quantities.read.filter(({ label }) => label === unit?.label)
    if (!isNonEmpty(same)) return undefined
    const foreign = quantities.read.filter(ballot => !same.includes(ballot))
    const merged = mergeNumbers(same, options.numbers, options.sameNumber, electorate)
    const confidence = Math.min(merged.confidence, unit?.posterior ?? 0)
    const exact = merged.agreeing.filter(({ value }) => value === merged.value)
    const speaker = speakerOf(isNonEmpty(exact) ? exact : merged.agreeing).voter
    return {
      speaker,
      ...(exact.length === 0 && { text: [merged.value, unit?.label ?? ''].join(' ').trim() }),
      value: merged.value,
      confidence,
      agreeing: merged.agreeing.map(({ voter }) => voter),
      fields: new Map([['answer', fieldOf(confidence, merged.agreeing, [...merged.others, ...foreign])]]),
      unread: [
        ...quantities.unread,
        ...foreign.map(({ voter, label }) => ({ voter, reason: `another unit: ${label || 'none'}` })),
      ],
    }
  },

  json: (heard, options, electorate) => {
    const { read, unread } = readDocuments(heard)
    if (!isNonEmpty(read)) return undefined
    const fields = new Map<string, MergedField>()
    const said = read.map(({ voter, json }) => ({ voter, value: json.value }))
    const merged = mergeValue(said, '', options, electorate, (path, field) => fields.set(path, field))
    if (merged.value === undefined || merged.agreeing.length === 0) return undefined
    return {
      speaker: speakerOf(asNonEmpty(merged.agreeing)).voter,
      text: JSON.stringify(merged.value),
      value: merged.value,
      confidence: merged.confidence,
      agreeing: merged.agreeing,
      fields,
      unread,
    }
  },

  records: (heard, options, electorate) => {
    if (!options.records) return undefined
    const documents = readDocuments(heard)
    const lists = documents.read.flatMap(({ voter, json }) => {
      const list = recordsIn(json.value)
      return list ? [{ voter, list, truncated: json.truncated }] : []
    })
    if (!isNonEmpty(lists)) return undefined
    const fields = new Map<string, MergedField>()
    const merged = mergeRecords(lists, { ...options, ...options.records }, electorate, (path, field) =>
      fields.set(path, field),
    )
    const listless = documents.read.filter(({ voter }) => !lists.some(list => list.voter === voter))
    return {
      speaker: speakerOf(asNonEmpty(isNonEmpty(merged.agreeing) ? merged.agreeing : lists.map(l => l.voter))).voter,
      text: JSON.stringify(merged.value),
      value: merged.value,
      confidence: merged.confidence,
      agreeing: merged.agreeing,
      fields,
      unread: [
        ...documents.unread,
        ...merged.unread,
        ...listless.map(({ voter }) => ({ voter, reason: 'no list of records' })),
      ],
    }
  },

  'tool-calls': (heard, _, electorate) => {
    const { read, unread } = readEach(heard, ({ response }) => {
      if (response.toolCalls.length === 0) return 'no tool call'
      const calls = response.toolCalls.map(({ name, arguments: args }) => ({ name, arguments: args }))
      // Models differ in the order of parallel calls, which does not matter.
      return {
        label: calls
          .map(call => canonicalValue(call, true))
          .sort()
          .join('\n'),
        value: calls,
      }
    })
    return byLabel(read, unread, electorate)
  },
}

function byLabel(
  ballots: readonly Ballot[],
  unread: ShapeResult['unread'],
  electorate: Electorate,
): ShapeResult | undefined {
  const [best] = elect(ballots, electorate)
  const agreeing = ballots.filter(({ label }) => label === best?.label)
  if (!best || !isNonEmpty(agreeing)) return undefined
  const others = ballots.filter(({ label }) => label !== best.label)
  return {
    speaker: speakerOf(agreeing).voter,
    confidence: best.posterior,
    agreeing: agreeing.map(({ voter }) => voter),
    fields: new Map([['answer', fieldOf(best.posterior, agreeing, others)]]),
    unread,
  }
}

interface Read<V extends JsonValue> {
  readonly read: readonly Ballot<V>[]
  readonly unread: { readonly voter: Voter; readonly reason: string }[]
}

function readEach<V extends JsonValue>(
  heard: readonly Heard[],
  read: (answer: Answer) => { label: string; value: V } | string,
): Read<V> {
  const result: { read: Ballot<V>[]; unread: Read<V>['unread'] } = { read: [], unread: [] }
  for (const { voter, answer } of heard) {
    const found = read(answer)
    if (typeof found === 'string') result.unread.push({ voter, reason: found })
    else result.read.push({ voter, ...found })
  }
  return result
}

function readDocuments(heard: readonly Heard[]): {
  readonly read: readonly { readonly voter: Voter; readonly json: ReadJson }[]
  readonly unread: ShapeResult['unread']
} {
  const read: { voter: Voter; json: ReadJson }[] = []
  const unread: { voter: Voter; reason: string }[] = []
  for (const { voter, answer } of heard) {
    const json = readJson(answer.response.text)
    if (!json) {
      unread.push({ voter, reason: answer.response.text.trim() === '' ? 'no text' : 'no JSON' })
      continue
    }
    read.push({ voter, json })
    for (const reason of json.oddities) unread.push({ voter, reason })
    if (json.truncated) unread.push({ voter, reason: 'ends early: what came whole was kept' })
  }
  return { read, unread }
}

function asNonEmpty(voters: readonly Voter[]): NonEmpty<{ readonly voter: Voter }> {
  const wrapped = voters.map(voter => ({ voter }))
  if (!isNonEmpty(wrapped)) throw new RangeError('nobody agrees with the merged answer')
  return wrapped
}
