import type { Target } from '../chat/index.ts'

/** What is known of a value beside the value. */
export interface EntryDetails {
  /** Who made it. */
  readonly target?: Target | undefined
  /** What making it again would cost, USD. Default 0. */
  readonly costUsd?: number | undefined
  /** How long making it took, ms. Default 0. */
  readonly latencyMs?: number | undefined
  /** Names under which it can be invalidated together with others. */
  readonly tags?: readonly string[] | undefined
}

/** A value in the cache. */
export interface CacheEntry<V> extends EntryDetails {
  readonly value: V
  /** Epoch ms. */
  readonly storedAtMs: number
  /** Epoch ms; `Infinity` for never. */
  readonly expiresAtMs: number
}
