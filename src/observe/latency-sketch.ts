/**
 * Quantiles of positive numbers in bounded memory: counts in buckets whose width grows with the value, so that every
 * quantile is within `accuracy` of the exact one, relatively (DDSketch: Masson, Rim, Lee, VLDB 2019). Adding is O(1).
 */
export class LatencySketch {
  readonly #gamma: number
  readonly #counts = new Map<number, number>()
  #total = 0

  /** `accuracy`: relative error of a quantile, in (0, 1). Default 0.02. */
  constructor(accuracy = 0.02) {
    this.#gamma = (1 + accuracy) / (1 - accuracy)
  }

  get count(): number {
    return this.#total
  }

  /** Values below 1 µs count as 1 µs. */
  add(valueMs: number): void {
    const bucket = Math.ceil(Math.log(Math.max(valueMs, 0.001)) / Math.log(this.#gamma))
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + 1)
    this.#total++
  }

  /** The value below which a share `q` of all lies; `undefined` while there is none. */
  quantile(q: number): number | undefined {
    if (this.#total === 0) return undefined
    const rank = q * (this.#total - 1)
    let seen = 0
    let value = 0
    for (const [bucket, count] of [...this.#counts].sort(([a], [b]) => a - b)) {
      value = (2 * this.#gamma ** bucket) / (this.#gamma + 1)
      seen += count
      if (seen > rank) break
    }
    return value
  }
}
