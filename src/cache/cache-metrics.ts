import type { StoreFaults } from './store-calls.ts'

/** Why an entry is gone, or never came in. */
export type EvictionReason = 'evicted' | 'rejected' | 'too-large' | 'pressure' | 'invalidated'

/** What was asked of a cache, and what it saved, since it was made. */
export interface CacheMetrics {
  readonly hits: number
  /** Of the hits: found in the store, not in memory. */
  readonly storeHits: number
  /** Of the hits: past their time, given while renewed or because renewing failed. */
  readonly staleHits: number
  readonly misses: number
  /** Of the misses: another process computed it, this one waited. */
  readonly fleetHits: number
  /** hits / (hits + misses); `undefined` before the first. */
  readonly hitRate: number | undefined
  /** The same by bytes: what was given against what had to be made. */
  readonly byteHitRate: number | undefined
  /** The same by dollars. */
  readonly usdHitRate: number | undefined
  readonly savedUsd: number
  readonly savedMs: number
  readonly evictions: Readonly<Record<EvictionReason, number>>
  /** Background renewals that failed. */
  readonly failedRefreshes: number
  readonly store: StoreFaults
  readonly entries: number
  readonly bytes: number
}

/** What was found, and what it would have taken to make it. */
export interface HitDetails {
  /** Bytes. */
  readonly size: number
  readonly costUsd: number | undefined
  readonly latencyMs: number | undefined
}

/** The counts behind `CacheMetrics`. */
export class CacheCounts {
  hits = 0
  storeHits = 0
  staleHits = 0
  misses = 0
  fleetHits = 0
  savedUsd = 0
  savedMs = 0
  spentUsd = 0
  hitBytes = 0
  missBytes = 0
  failedRefreshes = 0
  readonly evictions = { evicted: 0, rejected: 0, 'too-large': 0, pressure: 0, invalidated: 0 }

  hit({ size, costUsd = 0, latencyMs = 0 }: HitDetails, stale = false): void {
    this.hits++
    if (stale) this.staleHits++
    this.hitBytes += size
    this.savedUsd += costUsd
    this.savedMs += latencyMs
  }

  metrics(entries: number, bytes: number, store: StoreFaults): CacheMetrics {
    const { hits, storeHits, staleHits, misses, fleetHits, savedUsd, savedMs, failedRefreshes } = this
    return {
      hits,
      storeHits,
      staleHits,
      misses,
      fleetHits,
      savedUsd,
      savedMs,
      failedRefreshes,
      entries,
      bytes,
      hitRate: share(hits, misses),
      byteHitRate: share(this.hitBytes, this.missBytes),
      usdHitRate: share(savedUsd, this.spentUsd),
      evictions: { ...this.evictions },
      store: { ...store },
    }
  }
}

function share(part: number, rest: number): number | undefined {
  return part + rest === 0 ? undefined : part / (part + rest)
}
