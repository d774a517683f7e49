import type { CalibrationExample, Learner } from '../learning/index.ts'
import type { KeyValueStore } from '../storage/index.ts'
import type { Background } from './background.ts'

const KEY = 'learning:calibration:v1'

/**
 * Where a calibration outlives the process that made it: all processes over the same storage start from the latest. One that
 * cannot be read is as if there were none, and the learner's own, given at construction, goes before it.
 */
export class CalibrationStore {
  readonly #values: KeyValueStore
  readonly #learner: Learner
  readonly #background: Background
  /** Where no call may await another's promise, each loads for itself until one has. */
  readonly #alone: boolean
  #loading: Promise<void> | undefined
  #ready = false

  constructor(values: KeyValueStore, learner: Learner, background: Background, isolation: 'process' | 'request') {
    this.#values = values
    this.#learner = learner
    this.#background = background
    this.#alone = isolation === 'request'
  }

  /** Resolves when the stored calibration is in use; `undefined` where there is nothing to wait for. */
  ready(): Promise<void> | undefined {
    if (this.#ready || !this.#learner.calibrate || this.#learner.readsWords) return undefined
    if (this.#alone) return this.#load()
    this.#loading ??= this.#load()
    return this.#loading
  }

  async store(examples: readonly CalibrationExample[]): Promise<void> {
    this.#ready = true
    await this.#values.set(KEY, JSON.stringify(examples))
  }

  async #load(): Promise<void> {
    try {
      const text = await this.#values.get(KEY)
      const examples: unknown = text === undefined ? undefined : JSON.parse(text)
      if (Array.isArray(examples) && !this.#ready) this.#learner.calibrate?.(examples as CalibrationExample[])
    } catch (error) {
      this.#background.run('loading the calibration', () => Promise.reject(error))
    }
    this.#ready = true
  }
}
