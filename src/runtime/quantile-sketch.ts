const accuracy = 0.02
const gamma = (1 + accuracy) / (1 - accuracy)
const logGamma = Math.log(gamma)
/** From 1 ms to one hour. */
const buckets = Math.ceil(Math.log(3_600_000) / logGamma) + 1
/** Weights grow by this instead of old ones shrinking; all are scaled down before numbers get large. */
const rescaleAt = 1e6

/**
 * Quantiles of times in constant memory (3 kB): counts in buckets that grow with the value, each quantile within 2 %
 * (DDSketch: Masson, Rim, Lee, VLDB 2019); where newer times are to count more, under forward decay (Cormode et al., ICDE
 * 2009). Adding is O(1).
 */
export class QuantileSketch {
  readonly #counts = new Float64Array(buckets)
  readonly #growth: number
  #weight = 1
  #total = 0

  /** `memory`: about how many of the last times count, above 1. Default: all, and all the same. */
  constructor(memory = Infinity) {
    this.#growth = memory === Infinity ? 1 : memory / (memory - 1)
  }

  /** How many times are behind a quantile; approaches `memory`. */
  get samples(): number {
    return this.#total / this.#weight
  }

  /** Times are clipped to 1 ms – 1 h. */
  add(valueMs: number): void {
    const bucket = Math.ceil(Math.log(Math.max(1, valueMs)) / logGamma)
    const index = Math.min(buckets - 1, bucket)
    this.#weight *= this.#growth
    this.#counts[index] = (this.#counts[index] ?? 0) + this.#weight
    this.#total += this.#weight
    if (this.#weight > rescaleAt) this.#rescale()
  }

  /** The time below which a share `q` of the weight lies, ms; `undefined` while there is none. */
  quantile(q: number): number | undefined {
    if (this.#total === 0) return undefined
    let left = q * this.#total
    let index = 0
    for (; index < buckets - 1; index++) {
      left -= this.#counts[index] ?? 0
      if (left <= 0 && (this.#counts[index] ?? 0) > 0) break
    }
    return (2 * gamma ** index) / (gamma + 1)
  }

  #rescale(): void {
    this.#total /= this.#weight
    for (let i = 0; i < buckets; i++) this.#counts[i] = (this.#counts[i] ?? 0) / this.#weight
    this.#weight = 1
  }
}
