import { type Clock, sleep } from '../runtime/index.ts'

/** What went wrong between the cache and its store. None of it is ever a caller's problem: it reads as a miss. */
export interface StoreFaults {
  /** The store threw. */
  readonly failed: number
  /** It did not answer in time. */
  readonly slow: number
  /** What it returned was not what had been written under that key: damaged, of another key, or of another version. */
  readonly corrupt: number
}

/** Calls to a store that may fail or never answer. */
export class StoreCalls {
  readonly faults = { failed: 0, slow: 0, corrupt: 0 }
  readonly #clock: Clock
  readonly #timeoutMs: number

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock
    this.#timeoutMs = timeoutMs
  }

  /** The store's answer, or `undefined` where it failed or took too long. */
  async try<T>(ask: () => Promise<T>): Promise<T | undefined> {
    const giveUp = new AbortController()
    const late = sleep(this.#clock, this.#timeoutMs, giveUp.signal).then(() => {
      this.faults.slow++
      return undefined
    })
    try {
      return await Promise.race([Promise.resolve().then(ask), late])
    } catch {
      this.faults.failed++
      return undefined
    } finally {
      late.catch(() => {})
      giveUp.abort()
    }
  }
}
