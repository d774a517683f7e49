import type { Random } from '../../runtime/index.ts'

export interface ReuseThresholdOptions {
  /** At most this share of the questions that had a likely twin is answered wrongly, in expectation. In (0, 1); default 0.01. */
  readonly errorBound?: number | undefined
  readonly random: Random
}

const MIN_OBSERVATIONS = 6
const MAX_OBSERVATIONS = 1000
const NEIGHBOURS = 400
/** One-sided 95 %. */
const Z = 1.645

/**
 * Decides whether a question this alike may be answered with the stored answer. Errors are bounded from what was seen
 * at this likeness and just below it, where they are at least as frequent; reuse is drawn with the probability that
 * keeps (chance of reuse × chance of error) at the bound. What is not reused is asked anyway, and its answer tells
 * whether reuse would have been right. In the spirit of vCache (arXiv 2502.03771), without its model of likeness.
 */
export class ReuseThreshold {
  readonly #bound: number
  readonly #random: Random
  #seen: { readonly likeness: number; readonly same: boolean }[] = []

  constructor(options: ReuseThresholdOptions) {
    this.#bound = options.errorBound ?? 0.01
    this.#random = options.random
  }

  /** The stored answer to a question this alike was compared with the true one. */
  observe(likeness: number, same: boolean): void {
    this.#seen.push({ likeness, same })
    if (this.#seen.length > MAX_OBSERVATIONS) this.#seen.shift()
  }

  /** How likely an answer to a question this alike is wrong, at most (Wilson's upper limit); 1 while too little was seen. */
  errorAtMost(likeness: number): number {
    const near = this.#seen
      .filter(one => one.likeness <= likeness + 0.02)
      .sort((a, b) => b.likeness - a.likeness)
      .slice(0, NEIGHBOURS)
    const n = near.length
    if (n < MIN_OBSERVATIONS) return 1
    const rate = near.filter(one => !one.same).length / n
    const z2 = Z * Z
    return (rate + z2 / (2 * n) + Z * Math.sqrt((rate * (1 - rate)) / n + z2 / (4 * n * n))) / (1 + z2 / n)
  }

  /** The chance with which a question this alike is answered from the cache; 0 while too little was seen. */
  reuseProbability(likeness: number): number {
    const error = this.errorAtMost(likeness)
    return error >= 1 ? 0 : Math.min(1, this.#bound / error)
  }

  mayReuse(likeness: number): boolean {
    return this.#random() < this.reuseProbability(likeness)
  }
}
