import { LRUCache } from 'lru-cache'
import { canonicalJson } from '../chat/index.ts'
import { type Fault, InvalidOptionsError, UnknownRequestError } from '../errors/index.ts'
import type { FeedbackSource, Observation } from '../learning/index.ts'
import { type Clock, hash32, systemClock } from '../runtime/index.ts'
import type { Storage } from '../storage/index.ts'
import type { Correction } from './correction.ts'
import type { DecisionRecord } from './decision-record.ts'
import { checkFeedback, type Feedback } from './feedback.ts'
import { jsonLength } from './json-length.ts'
import { likeness } from './likeness.ts'

/** How much the word of each source counts, relative to one user's. */
export type SourceWeights = Readonly<Record<FeedbackSource, number>>

/** Ground truth counts most, another model's opinion little, agreement among models least. */
export const defaultSourceWeights: SourceWeights = {
  user: 1,
  correction: 2,
  benchmark: 1,
  validation: 0.5,
  judge: 0.3,
  agreement: 0.1,
}

export interface FeedbackBookOptions {
  /** Where records outlive this process. `records` makes each piece of feedback count once in a whole fleet. Default: memory only. */
  readonly storage?: Pick<Storage, 'values' | 'records'>
  /** Records kept in memory. Default 10 000. */
  readonly maxRecords?: number
  /** How much they may take together, in characters of JSON, about. Default 32 million. */
  readonly maxCharacters?: number
  /** How long feedback is awaited. Default 7 days. */
  readonly ttlMs?: number
  readonly weights?: Partial<SourceWeights>
  /** Told of each correction when it is applied, once. */
  readonly onCorrection?: (correction: Correction) => void
  /** Default: the platform's. */
  readonly clock?: Clock
}

/** More pieces of feedback than this on one request are nobody's honest opinion, and count for nothing. */
const maxPieces = 1000
const correctionPrefix = 'feedback:correction:'

interface Entry {
  readonly record: DecisionRecord
  readonly applied: Set<string>
}

/**
 * Remembers what was decided, so that what is said about it later, in any order and from any process, can be learned from
 * as it was then. Each piece of feedback counts once.
 */
export class FeedbackBook {
  readonly #entries: LRUCache<string, Entry>
  readonly #corrections: LRUCache<string, Correction>
  readonly #storage: Pick<Storage, 'values' | 'records'> | undefined
  readonly #ttlMs: number
  readonly #weights: SourceWeights
  readonly #clock: Clock
  readonly #onCorrection: ((correction: Correction) => void) | undefined

  /** Throws `InvalidOptionsError`. */
  constructor(options: FeedbackBookOptions = {}) {
    const {
      storage,
      maxRecords = 10_000,
      maxCharacters = 32_000_000,
      ttlMs = 7 * 24 * 3_600_000,
      weights,
      clock = systemClock,
    } = options
    const faults: Fault[] = []
    for (const [path, value] of Object.entries({ maxRecords, maxCharacters })) {
      if (!(Number.isInteger(value) && value > 0))
        faults.push({ path, message: `${value} is not a whole number above 0` })
    }
    if (!(ttlMs > 0)) faults.push({ path: 'ttlMs', message: `${ttlMs} is not above 0` })
    for (const [source, weight] of Object.entries(weights ?? {})) {
      const known = source in defaultSourceWeights
      if (!known) faults.push({ path: `weights.${source}`, message: 'no such source of feedback' })
      if (!(weight >= 0 && weight < Infinity)) {
        faults.push({ path: `weights.${source}`, message: `${weight} is not a number from 0 on` })
      }
    }
    if (faults.length > 0) throw new InvalidOptionsError('FeedbackBook', faults)
    this.#entries = new LRUCache({ max: maxRecords, maxSize: maxCharacters })
    this.#corrections = new LRUCache({ max: maxRecords })
    this.#storage = storage
    this.#ttlMs = ttlMs
    this.#weights = { ...defaultSourceWeights, ...weights }
    this.#clock = clock
    this.#onCorrection = options.onCorrection
  }

  /** Keeps a decision for the time to live. At once in memory; the promise settles when it is stored. */
  async remember(id: string, record: DecisionRecord): Promise<void> {
    const applied = this.#entries.peek(id)?.applied ?? new Set()
    this.#entries.set(id, { record, applied }, { size: jsonLength(record) })
    await this.#storage?.values.set(recordKey(id), JSON.stringify(record), { ttlMs: this.#ttlMs })
  }

  /**
   * What a learner is to be told of this feedback; nothing where it was applied before. Throws `UnknownRequestError` for a
   * request that is not, or no longer, remembered and `InvalidOptionsError` for feedback that says nothing usable.
   */
  async apply(id: string, feedback: Feedback): Promise<readonly Observation[]> {
    checkFeedback(feedback)
    const entry = await this.#find(id)
    const { record } = entry
    if (feedback.target !== undefined && !record.targets.some(t => t.target === feedback.target)) {
      const asked = record.targets.map(t => t.target).join(', ')
      throw new InvalidOptionsError('feedback', [
        { path: 'target', message: `${feedback.target} was not asked for this request: ${asked}` },
      ])
    }
    const feedbackId = feedback.id ?? hash32(canonicalJson(feedback)).toString(36)
    if (!(await this.#claim(id, feedbackId, entry))) return []
    if (feedback.correction) await this.#keepCorrection(id, feedbackId, record, feedback.correction)
    return this.judge(record, feedback, feedbackId)
  }

  /** Every correction of the last time to live, in any order: a labelled set to export, to test with, or to learn from. */
  async *corrections(): AsyncGenerator<Correction, void, undefined> {
    if (!this.#storage) {
      yield* this.#corrections.values()
      return
    }
    for await (const key of this.#storage.values.keys(correctionPrefix)) {
      const text = await this.#storage.values.get(key)
      const correction = text === undefined ? undefined : readStored(text)
      if (correction && 'answers' in correction) yield correction as Correction
    }
  }

  async #keepCorrection(
    request: string,
    feedbackId: string,
    record: DecisionRecord,
    { kind, value }: NonNullable<Feedback['correction']>,
  ): Promise<void> {
    const answers = record.targets.flatMap(({ target, answer }) => (answer === undefined ? [] : [{ target, answer }]))
    const id = `${request}/${feedbackId}`
    const correction: Correction = {
      id,
      request,
      atMs: this.#clock.now(),
      task: record.task.kind,
      kind,
      value,
      answers,
    }
    this.#onCorrection?.(correction)
    this.#corrections.set(id, correction)
    const { values } = this.#storage ?? {}
    await values?.set(correctionPrefix + id, JSON.stringify(correction), { ttlMs: this.#ttlMs })
  }

  async #find(id: string): Promise<Entry> {
    const known = this.#entries.get(id)
    if (known) {
      if (this.#clock.now() - known.record.atMs < this.#ttlMs) return known
      this.#entries.delete(id)
    }
    const text = known ? undefined : await this.#storage?.values.get(recordKey(id))
    const record = text === undefined ? undefined : readRecord(text)
    if (!record || this.#clock.now() - record.atMs >= this.#ttlMs) throw new UnknownRequestError(id)
    const entry = { record, applied: new Set<string>() }
    this.#entries.set(id, entry, { size: jsonLength(record) })
    return entry
  }

  /** True for exactly one of those who come with the same feedback. */
  async #claim(id: string, feedbackId: string, entry: Entry): Promise<boolean> {
    if (entry.applied.has(feedbackId) || entry.applied.size >= maxPieces) return false
    entry.applied.add(feedbackId)
    try {
      return await this.#claimStored(`feedback:applied:${id}/${feedbackId}`)
    } catch (error) {
      entry.applied.delete(feedbackId)
      throw error
    }
  }

  async #claimStored(key: string): Promise<boolean> {
    if (this.#storage?.records) {
      return this.#storage.records.write(key, '1', { ifVersion: null, ttlMs: this.#ttlMs })
    }
    if (!this.#storage) return true
    if ((await this.#storage.values.get(key)) !== undefined) return false
    await this.#storage.values.set(key, '1', { ttlMs: this.#ttlMs })
    return true
  }

  /** What a learner is to be told of feedback on this decision, remembered or not. Counts nothing: `apply` does. */
  judge(record: DecisionRecord, feedback: Feedback, feedbackId: string): readonly Observation[] {
    const id = `${record.id}/${feedbackId}`
    const source = feedback.source ?? (feedback.correction ? 'correction' : 'user')
    const weight = this.#weights[source]
    const delivered: readonly string[] = record.merged?.from ?? record.targets.map(t => t.target)
    const truth = feedback.correction?.value
    return record.targets.flatMap(({ target, propensity, answer, verdict, expected }): readonly Observation[] => {
      if (feedback.target !== undefined && target !== feedback.target) return []
      const judged = truth !== undefined && answer !== undefined
      const addressed = feedback.target !== undefined || delivered.includes(target)
      if (weight === 0 || (!judged && !addressed)) return []
      const score = judged ? likeness(answer, truth) : (feedback.score ?? 0)
      const { task, atMs } = record
      return [
        {
          type: 'feedback',
          id: `${id}/${target}`,
          task,
          target,
          score,
          weight,
          source,
          propensity,
          ...(verdict !== undefined && { verdict }),
          ...(expected !== undefined && { expected }),
          atMs,
        },
      ]
    })
  }
}

function recordKey(id: string): string {
  return `feedback:decision:${id}`
}

/** A record from the store; `undefined` for what is none, such as one of another version. */
function readRecord(text: string): DecisionRecord | undefined {
  const record = readStored(text) as DecisionRecord | undefined
  const whole = typeof record?.atMs === 'number' && typeof record.task === 'object' && Array.isArray(record.targets)
  return whole && record.targets.length > 0 ? record : undefined
}

function readStored(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
