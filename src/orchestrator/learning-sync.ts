import type { Learner } from '../learning/index.ts'
import type { Clock } from '../runtime/index.ts'
import { addLearned, type Learned, type LearningStore } from '../storage/index.ts'
import type { Background } from './background.ts'

export interface LearningSyncOptions {
  readonly learner: Learner
  readonly store: LearningStore
  readonly background: Background
  readonly clock: Clock
  readonly isolation: 'process' | 'request'
}

const EVERY_OBSERVATIONS = 100
const EVERY_MS = 30_000

/**
 * Exchanges what was learned with a store: all sums are loaded on first use, own ones added after 100 observations or
 * 30 s, whichever comes first. What could not be stored is kept and added with the next.
 */
export class LearningSync {
  readonly #options: LearningSyncOptions
  #state: 'cold' | 'ready' = 'cold'
  #loading: Promise<void> | undefined
  #unsent: Learned | undefined
  #observations = 0
  #sentMs: number | undefined

  constructor(options: LearningSyncOptions) {
    this.#options = options
  }

  /** Resolves when beliefs are loaded. A store that cannot be read delays nobody twice: one goes on with what one knows. */
  ready(): Promise<void> | undefined {
    if (this.#state === 'ready') return undefined
    if (this.#options.isolation === 'request') return this.#load()
    this.#loading ??= this.#load()
    return this.#loading
  }

  observed(): void {
    const nowMs = this.#options.clock.mono()
    this.#sentMs ??= nowMs
    if (++this.#observations < EVERY_OBSERVATIONS && nowMs - this.#sentMs < EVERY_MS) return
    this.#options.background.run('storing what was learned', () => this.flush())
  }

  async flush(): Promise<void> {
    const { learner, store, clock } = this.#options
    this.#observations = 0
    this.#sentMs = clock.mono()
    const delta = learner.takeDelta()
    const all = this.#unsent ? addLearned(this.#unsent, delta) : delta
    this.#unsent = undefined
    if (Object.keys(all).length === 0) return
    try {
      await store.add(all)
    } catch (error) {
      this.#unsent = this.#unsent ? addLearned(all, this.#unsent) : all
      throw error
    }
  }

  async #load(): Promise<void> {
    const { learner, store, background } = this.#options
    try {
      const total = await store.load()
      if (total && this.#state === 'cold') learner.restore(total)
    } catch (error) {
      background.run('loading what was learned', () => Promise.reject(error))
    }
    this.#state = 'ready'
  }
}
