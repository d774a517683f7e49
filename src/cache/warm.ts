import pLimit from 'p-limit'
import type { MaybePromise } from '../chat/index.ts'

export interface WarmOptions {
  /** How many at a time. Default 4. */
  readonly concurrency?: number
  readonly signal?: AbortSignal
}

/** How a warming went. */
export interface Warmed {
  readonly done: number
  readonly failed: number
}

/**
 * Fills a cache from a list before anybody asks: runs `fill` for every item, a few at a time. A failure is counted and
 * does not stop the rest. Rejects with the signal's reason when it aborts.
 */
export async function warm<T>(
  items: readonly T[],
  fill: (item: T) => MaybePromise<unknown>,
  options: WarmOptions = {},
): Promise<Warmed> {
  const limit = pLimit(options.concurrency ?? 4)
  const results = await Promise.allSettled(
    items.map(item =>
      limit(async () => {
        options.signal?.throwIfAborted()
        await fill(item)
      }),
    ),
  )
  options.signal?.throwIfAborted()
  const failed = results.filter(result => result.status === 'rejected').length
  return { done: results.length - failed, failed }
}

/** The items that a history holds most often, the most frequent first: what is worth warming. `keyOf` says which are the same. */
export function mostAsked<T>(history: Iterable<T>, count: number, keyOf: (item: T) => string): T[] {
  const seen = new Map<string, { readonly item: T; times: number }>()
  for (const item of history) {
    const key = keyOf(item)
    const known = seen.get(key)
    if (known) known.times++
    else seen.set(key, { item, times: 1 })
  }
  return [...seen.values()]
    .sort((a, b) => b.times - a.times)
    .slice(0, count)
    .map(one => one.item)
}
