import { type Clock, systemClock, systemRandom } from '../runtime/index.ts'
import { type CacheKey, scopePrefix } from './cache-key.ts'
import { CacheCounts, type CacheMetrics } from './cache-metrics.ts'
import { checkCacheOptions } from './check-options.ts'
import type { CacheEntry, EntryDetails } from './entry.ts'
import { LearnedCache } from './eviction/learned-cache.ts'
import { FleetLease } from './fleet-lease.ts'
import { FreshnessPolicy } from './freshness.ts'
import type { CacheDump, ComputeOptions, Found, Invalidation, KvCacheOptions, SetOptions } from './kv-cache-options.ts'
import { SingleFlight } from './single-flight.ts'
import { sizeOf } from './size-of.ts'
import { StoreCalls } from './store-calls.ts'
import { StoreTier } from './store-tier.ts'

interface Stored<V> {
  readonly entry: CacheEntry<V>
  readonly bytes: number
  /** On the clock's elapsed time. */
  readonly freshUntilMs: number
}

/** What an entry takes in memory beside its key and value, bookkeeping and what is remembered of evicted keys included; measured. */
const ENTRY_BYTES = 1024
const PRESSURE_EVERY = 64

/**
 * Values that were dear to make, by key, within a limit of bytes. Every key belongs to a scope: what one tenant stored
 * no other finds. Concurrent misses of one key are computed once; what saves most dollars and seconds per byte stays.
 */
export class KvCache<V> implements AsyncDisposable {
  readonly #options: KvCacheOptions<V>
  readonly #clock: Clock
  readonly #freshness: FreshnessPolicy
  readonly #memory: LearnedCache<Stored<V>>
  readonly #calls: StoreCalls
  readonly #store: StoreTier<V> | undefined
  readonly #lease: FleetLease | undefined
  /** Writes to the store that are under way. */
  readonly #writing = new Map<string, Promise<void>>()
  /** How long making a value usually takes: a mean in which older ones fade. */
  #usualMs = 1000
  readonly #sizeOf: (value: V) => number
  readonly #counts = new CacheCounts()
  readonly #flights = new SingleFlight<V>()
  readonly #background = new Set<Promise<unknown>>()
  readonly #refreshing = new Set<string>()
  /** Rises with every deletion: what was begun before one is not stored after it. */
  #generation = 0
  #writes = 0
  #worthSum = 0
  #worthCount = 0
  #evictionReason: 'evicted' | 'pressure' = 'evicted'

  /** Throws `InvalidOptionsError`. */
  constructor(options: KvCacheOptions<V>) {
    checkCacheOptions(options)
    this.#options = options
    this.#clock = options.clock ?? systemClock
    const random = options.random ?? systemRandom
    this.#freshness = new FreshnessPolicy(options, random)
    this.#sizeOf = options.sizeOf ?? sizeOf
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
    this.#memory = new LearnedCache({
      maxSize: options.maxBytes,
      maxEntries: options.maxEntries,
      random,
      isUsable: stored => this.#clock.mono() < stored.freshUntilMs,
      onEvict: (_key, _value, reason) => this.#counts.evictions[reason === 'evicted' ? this.#evictionReason : reason]++,
    })
  }

  /** `request` where nobody may await work that another call started. */
  get isolation(): 'process' | 'request' {
    return this.#options.isolation ?? 'process'
  }

  /** The value, where there is a fresh one. */
  async get(key: CacheKey): Promise<V | undefined> {
    const stored = this.#memory.get(key)
    if (stored) {
      this.#countHit(stored)
      return stored.entry.value
    }
    const found = this.#store && (await this.#readStore(key))
    if (!found) this.#counts.misses++
    return found?.value
  }

  /**
   * The value with what is known of it, also where it is past its time but may still be given: `freshness` says how.
   * Counts as a hit or a miss, a `spare` one as a miss.
   */
  async find(key: CacheKey): Promise<Found<V> | undefined> {
    const stored = this.#memory.get(key) ?? this.#memory.peek(key)
    if (stored) {
      const { entry } = stored
      const freshness = this.#freshness.of(stored.freshUntilMs, this.#clock.mono(), entry.latencyMs)
      if (freshness === 'spare') this.#counts.misses++
      else if (freshness) this.#countHit(stored, freshness === 'stale')
      if (freshness) return { ...entry, freshness }
    }
    const found = this.#store && (await this.#readStore(key))
    if (!found) this.#counts.misses++
    return found && { ...found, freshness: 'fresh' }
  }

  /** What is in memory and fresh. Counts as nothing, asks no store. */
  peek(key: CacheKey): CacheEntry<V> | undefined {
    const stored = this.#memory.peek(key)
    return stored && this.#clock.mono() < stored.freshUntilMs ? stored.entry : undefined
  }

  /** Stores a value, in memory at once and in the store by the time this resolves. A value that is worth less than all others is not kept. */
  async set(key: CacheKey, value: V, options: SetOptions = {}): Promise<void> {
    const { ttlMs = this.#freshness.jittered(this.#freshness.ttlMs), target, costUsd, latencyMs, tags } = options
    const nowMs = this.#clock.now()
    // One shape for all entries: engines read them faster.
    const entry = { value, storedAtMs: nowMs, expiresAtMs: nowMs + ttlMs, target, costUsd, latencyMs, tags }
    this.#counts.missBytes += this.#keep(key, entry, ttlMs)
    this.#counts.spentUsd += costUsd ?? 0
    if (latencyMs !== undefined) this.#usualMs += (latencyMs - this.#usualMs) / 8
    if (this.#store) await this.#write(this.#store, key, entry)
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
    if (meanwhile) return meanwhile.entry.value
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
    if (this.#refreshing.has(key)) return
    this.#refreshing.add(key)
    const run = async (): Promise<void> => {
      try {
        await work(new AbortController().signal)
      } catch {
        this.#counts.failedRefreshes++
      } finally {
        this.#refreshing.delete(key)
      }
    }
    this.later(run())
  }

  /** Work that goes on after the answer: handed to `waitUntil` and awaited by disposal. It must not reject. */
  later(work: Promise<unknown>): void {
    this.#options.waitUntil?.(work)
    this.#background.add(work)
    void work.finally(() => this.#background.delete(work))
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
    const knownAtMs = this.#memory.peek(key)?.entry.storedAtMs
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
    const stored = async (): Promise<void> => {
      await this.#writing.get(key)?.catch(() => {})
    }
    return lease.run(key, { find, work: make, stored, usualMs: this.#usualMs, signal })
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
    const matches = (entry: CacheEntry<V>): boolean =>
      (tag === undefined || (entry.tags?.includes(tag) ?? false)) && (target === undefined || entry.target === target)
    for (const key of this.#memory.keys()) {
      const stored = key.startsWith(start) ? this.#memory.peek(key) : undefined
      if (!stored || !matches(stored.entry)) continue
      this.#memory.delete(key)
      this.#counts.evictions.invalidated++
    }
    await this.#store?.deleteMatching(start, tag === undefined && target === undefined ? undefined : matches)
  }

  /** A number that rises with every deletion. Hand it to `setIfCurrent` to store only what no deletion has overtaken. */
  get generation(): number {
    return this.#generation
  }

  /** As `set`, unless anything was deleted since `generation` was read. */
  async setIfCurrent(generation: number, key: CacheKey, value: V, options: SetOptions = {}): Promise<void> {
    if (generation === this.#generation) await this.set(key, value, options)
  }

  dump(): CacheDump<V> {
    const entries: { readonly key: CacheKey; readonly entry: CacheEntry<V> }[] = []
    for (const key of this.#memory.keys()) {
      const stored = this.#memory.peek(key)
      if (stored && this.#clock.mono() < stored.freshUntilMs)
        entries.push({ key: key as CacheKey, entry: stored.entry })
    }
    return { v: 1, entries }
  }

  /** Adds what a dump holds and is still fresh by the wall clock. Does nothing with a dump of another version. */
  load(dump: CacheDump<V>): void {
    if (dump.v !== 1) return
    for (const { key, entry } of dump.entries) this.#keepRemaining(key, entry)
  }

  get metrics(): CacheMetrics {
    return this.#counts.metrics(this.#memory.entries, this.#memory.size, this.#calls.faults)
  }

  /** Waits for what goes on in the background. */
  async [Symbol.asyncDispose](): Promise<void> {
    while (this.#background.size > 0) await Promise.allSettled(this.#background)
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
    await this.setIfCurrent(generation, key, value, { ...details, costUsd: usd, latencyMs })
    return value
  }

  async #write(store: StoreTier<V>, key: CacheKey, entry: CacheEntry<V>): Promise<void> {
    const write = store.write(key, entry)
    this.#writing.set(key, write)
    try {
      await write
    } finally {
      if (this.#writing.get(key) === write) this.#writing.delete(key)
    }
  }

  async #readStore(key: CacheKey): Promise<CacheEntry<V> | undefined> {
    const entry = await this.#store?.read(key)
    if (!entry) return undefined
    this.#counts.storeHits++
    this.#countHit({ entry, bytes: this.#keepRemaining(key, entry) })
    return entry
  }

  /** What was written elsewhere, for the rest of its time: no longer than it had in all, whatever the wall clock did. */
  #keepRemaining(key: CacheKey, entry: CacheEntry<V>): number {
    const leftMs = Math.min(entry.expiresAtMs - this.#clock.now(), entry.expiresAtMs - entry.storedAtMs)
    return leftMs > 0 ? this.#keep(key, entry, leftMs) : 0
  }

  #keep(key: CacheKey, entry: CacheEntry<V>, ttlMs: number): number {
    const bytes = ENTRY_BYTES + sizeOf(key) + Math.ceil(this.#sizeOf(entry.value))
    if (bytes > this.#options.maxBytes) {
      this.#counts.evictions['too-large']++
      this.#memory.delete(key)
      return bytes
    }
    this.#heedPressure()
    const freshUntilMs = this.#clock.mono() + ttlMs
    this.#memory.set(key, { entry, bytes, freshUntilMs }, bytes, this.#worthOf(entry))
    return bytes
  }

  /** Dollars, and time at $0.36 an hour; where nothing is known, the mean of what is. */
  #worthOf({ costUsd, latencyMs }: EntryDetails): number {
    if (costUsd === undefined && latencyMs === undefined)
      return this.#worthCount === 0 ? 1e-4 : this.#worthSum / this.#worthCount
    const worth = 1e-9 + (costUsd ?? 0) + (1e-4 * (latencyMs ?? 0)) / 1000
    this.#worthSum += worth
    this.#worthCount++
    return worth
  }

  #heedPressure(): void {
    const { memoryPressure, maxBytes } = this.#options
    if (!memoryPressure || this.#writes++ % PRESSURE_EVERY !== 0) return
    const allowed = Math.min(1, Math.max(0.25, 1 - 5 * (memoryPressure() - 0.8)))
    this.#evictionReason = 'pressure'
    this.#memory.resize(Math.floor(maxBytes * allowed))
    this.#evictionReason = 'evicted'
  }

  #countHit({ entry, bytes }: Pick<Stored<V>, 'entry' | 'bytes'>, stale = false): void {
    this.#counts.hits++
    if (stale) this.#counts.staleHits++
    this.#counts.hitBytes += bytes
    this.#counts.savedUsd += entry.costUsd ?? 0
    this.#counts.savedMs += entry.latencyMs ?? 0
  }
}
