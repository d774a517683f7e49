import type { Clock } from '../runtime/index.ts'
import { addLearned } from './add-learned.ts'
import { ExpiringMap } from './expiring-map.ts'
import type { Learned } from './storage.ts'

export interface StoredRecord {
  readonly value: string
  readonly version: string
}

/** What a storage holds, in memory and without waiting: every method is atomic because it is synchronous. */
export class State {
  readonly values: ExpiringMap<string>
  readonly counters: ExpiringMap<number>
  readonly records: ExpiringMap<StoredRecord>
  learned: Learned | undefined
  /** The latest version given to a record. Never given twice, so that none from before an expiry fits again. */
  version = 0

  constructor(clock: Clock) {
    this.values = new ExpiringMap(clock)
    this.counters = new ExpiringMap(clock)
    this.records = new ExpiringMap(clock)
  }

  count(
    key: string,
    amount: number,
    options: { readonly ttlMs: number; readonly max?: number },
  ): { readonly ok: boolean; readonly total: number } {
    const before = this.counters.get(key)
    const total = (before ?? 0) + amount
    if (total > (options.max ?? Infinity)) return { ok: false, total: before ?? 0 }
    if (before === undefined) this.counters.set(key, total, options.ttlMs)
    else this.counters.replace(key, total)
    return { ok: true, total }
  }

  write(
    key: string,
    value: string,
    options: { readonly ifVersion: string | null; readonly ttlMs?: number },
  ): StoredRecord | undefined {
    if ((this.records.get(key)?.version ?? null) !== options.ifVersion) return undefined
    const record = { value, version: String(++this.version) }
    this.records.set(key, record, options.ttlMs)
    return record
  }

  learn(delta: Learned): void {
    this.learned = addLearned(this.learned ?? {}, delta)
  }
}
