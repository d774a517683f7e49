import type { JsonObject, NonEmpty } from '../chat/index.ts'

/** Text by key. Keys are any non-empty text; a value whose time to live has passed is absent. */
export interface KeyValueStore {
  get(key: string): Promise<string | undefined>
  set(key: string, value: string, options?: { readonly ttlMs?: number }): Promise<void>
  delete(key: string): Promise<void>
  /** Every live key that starts with `prefix`, in any order. */
  keys(prefix: string): AsyncIterable<string>
}

/** `add` must be atomic: two processes adding at once must both count. Refused as a whole where the total would pass `max`. */
export interface CounterStore {
  add(
    key: string,
    amount: number,
    options: { readonly ttlMs: number; readonly max?: number },
  ): Promise<{ readonly ok: boolean; readonly total: number }>
}

/** Compare-and-set, for the few records that one writer at a time may change: sessions, shared circuits, leases. */
export interface RecordStore {
  read(key: string): Promise<{ readonly value: string; readonly version: string } | undefined>
  /** False where the stored version is not `ifVersion`; `null` means that there must be none. */
  write(
    key: string,
    value: string,
    options: { readonly ifVersion: string | null; readonly ttlMs?: number },
  ): Promise<boolean>
}

/** What was learned, as sums: two of them can be added in any order. */
export type Learned = JsonObject

/** The sums of everybody who learns. `add` must be atomic, as for counters. */
export interface LearningStore {
  load(): Promise<Learned | undefined>
  add(delta: Learned): Promise<void>
}

/** History that is only ever appended to. An entry is whole or absent, never torn. */
export interface AppendLog {
  append(entries: NonEmpty<string>): Promise<void>
  /** From the start, or after a cursor that was read before. */
  read(after?: string): AsyncIterable<{ readonly cursor: string; readonly entry: string }>
}

/** Where state lives. Only `values` is required; what is missing is kept per process. */
export interface Storage extends AsyncDisposable {
  readonly values: KeyValueStore
  readonly learning?: LearningStore
  readonly counters?: CounterStore
  readonly records?: RecordStore
  readonly log?: AppendLog
}
