/** Deviation per score that is not yet drift, in quality points. */
const SLACK = 0.05
/** Sum of deviations beyond the slack that is. */
const ALARM = 8
/** Scores before the first alarm. */
const WARM_UP = 30

/**
 * Notices that a target has become worse or better than is believed of it: Page's test (1954) on expected less actual
 * scores, on both sides. A drop by 0.2 is found in some 50 scores; on steady scores about one alarm in 10 000.
 */
export class DriftDetector {
  #scores = 0
  #below = 0
  #above = 0

  /** True where this score makes it drift; it starts anew then. */
  observe(expected: number, score: number): boolean {
    this.#scores++
    this.#below = Math.max(0, this.#below + expected - score - SLACK)
    this.#above = Math.max(0, this.#above + score - expected - SLACK)
    if (this.#scores < WARM_UP || Math.max(this.#below, this.#above) <= ALARM) return false
    this.#scores = 0
    this.#below = 0
    this.#above = 0
    return true
  }
}
