import type { CacheCounts } from './cache-metrics.ts'

/** Work that goes on after an answer. */
export class Background {
  readonly #counts: CacheCounts
  readonly #waitUntil: ((work: Promise<unknown>) => void) | undefined
  readonly #work = new Set<Promise<unknown>>()
  readonly #refreshing = new Set<string>()

  constructor(counts: CacheCounts, waitUntil: ((work: Promise<unknown>) => void) | undefined) {
    this.#counts = counts
    this.#waitUntil = waitUntil
  }

  /** Takes work that must not reject. */
  add(work: Promise<unknown>): void {
    this.#waitUntil?.(work)
    this.#work.add(work)
    void work.finally(() => this.#work.delete(work))
  }

  /** Runs `work`, once per key at a time. Its failure is counted, nothing more. */
  refresh(key: string, work: (signal: AbortSignal) => Promise<unknown>): void {
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
    this.add(run())
  }

  /** Ends when nothing is left. */
  async settle(): Promise<void> {
    while (this.#work.size > 0) await Promise.allSettled(this.#work)
  }
}
