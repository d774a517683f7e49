/** Bands of the number of uses: 1, 2, 3–4, 5–8, 9 and more. */
const BANDS = 5
/** Bands of the gap between the last two uses: two octaves each. */
const GAPS = 12
export const CLASSES = BANDS * GAPS
/** Ages fall in four buckets an octave. */
export const BUCKETS = 128
/** Observations that the coarser estimate weighs among those of a class. */
const PRIOR_WEIGHT = 50
/** Before anything is known, the chance of reuse falls with age as 0.5/age: the order of LRU. */
const PRIOR_HAZARD = 0.5

const starts = Float64Array.from({ length: BUCKETS + 1 }, (_, b) => 2 ** (b >> 2) * (1 + (b & 3) / 4))
const prior = Float64Array.from({ length: BUCKETS }, (_, b) => PRIOR_HAZARD * (start(b + 1) / start(b) - 1))

function start(bucket: number): number {
  return starts[bucket] ?? Infinity
}

/** The bucket of an age in accesses, from 1 on. */
export function bucketOf(age: number): number {
  const octave = 31 - Math.clz32(age)
  const quarter = octave >= 2 ? age >>> (octave - 2) : age << (2 - octave)
  return octave * 4 + (quarter & 3)
}

/** The class of an entry by how often it was used, and the gap in accesses between its last two uses (0: there was one use only). */
export function classOf(uses: number, gap: number): number {
  const band = uses >= 9 ? 4 : uses <= 1 ? 0 : 32 - Math.clz32(uses - 1)
  return band * GAPS + (gap < 1 ? 0 : Math.min(GAPS - 1, (31 - Math.clz32(gap)) >> 1))
}

/**
 * Learns when entries are used again, and says what keeping one is worth now: the best ratio, over all waiting times,
 * of the chance that it is used within that time to the time it would occupy its place (its Gittins index).
 *
 * Entries are told apart by class (`classOf`); per class and bucket of age it counts how many came to that age and how
 * many were used there. Few observations lean on the band, then on all, then on 0.5/age. Counts fade.
 * After LHD (Beckmann, Chen, Cidon, NSDI 2018), with Gittins' index in the place of hit density.
 */
export class ReuseModel {
  /** Changes of the number at risk from one bucket to the next: a range is counted by its two ends. */
  readonly #riskSteps = new Float64Array(CLASSES * BUCKETS)
  readonly #reuses = new Float64Array(CLASSES * BUCKETS)
  readonly #index = new Float64Array(CLASSES * BUCKETS)
  #now = 0

  constructor() {
    this.#tabulate()
  }

  /** Accesses so far. */
  get now(): number {
    return this.#now
  }

  /** Counts an access. */
  tick(): number {
    return ++this.#now
  }

  /** What one access's worth of room is worth, per access, for an entry of this class and age. */
  index(entryClass: number, bucket: number): number {
    return this.#index[entryClass * BUCKETS + bucket] ?? 0
  }

  /** An entry of `entryClass`, last counted in bucket `from` (-1: not yet), has come to bucket `to`. */
  survived(entryClass: number, from: number, to: number): void {
    if (to <= from) return
    const base = entryClass * BUCKETS
    add(this.#riskSteps, base + from + 1, 1)
    if (to + 1 < BUCKETS) add(this.#riskSteps, base + to + 1, -1)
  }

  /** An entry of `entryClass`, last counted in bucket `from`, was used again in `bucket`. */
  reused(entryClass: number, from: number, bucket: number): void {
    this.survived(entryClass, from, bucket)
    add(this.#reuses, entryClass * BUCKETS + bucket, 1)
  }

  /** Brings `index` up to date and lets what was counted fade to the share `keep`, 0–1. */
  update(keep: number): void {
    this.#tabulate()
    for (let i = 0; i < this.#reuses.length; i++) {
      this.#riskSteps[i] = (this.#riskSteps[i] ?? 0) * keep
      this.#reuses[i] = (this.#reuses[i] ?? 0) * keep
    }
  }

  #tabulate(): void {
    const counts = Array.from({ length: CLASSES }, (_, c) => this.#countsOf(c))
    const bands = Array.from({ length: BANDS }, (_, band) => sum(counts.slice(band * GAPS, (band + 1) * GAPS)))
    const overall = hazards(sum(bands), prior)
    for (let band = 0; band < BANDS; band++) {
      const ofBand = hazards(bands[band], overall)
      const index = gittins(ofBand)
      for (let c = band * GAPS; c < (band + 1) * GAPS; c++) {
        const own = counts[c]
        this.#index.set(own ? gittins(hazards(own, ofBand)) : index, c * BUCKETS)
      }
    }
  }

  /** Nothing for a class that was never seen. */
  #countsOf(entryClass: number): Counts | undefined {
    const base = entryClass * BUCKETS
    if (this.#riskSteps[base] === 0) return undefined
    const risk = this.#riskSteps.slice(base, base + BUCKETS)
    for (let b = 1; b < BUCKETS; b++) add(risk, b, risk[b - 1] ?? 0)
    return { risk, reuses: this.#reuses.subarray(base, base + BUCKETS) }
  }
}

interface Counts {
  /** How many came to each bucket. */
  readonly risk: Float64Array
  readonly reuses: Float64Array
}

function sum(parts: readonly (Counts | undefined)[]): Counts {
  const total = { risk: new Float64Array(BUCKETS), reuses: new Float64Array(BUCKETS) }
  for (const part of parts) {
    if (!part) continue
    for (let b = 0; b < BUCKETS; b++) {
      add(total.risk, b, part.risk[b] ?? 0)
      add(total.reuses, b, part.reuses[b] ?? 0)
    }
  }
  return total
}

/** Chance of reuse per bucket, leaning on `parent` where little was seen. */
function hazards(counts: Counts | undefined, parent: Float64Array): Float64Array {
  if (!counts) return parent
  const out = new Float64Array(BUCKETS)
  for (let b = 0; b < BUCKETS; b++) {
    const reuses = counts.reuses[b] ?? 0
    const risk = Math.max(counts.risk[b] ?? 0, reuses)
    out[b] = (reuses + PRIOR_WEIGHT * (parent[b] ?? 0)) / (risk + PRIOR_WEIGHT)
  }
  return out
}

/**
 * Gittins' index per bucket. With F(b) the chance of reuse before bucket b and C(b) the expected time kept until then,
 * it is the steepest slope from (C(b), F(b)) to any later point: one pass from the end over the upper hull.
 */
function gittins(hazards: Float64Array): Float64Array {
  const out = new Float64Array(BUCKETS)
  const reuse = new Float64Array(BUCKETS + 1)
  const time = new Float64Array(BUCKETS + 1)
  let alive = 1
  for (let b = 0; b < BUCKETS; b++) {
    const h = hazards[b] ?? 0
    reuse[b + 1] = (reuse[b] ?? 0) + alive * h
    time[b + 1] = (time[b] ?? 0) + alive * (1 - h / 2) * (start(b + 1) - start(b))
    // Not below what differences of the sums can still tell.
    alive = Math.max(1e-9, alive * (1 - h))
  }
  const slope = (from: number, to: number): number =>
    ((reuse[to] ?? 0) - (reuse[from] ?? 0)) / Math.max(1e-300, (time[to] ?? 0) - (time[from] ?? 0))
  const hull = [BUCKETS]
  for (let b = BUCKETS - 1; b >= 0; b--) {
    // The steepest point is the hull's top once every point that the next one outdoes is gone.
    while (hull.length > 1 && slope(b, hull.at(-1) ?? 0) <= slope(b, hull.at(-2) ?? 0)) hull.pop()
    out[b] = slope(b, hull.at(-1) ?? BUCKETS)
    hull.push(b)
  }
  return out
}

function add(counts: Float64Array, index: number, amount: number): void {
  counts[index] = (counts[index] ?? 0) + amount
}
