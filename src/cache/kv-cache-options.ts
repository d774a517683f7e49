import type { Clock, Random } from '../runtime/index.ts'
import type { KeyValueStore, RecordStore } from '../storage/index.ts'
import type { CacheKey } from './cache-key.ts'
import type { CacheEntry, EntryDetails, Freshness } from './entry.ts'
import type { FreshnessOptions } from './freshness.ts'

export interface KvCacheOptions<V> extends FreshnessOptions {
  /** What all entries together may take, bytes. */
  readonly maxBytes: number
  /** Default: no limit. */
  readonly maxEntries?: number
  /** A second level: found there what is not in memory, written through. Values must survive JSON. */
  readonly store?: KeyValueStore
  /**
   * Where the processes of a fleet agree which of them computes what none has: the others wait for it in `store`, at most
   * twice the usual time. Needs `store`. Default: each process for itself.
   */
  readonly lease?: RecordStore
  /** How long the store may take before it is passed over, ms. Default 250. */
  readonly storeTimeoutMs?: number
  /** Bytes of one value. Default: `sizeOf`. */
  readonly sizeOf?: (value: V) => number
  /**
   * How full the process's memory is, 0–1, asked once every 64 writes. Above 0.8 the cache shrinks, down to a quarter
   * of `maxBytes` at 0.95. Default: never asked.
   */
  readonly memoryPressure?: () => number
  /** `request`: nobody awaits work that another call started, as some edge runtimes demand. Default `process`. */
  readonly isolation?: 'process' | 'request'
  /** Given the work that goes on after an answer: renewals and writes to the store. Default: awaited by disposal only. */
  readonly waitUntil?: (work: Promise<unknown>) => void
  readonly clock?: Clock
  readonly random?: Random
}

export interface SetOptions extends EntryDetails {
  /** How long it is fresh, ms; not jittered. Default: the cache's, jittered. */
  readonly ttlMs?: number | undefined
}

export interface ComputeOptions<V> extends Omit<SetOptions, 'costUsd' | 'latencyMs'> {
  /** The caller's own: it stops waiting; the work goes on while anybody else waits. */
  readonly signal?: AbortSignal | undefined
  /** What making it cost, USD. */
  readonly costUsd?: number | ((value: V) => number)
}

/** What `invalidate` forgets: all that meets every condition given. */
export interface Invalidation {
  readonly scope?: string
  /** How the name within the scope begins; needs `scope`. */
  readonly prefix?: string
  readonly tag?: string
  readonly target?: string
}

/** An entry as it was found, and how it may be used. */
export interface Found<V> extends CacheEntry<V> {
  readonly freshness: Freshness
}

/** Everything in memory, as plain data. JSON keeps it where it keeps the values. */
export interface CacheDump<V> {
  readonly v: 1
  readonly entries: readonly { readonly key: CacheKey; readonly entry: CacheEntry<V> }[]
}
