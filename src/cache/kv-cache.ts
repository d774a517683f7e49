import { LRUCache } from 'lru-cache'
import { type Fault, InvalidOptionsError } from '../errors/index.ts'
import { type Clock, type Random, systemClock, systemRandom } from '../runtime/index.ts'
import type { CacheKey } from './cache-key.ts'
import type { CacheEntry, EntryDetails } from './entry.ts'
import { SingleFlight } from './single-flight.ts'
import { sizeOf } from './size-of.ts'

export interface KvCacheOptions<V> {
  /** What all entries together may take, bytes. */
  readonly maxBytes: number
  /** Default: no limit. */
  readonly maxEntries?: number
  /** How long a value is fresh, ms. Default one hour. */
  readonly ttlMs?: number
  /** Values expire up to this share of their time earlier or later, so that not all expire at once. Default 0.1. */
  readonly ttlJitter?: number
  /** Bytes of one value. Default: `sizeOf`. */
  readonly sizeOf?: (value: V) => number
  readonly clock?: Clock
  readonly random?: Random
}

export interface SetOptions extends EntryDetails {
  /** Default: the cache's. */
  readonly ttlMs?: number | undefined
}

export interface ComputeOptions extends SetOptions {
  /** The caller's own: it stops waiting; the work goes on while anybody else waits. */
  readonly signal?: AbortSignal
}

/** What was asked of a cache, and what it saved. */
export interface CacheMetrics {
  readonly hits: number
  readonly misses: number
  /** hits / (hits + misses); `undefined` before the first. */
  readonly hitRate: number | undefined
  readonly savedUsd: number
  readonly savedMs: number
  readonly entries: number
  readonly bytes: number
}

/** Bytes that an entry takes beside its key and value. */
const ENTRY_BYTES = 512
const DEFAULT_TTL_MS = 3_600_000

/**
 * Values that were dear to make, by key, within a limit of bytes. Every key belongs to a scope: what one tenant stored
 * no other finds. Concurrent misses of one key are computed once.
 */
export class KvCache<V> {
  readonly #memory: LRUCache<string, CacheEntry<V> & { readonly deadlineMs: number }>
  readonly #flights = new SingleFlight<V>()
  readonly #clock: Clock
  readonly #random: Random
  readonly #ttlMs: number
  readonly #ttlJitter: number
  readonly #sizeOf: (value: V) => number
  #hits = 0
  #misses = 0
  #savedUsd = 0
  #savedMs = 0

  constructor(options: KvCacheOptions<V>) {
    checkOptions(options)
    this.#clock = options.clock ?? systemClock
    this.#random = options.random ?? systemRandom
    this.#ttlJitter = options.ttlJitter ?? 0.1
    this.#ttlMs = options.ttlMs ?? DEFAULT_TTL_MS
    this.#sizeOf = options.sizeOf ?? sizeOf
    this.#memory = new LRUCache({
      maxSize: options.maxBytes,
      ...(options.maxEntries !== undefined && { max: options.maxEntries }),
    })
  }

  /** The value, where there is a fresh one. */
  async get(key: CacheKey): Promise<V | undefined> {
    return (await this.find(key))?.value
  }

  /** The value with what is known of it, where there is a fresh one. Counts as a hit or a miss. */
  async find(key: CacheKey): Promise<CacheEntry<V> | undefined> {
    const entry = this.#memory.get(key)
    if (entry === undefined || this.#clock.mono() >= entry.deadlineMs) {
      if (entry) this.#memory.delete(key)
      this.#misses++
      return undefined
    }
    this.#hits++
    this.#savedUsd += entry.costUsd ?? 0
    this.#savedMs += entry.latencyMs ?? 0
    return entry
  }

  /** Stores a value. One that is larger than the cache is not kept. */
  async set(key: CacheKey, value: V, options: SetOptions = {}): Promise<void> {
    const { ttlMs: wantedMs = this.#ttlMs, ...details } = options
    const ttlMs = wantedMs * (1 + this.#ttlJitter * (2 * this.#random() - 1))
    const nowMs = this.#clock.now()
    const deadlineMs = this.#clock.mono() + ttlMs
    const entry = { ...details, value, storedAtMs: nowMs, expiresAtMs: nowMs + ttlMs, deadlineMs }
    this.#memory.set(key, entry, { size: ENTRY_BYTES + sizeOf(key) + Math.ceil(this.#sizeOf(value)) })
  }

  /** The value from the cache, or from `compute`, which runs once for all who ask meanwhile. What it throws is not kept. */
  async getOrCompute(
    key: CacheKey,
    compute: (signal: AbortSignal) => Promise<V>,
    options: ComputeOptions = {},
  ): Promise<V> {
    const { signal, ...details } = options
    const found = await this.find(key)
    if (found) return found.value
    const work = async (workSignal: AbortSignal): Promise<V> => {
      const startMs = this.#clock.mono()
      const value = await compute(workSignal)
      await this.set(key, value, { latencyMs: this.#clock.mono() - startMs, ...details })
      return value
    }
    return this.#flights.run(key, work, signal)
  }

  async delete(key: CacheKey): Promise<void> {
    this.#memory.delete(key)
  }

  get metrics(): CacheMetrics {
    const asked = this.#hits + this.#misses
    return {
      hits: this.#hits,
      misses: this.#misses,
      hitRate: asked === 0 ? undefined : this.#hits / asked,
      savedUsd: this.#savedUsd,
      savedMs: this.#savedMs,
      entries: this.#memory.size,
      bytes: this.#memory.calculatedSize,
    }
  }
}

function checkOptions(options: KvCacheOptions<never>): void {
  const faults: Fault[] = []
  const { maxBytes, maxEntries, ttlMs, ttlJitter } = options
  if (!Number.isSafeInteger(maxBytes) || maxBytes <= 0)
    faults.push({ path: 'maxBytes', message: `${maxBytes} is not a whole number of bytes above 0` })
  if (maxEntries !== undefined && (!Number.isSafeInteger(maxEntries) || maxEntries <= 0))
    faults.push({ path: 'maxEntries', message: `${maxEntries} is not a whole number above 0` })
  if (ttlMs !== undefined && !(ttlMs > 0)) faults.push({ path: 'ttlMs', message: `${ttlMs} is not above 0` })
  if (ttlJitter !== undefined && !(ttlJitter >= 0 && ttlJitter < 1))
    faults.push({ path: 'ttlJitter', message: `${ttlJitter} is not in [0, 1)` })
  if (faults.length > 0) throw new InvalidOptionsError('KvCache', faults)
}
