import type { Clock, Random } from '../runtime/index.ts'
import type { CacheCounts } from './cache-metrics.ts'
import type { CacheEntry, EntryDetails } from './entry.ts'
import { Held } from './eviction/held.ts'
import { LearnedIndex } from './eviction/learned-index.ts'
import { sizeOf } from './size-of.ts'

export interface MemoryTierOptions<V> {
  readonly maxBytes: number
  readonly maxEntries: number | undefined
  readonly sizeOf: (value: V) => number
  readonly memoryPressure: (() => number) | undefined
  readonly clock: Clock
  readonly random: Random
  readonly counts: CacheCounts
}

/** A value as it is held: written over where its key is set again to as many bytes. Times are whole ms of the clock's elapsed time. */
export class Stored<V> extends Held {
  value: V
  freshUntilMs = 0
  costUsd: number | undefined
  latencyMs: number | undefined
  heldSinceMs = 0
  /** Epoch ms, where it was written down. */
  storedAtMs: number | undefined
  target: EntryDetails['target']
  tags: readonly string[] | undefined
  /** What it takes without its value. */
  readonly baseBytes: number

  constructor(key: string, value: V, bytes: number, baseBytes: number) {
    super(key, bytes)
    this.value = value
    this.baseBytes = baseBytes
  }
}

/** What an entry takes in memory beside its key and value, bookkeeping and what is remembered of evicted keys included; measured. */
const ENTRY_BYTES = 1024
const PRESSURE_EVERY = 64

/** The first level: values in memory within a limit of bytes, what is worth most for its bytes. */
export class MemoryTier<V> {
  readonly #options: MemoryTierOptions<V>
  readonly #clock: Clock
  readonly #counts: CacheCounts
  readonly #index: LearnedIndex<Stored<V>>
  #writes = 0
  #worthSum = 0
  #worthCount = 0
  #evictionReason: 'evicted' | 'pressure' = 'evicted'

  constructor(options: MemoryTierOptions<V>) {
    const { maxBytes, maxEntries, random, clock, counts } = options
    this.#options = options
    this.#clock = clock
    this.#counts = counts
    this.#index = new LearnedIndex({
      maxSize: maxBytes,
      maxEntries,
      random,
      onEvict: (_held, reason) => counts.evictions[reason === 'evicted' ? this.#evictionReason : reason]++,
    })
  }

  get entries(): number {
    return this.#index.entries
  }

  get bytes(): number {
    return this.#index.size
  }

  /** The value, where it is fresh. Counts as a use. */
  get(key: string): Stored<V> | undefined {
    const stored = this.#index.find(key)
    if (stored === undefined || this.#clock.mono() >= stored.freshUntilMs) return undefined
    this.#index.use(stored)
    return stored
  }

  /** The value, fresh or not. Counts as nothing. */
  peek(key: string): Stored<V> | undefined {
    return this.#index.find(key)
  }

  /**
   * Keeps a value for `leftMs`, unless it is worth less than all that is held. Returns its bytes. `storedAtMs`, epoch ms,
   * where it was written down; else it is told from how long it was held.
   */
  keep(key: string, value: V, details: EntryDetails, leftMs: number, storedAtMs?: number): number {
    const { maxBytes, memoryPressure } = this.#options
    if (memoryPressure && this.#writes++ % PRESSURE_EVERY === 0) this.#heed(memoryPressure())
    const old = this.#index.find(key)
    const baseBytes = old ? old.baseBytes : ENTRY_BYTES + sizeOf(key)
    const bytes = baseBytes + Math.ceil(this.#options.sizeOf(value))
    if (bytes > maxBytes) {
      this.#counts.evictions['too-large']++
      this.#index.delete(key)
      return bytes
    }
    const { target, costUsd, latencyMs, tags } = details
    const worth = this.#worthOf(costUsd, latencyMs)
    const monoMs = this.#clock.mono()
    const isSameSize = old !== undefined && old.size === bytes
    const stored = isSameSize ? old : new Stored(key, value, bytes, baseBytes)
    stored.value = value
    stored.freshUntilMs = Math.floor(monoMs + leftMs)
    stored.costUsd = costUsd
    stored.latencyMs = latencyMs
    stored.heldSinceMs = Math.floor(monoMs)
    stored.storedAtMs = storedAtMs
    stored.target = target
    stored.tags = tags
    if (isSameSize) this.#index.renew(stored, worth)
    else this.#index.add(stored, worth, old)
    return bytes
  }

  delete(key: string): boolean {
    return this.#index.delete(key)
  }

  /** Deletes what `matches` under keys that begin with `start`; returns how many. Costs a walk over all. */
  deleteMatching(start: string, matches: (details: EntryDetails) => boolean): number {
    let count = 0
    for (const key of this.#index.keys()) {
      const stored = key.startsWith(start) ? this.peek(key) : undefined
      if (stored && matches(stored) && this.#index.delete(key)) count++
    }
    return count
  }

  /** All that is fresh. */
  *fresh(): Iterable<readonly [key: string, stored: Stored<V>]> {
    for (const key of this.#index.keys()) {
      const stored = this.peek(key)
      if (stored && this.#clock.mono() < stored.freshUntilMs) yield [key, stored]
    }
  }

  /** What others may see of it, as it is now. */
  entryOf({
    value,
    target,
    costUsd,
    latencyMs,
    tags,
    freshUntilMs,
    heldSinceMs,
    storedAtMs,
  }: Stored<V>): CacheEntry<V> {
    const [nowMs, monoMs] = [this.#clock.now(), this.#clock.mono()]
    return {
      value,
      storedAtMs: storedAtMs ?? nowMs - (monoMs - heldSinceMs),
      expiresAtMs: nowMs + (freshUntilMs - monoMs),
      target,
      costUsd,
      latencyMs,
      tags,
    }
  }

  /** Dollars, and time at $0.36 an hour; where nothing is known, the mean of what is. */
  #worthOf(costUsd: number | undefined, latencyMs: number | undefined): number {
    if (costUsd === undefined && latencyMs === undefined)
      return this.#worthCount === 0 ? 1e-4 : this.#worthSum / this.#worthCount
    const worth = 1e-9 + (costUsd ?? 0) + (1e-4 * (latencyMs ?? 0)) / 1000
    this.#worthSum += worth
    this.#worthCount++
    return worth
  }

  #heed(pressure: number): void {
    const allowed = Math.min(1, Math.max(0.25, 1 - 5 * (pressure - 0.8)))
    this.#evictionReason = 'pressure'
    this.#index.resize(Math.floor(this.#options.maxBytes * allowed))
    this.#evictionReason = 'evicted'
  }
}
