import type { NonEmpty } from '../chat/index.ts'
import { type Clock, systemClock } from '../runtime/index.ts'
import { State } from './state.ts'
import type { AppendLog, CounterStore, KeyValueStore, LearningStore, RecordStore, Storage } from './storage.ts'

export interface MemoryStorageOptions {
  /** Entries of the log that are kept; the oldest go first. Default 10 000. */
  readonly maxLogEntries?: number
  readonly clock?: Clock
}

/** State of this process, gone when it ends. Every part of the contract, atomic because nothing here waits. */
export class MemoryStorage implements Storage {
  readonly #state: State
  readonly log: AppendLog

  constructor(options: MemoryStorageOptions = {}) {
    this.#state = new State(options.clock ?? systemClock)
    this.log = new MemoryLog(options.maxLogEntries ?? 10_000)
  }

  readonly values: KeyValueStore = {
    get: async key => this.#state.values.get(key),
    set: async (key, value, options) => this.#state.values.set(key, value, options?.ttlMs),
    delete: async key => this.#state.values.delete(key),
    keys: prefix => startingWith(prefix, this.#state),
  }

  readonly counters: CounterStore = {
    add: async (key, amount, options) => this.#state.count(key, amount, options),
  }

  readonly records: RecordStore = {
    read: async key => this.#state.records.get(key),
    write: async (key, value, options) => this.#state.write(key, value, options) !== undefined,
  }

  readonly learning: LearningStore = {
    load: async () => this.#state.learned,
    add: async delta => this.#state.learn(delta),
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

async function* startingWith(prefix: string, state: State): AsyncIterable<string> {
  for (const { key } of state.values.entries()) if (key.startsWith(prefix)) yield key
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
    for (const entry of entries) this.#entries.push(entry)
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
