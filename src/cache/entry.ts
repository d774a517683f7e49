import type { Target } from '../chat/index.ts'

/** What is known of a value beside the value. */
export interface EntryDetails {
  /** Who made it. */
  readonly target?: Target | undefined
  /** What making it cost, USD. Unknown: as much as others on average. */
  readonly costUsd?: number | undefined
  /** How long making it took, ms. */
  readonly latencyMs?: number | undefined
  /** Names under which it can be invalidated together with others. */
  readonly tags?: readonly string[] | undefined
}

/** A value in the cache. */
export interface CacheEntry<V> extends EntryDetails {
  readonly value: V
  /** Epoch ms. */
  readonly storedAtMs: number
  /** Epoch ms. */
  readonly expiresAtMs: number
}

/**
 * How an entry may be used: `fresh`; `due`: fresh, but this reader should have it renewed in the background;
 * `stale`: given while it is renewed; `spare`: only where renewing it fails.
 */
export type Freshness = 'fresh' | 'due' | 'stale' | 'spare'
