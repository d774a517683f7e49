import type { NonEmpty } from '../chat/index.ts'
import { type Clock, systemClock } from '../runtime/index.ts'
import { addLearned } from './add-learned.ts'
import { ExpiringMap } from './expiring-map.ts'
import type { AppendLog, CounterStore, KeyValueStore, Learned, LearningStore, RecordStore, Storage } from './storage.ts'

export interface MemoryStorageOptions {
  /** Entries of the log that are kept; the oldest go first. Default 10 000. */
  readonly maxLogEntries?: number
  readonly clock?: Clock
}

/** State of this process, gone when it ends. Every part of the contract, atomic because nothing here waits. */
export class MemoryStorage implements Storage {
  readonly values: KeyValueStore
  readonly counters: CounterStore
  readonly records: RecordStore
  readonly learning: LearningStore
  readonly log: AppendLog

  constructor(options: MemoryStorageOptions = {}) {
    const clock = options.clock ?? systemClock
    this.values = new MemoryValues(clock)
    this.counters = new MemoryCounters(clock)
    this.records = new MemoryRecords(clock)
    this.learning = new MemoryLearning()
    this.log = new MemoryLog(options.maxLogEntries ?? 10_000)
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

class MemoryValues implements KeyValueStore {
  readonly #entries: ExpiringMap<string>

  constructor(clock: Clock) {
    this.#entries = new ExpiringMap(clock)
  }

  async get(key: string): Promise<string | undefined> {
    return this.#entries.get(key)
  }

  async set(key: string, value: string, options: { readonly ttlMs?: number } = {}): Promise<void> {
    this.#entries.set(key, value, options.ttlMs)
  }

  async delete(key: string): Promise<void> {
    this.#entries.delete(key)
  }

  async *keys(prefix: string): AsyncIterable<string> {
    yield* this.#entries.keys().filter(key => key.startsWith(prefix))
  }
}

class MemoryCounters implements CounterStore {
  readonly #totals: ExpiringMap<{ total: number }>

  constructor(clock: Clock) {
    this.#totals = new ExpiringMap(clock)
  }

  async add(
    key: string,
    amount: number,
    options: { readonly ttlMs: number; readonly max?: number },
  ): Promise<{ readonly ok: boolean; readonly total: number }> {
    const counter = this.#totals.get(key) ?? { total: 0 }
    const total = counter.total + amount
    if (total > (options.max ?? Infinity)) return { ok: false, total: counter.total }
    if (!this.#totals.has(key)) this.#totals.set(key, counter, options.ttlMs)
    counter.total = total
    return { ok: true, total }
  }
}

class MemoryRecords implements RecordStore {
  readonly #records: ExpiringMap<{ readonly value: string; readonly version: string }>
  #version = 0

  constructor(clock: Clock) {
    this.#records = new ExpiringMap(clock)
  }

  async read(key: string): Promise<{ readonly value: string; readonly version: string } | undefined> {
    return this.#records.get(key)
  }

  async write(
    key: string,
    value: string,
    options: { readonly ifVersion: string | null; readonly ttlMs?: number },
  ): Promise<boolean> {
    if ((this.#records.get(key)?.version ?? null) !== options.ifVersion) return false
    this.#records.set(key, { value, version: String(++this.#version) }, options.ttlMs)
    return true
  }
}

class MemoryLearning implements LearningStore {
  #total: Learned | undefined

  async load(): Promise<Learned | undefined> {
    return this.#total
  }

  async add(delta: Learned): Promise<void> {
    this.#total = addLearned(this.#total ?? {}, delta)
  }
}

class MemoryLog implements AppendLog {
  readonly #max: number
  #entries: string[] = []
  /** How many have been dropped: the cursor of the first entry that is kept. */
  #dropped = 0

  constructor(max: number) {
    this.#max = max
  }

  async append(entries: NonEmpty<string>): Promise<void> {
    this.#entries.push(...entries)
    // Dropped in bulk: one by one, every append would move the whole list.
    if (this.#entries.length > this.#max * 1.25) {
      const excess = this.#entries.length - this.#max
      this.#entries = this.#entries.slice(excess)
      this.#dropped += excess
    }
  }

  async *read(after?: string): AsyncIterable<{ readonly cursor: string; readonly entry: string }> {
    let next = after === undefined ? 0 : Number(after) + 1
    for (;;) {
      next = Math.max(next, this.#dropped)
      const entry = this.#entries[next - this.#dropped]
      if (entry === undefined) return
      yield { cursor: String(next), entry }
      next++
    }
  }
}
