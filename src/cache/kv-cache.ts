import { type Clock, systemClock, systemRandom } from '../runtime/index.ts'
import { Background } from './background.ts'
import { type CacheKey, scopePrefix } from './cache-key.ts'
import { CacheCounts, type CacheMetrics } from './cache-metrics.ts'
import { checkCacheOptions } from './check-options.ts'
import type { CacheEntry, EntryDetails } from './entry.ts'
import { FleetLease } from './fleet-lease.ts'
import { FreshnessPolicy } from './freshness.ts'
import type { CacheDump, ComputeOptions, Found, Invalidation, KvCacheOptions, SetOptions } from './kv-cache-options.ts'
import { MemoryTier } from './memory-tier.ts'
import { SingleFlight } from './single-flight.ts'
import { sizeOf } from './size-of.ts'
import { StoreCalls } from './store-calls.ts'
import { StoreTier } from './store-tier.ts'

/**
 * Values that were dear to make, by key, within a limit of bytes. Every key belongs to a scope: what one tenant stored
 * no other finds. Concurrent misses of one key are computed once; what saves most dollars and seconds per byte stays.
 */
export class KvCache<V> implements AsyncDisposable {
  /** `request` where nobody may await work that another call started. */
  readonly isolation: 'process' | 'request'
  readonly #clock: Clock
  readonly #freshness: FreshnessPolicy
  readonly #memory: MemoryTier<V>
  readonly #calls: StoreCalls
  readonly #store: StoreTier<V> | undefined
  readonly #lease: FleetLease | undefined
  /** How long making a value usually takes: a mean in which older ones fade. */
  #usualMs = 1000
  readonly #counts = new CacheCounts()
  readonly #flights = new SingleFlight<V>()
  readonly #background: Background
  /** Rises with every deletion: what was begun before one is not stored after it. */
  #generation = 0

  /** Throws `InvalidOptionsError`. */
  constructor(options: KvCacheOptions<V>) {
    checkCacheOptions(options)
    this.isolation = options.isolation ?? 'process'
    this.#background = new Background(this.#counts, options.waitUntil)
    this.#clock = options.clock ?? systemClock
    const random = options.random ?? systemRandom
    this.#freshness = new FreshnessPolicy(options, random)
    this.#calls = new StoreCalls(this.#clock, options.storeTimeoutMs ?? 250)
    this.#store = options.store && new StoreTier(options.store, this.#clock, this.#calls)
    this.#lease =
      options.lease &&
      new FleetLease({
        records: options.lease,
        calls: this.#calls,
        clock: this.#clock,
        random,
        later: work => this.later(work),
      })
    this.#memory = new MemoryTier({
      maxBytes: options.maxBytes,
      maxEntries: options.maxEntries,
      sizeOf: options.sizeOf ?? sizeOf,
      memoryPressure: options.memoryPressure,
      clock: this.#clock,
      random,
      counts: this.#counts,
    })
  }

  /** The value, where there is a fresh one. */
  async get(key: CacheKey): Promise<V | undefined> {
    const stored = this.#memory.get(key)
    if (stored) {
      this.#counts.hit(stored)
      return stored.value
    }
    const found = this.#store && (await this.#readStore(key, this.#store))
    if (!found) this.#counts.misses++
    return found?.value
  }

  /** The value, where there is a fresh one in memory. As `get`, but at once: asks no store. */
  getNow(key: CacheKey): V | undefined {
    const stored = this.#memory.get(key)
    if (stored) this.#counts.hit(stored)
    else this.#counts.misses++
    return stored?.value
  }

  /**
   * The value with what is known of it, also where it is past its time but may still be given: `freshness` says how.
   * Counts as a hit or a miss, a `spare` one as a miss.
   */
  async find(key: CacheKey): Promise<Found<V> | undefined> {
    const stored = this.#memory.get(key) ?? this.#memory.peek(key)
    if (stored) {
      const freshness = this.#freshness.of(stored.freshUntilMs, this.#clock.mono(), stored.latencyMs)
      if (freshness === 'spare') this.#counts.misses++
      else if (freshness) this.#counts.hit(stored, freshness === 'stale')
      if (freshness) return { ...this.#memory.entryOf(stored), freshness }
    }
    const found = this.#store && (await this.#readStore(key, this.#store))
    if (!found) this.#counts.misses++
    return found && { ...found, freshness: 'fresh' }
  }

  /** What is in memory and fresh. Counts as nothing, asks no store. */
  peek(key: CacheKey): CacheEntry<V> | undefined {
    const stored = this.#memory.peek(key)
    return stored && this.#clock.mono() < stored.freshUntilMs ? this.#memory.entryOf(stored) : undefined
  }

  /** Stores a value, in memory at once and in the store by the time this resolves. A value that is worth less than all others is not kept. */
  async set(key: CacheKey, value: V, options?: SetOptions): Promise<void> {
    const written = this.#keep(key, value, options)
    if (written) await written
  }

  /** As `set`, but nothing waits for the store: it is written in the background. */
  setNow(key: CacheKey, value: V, options?: SetOptions): void {
    const written = this.#keep(key, value, options)
    if (written) this.later(written)
  }

  /**
   * The value from the cache, or from `compute`, which runs once for all who ask meanwhile. What it throws reaches those
   * who wait and is not kept; a `spare` value is given in its place.
   */
  async getOrCompute(
    key: CacheKey,
    compute: (signal: AbortSignal) => Promise<V>,
    options: ComputeOptions<V> = {},
  ): Promise<V> {
    options.signal?.throwIfAborted()
    const found = await this.find(key)
    if (found?.freshness === 'fresh') return found.value
    const make = (signal: AbortSignal): Promise<V> => {
      const work = (): Promise<V> => this.#compute(key, compute, options, signal)
      return this.onceInFleet(key, work, entry => entry.value, signal)
    }
    if (found && found.freshness !== 'spare') {
      this.refresh(key, make)
      return found.value
    }
    // While the store was asked, somebody else may have finished.
    const meanwhile = this.#memory.get(key)
    if (meanwhile) return meanwhile.value
    try {
      if (this.isolation === 'request') return await make(options.signal ?? new AbortController().signal)
      return await this.#flights.run(key, make, options.signal)
    } catch (error) {
      if (!found || options.signal?.aborted) throw error
      this.#counts.staleHits++
      return found.value
    }
  }

  /** Runs `work` in the background, once per key at a time. Its failure is counted, nothing more. */
  refresh(key: CacheKey, work: (signal: AbortSignal) => Promise<unknown>): void {
    this.#background.refresh(key, work)
  }

  /** Work that goes on after the answer: handed to `waitUntil` and awaited by disposal. It must not reject. */
  later(work: Promise<unknown>): void {
    this.#background.add(work)
  }

  /**
   * What `make` gives and stores, once in a fleet where there is a `lease`: while another process is at it, this one waits
   * for what that one stores. `toValue` makes of a stored entry what `make` would have given.
   */
  onceInFleet<T>(
    key: CacheKey,
    make: () => Promise<T>,
    toValue: (entry: CacheEntry<V>) => T | undefined,
    signal: AbortSignal,
  ): Promise<T> {
    const [store, lease] = [this.#store, this.#lease]
    if (!store || !lease) return make()
    const knownAtMs = this.#memory.peek(key)?.storedAtMs
    const find = async (): Promise<T | undefined> => {
      const entry = await store.read(key)
      // What is renewed is still in the store.
      const value = entry && entry.storedAtMs !== knownAtMs ? toValue(entry) : undefined
      if (!entry || value === undefined) return undefined
      this.#counts.fleetHits++
      this.#counts.savedUsd += entry.costUsd ?? 0
      this.#keepRemaining(key, entry)
      return value
    }
    return lease.run(key, { find, work: make, stored: () => store.written(key), usualMs: this.#usualMs, signal })
  }

  async delete(key: CacheKey): Promise<void> {
    this.#generation++
    this.#memory.delete(key)
    await this.#store?.delete(key)
  }

  /** Forgets what meets every condition, in memory and store. Costs a walk over the memory, and over the store's keys of the scope. */
  async invalidate(what: Invalidation): Promise<void> {
    this.#generation++
    const { scope, prefix = '', tag, target } = what
    const start = scope === undefined ? 'v1:' : scopePrefix(scope) + prefix
    const matches = (entry: EntryDetails): boolean =>
      (tag === undefined || (entry.tags?.includes(tag) ?? false)) && (target === undefined || entry.target === target)
    this.#counts.evictions.invalidated += this.#memory.deleteMatching(start, matches)
    await this.#store?.deleteMatching(start, tag === undefined && target === undefined ? undefined : matches)
  }

  /** A number that rises with every deletion: what was begun under another one may have been overtaken by it. */
  get generation(): number {
    return this.#generation
  }

  dump(): CacheDump<V> {
    const entries = Array.from(this.#memory.fresh(), ([key, stored]) => ({
      key: key as CacheKey,
      entry: this.#memory.entryOf(stored),
    }))
    return { v: 1, entries }
  }

  /** Adds what a dump holds and is still fresh by the wall clock. Does nothing with a dump of another version. */
  load(dump: CacheDump<V>): void {
    if (dump.v !== 1) return
    for (const { key, entry } of dump.entries) this.#keepRemaining(key, entry)
  }

  get metrics(): CacheMetrics {
    return this.#counts.metrics(this.#memory.entries, this.#memory.bytes, this.#calls.faults)
  }

  /** Waits for what goes on in the background. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#background.settle()
  }

  async #compute(
    key: CacheKey,
    compute: (signal: AbortSignal) => Promise<V>,
    options: ComputeOptions<V>,
    signal: AbortSignal,
  ): Promise<V> {
    const { signal: _, costUsd, ...details } = options
    const generation = this.#generation
    const startMs = this.#clock.mono()
    const value = await compute(signal)
    const latencyMs = this.#clock.mono() - startMs
    const usd = typeof costUsd === 'function' ? costUsd(value) : costUsd
    if (generation === this.#generation) await this.set(key, value, { ...details, costUsd: usd, latencyMs })
    return value
  }

  /** The write to the store that is under way by this, where there is one. */
  #keep(key: CacheKey, value: V, options: SetOptions = {}): Promise<void> | undefined {
    const { ttlMs = this.#freshness.jittered(this.#freshness.ttlMs), costUsd, latencyMs } = options
    // Others than this process go by the wall clock.
    const storedAtMs = this.#store && this.#clock.now()
    this.#counts.missBytes += this.#memory.keep(key, value, options, ttlMs, storedAtMs)
    this.#counts.spentUsd += costUsd ?? 0
    if (latencyMs !== undefined) this.#usualMs += (latencyMs - this.#usualMs) / 8
    if (!this.#store || storedAtMs === undefined) return undefined
    const { target, tags } = options
    const expiresAtMs = storedAtMs + ttlMs
    return this.#store.write(key, { value, storedAtMs, expiresAtMs, target, costUsd, latencyMs, tags })
  }

  async #readStore(key: CacheKey, store: StoreTier<V>): Promise<CacheEntry<V> | undefined> {
    const entry = await store.read(key)
    if (!entry) return undefined
    const { costUsd, latencyMs } = entry
    this.#counts.storeHits++
    this.#counts.hit({ size: this.#keepRemaining(key, entry), costUsd, latencyMs })
    return entry
  }

  /** What was written elsewhere, for the rest of its time: no longer than it had in all, whatever the wall clock did. */
  #keepRemaining(key: CacheKey, entry: CacheEntry<V>): number {
    const { value, storedAtMs, expiresAtMs } = entry
    const leftMs = Math.min(expiresAtMs - this.#clock.now(), expiresAtMs - storedAtMs)
    return leftMs > 0 ? this.#memory.keep(key, value, entry, leftMs, storedAtMs) : 0
  }
}
