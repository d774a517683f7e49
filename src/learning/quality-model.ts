import type { DecayedSums } from './decayed-sums.ts'

/** One target, as the model sees it. */
export interface ModelRow {
  /** Weight, weight × score, weight × score² by kind of task. */
  readonly sums: DecayedSums
  /** What those are to be multiplied with. */
  readonly scale: number
  /** How far above the average target it is believed to be before anything was seen. */
  readonly offset: number
  /** How many scores that belief is worth; `undefined`: as many as targets are found to be alike. */
  readonly strength?: number | undefined
}

/** Standard deviations that are assumed until the scores tell otherwise, in quality points. */
const BETWEEN_TARGETS = 0.08
const TARGET_BY_KIND = 0.05
const BETWEEN_KINDS = 0.15
/** Variance of one score about its expectation: that of an answer that is right four times in five. */
const NOISE = 0.15
/** What those assumptions are worth: targets, cells of target and kind, scores. */
const TARGETS_WORTH = 4
const CELLS_WORTH = 40
const SCORES_WORTH = 20
const SWEEPS = 6
const LEAST_NOISE = 0.003

/**
 * What the scores of all targets at all kinds of task say together: score = average + how easy the kind is + how good the
 * target is + how much the target likes the kind + noise. Each term is shrunk by its evidence, and the four spreads that
 * decide how much are learned from the same sums (empirical Bayes, as in a linear mixed model: Henderson, 1975). How easy
 * a kind is, is shared: a target that was asked the hard questions is not blamed for them.
 *
 * A fixed number of sweeps from the same start: the result depends on the sums alone. Cost: sweeps × targets × kinds.
 */
export class QualityModel {
  #rows: readonly ModelRow[] = []
  /** Weight and sum of scores of each row and kind, row by row. */
  #weights = new Float64Array(0)
  #sums = new Float64Array(0)
  #average = 0
  #noise = NOISE
  #betweenTargets = BETWEEN_TARGETS ** 2
  #targetByKind = TARGET_BY_KIND ** 2
  #ease = new Float64Array(0)
  #skill = new Float64Array(0)
  #evidence = new Float64Array(0)

  /** Rows of the last fit. */
  get size(): number {
    return this.#rows.length
  }

  /** `average`: expected score of any target at any task, worth five scores. */
  fit(rows: readonly ModelRow[], kinds: number, average: number): void {
    this.#rows = rows
    this.#betweenTargets = BETWEEN_TARGETS ** 2
    this.#targetByKind = TARGET_BY_KIND ** 2
    this.#ease = new Float64Array(kinds)
    this.#skill = Float64Array.from(rows, row => row.offset)
    this.#evidence = new Float64Array(rows.length)
    this.#gather(kinds, average)
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      this.#fitEase(kinds)
      this.#fitSkill(kinds)
      this.#fitSpreads(kinds)
    }
  }

  /** Expected score of a row at a kind, and the variance of its difference from other targets' there. */
  read(index: number, kind: number | undefined): { readonly mean: number; readonly variance: number } {
    const row = this.#rows[index]
    const skill = this.#skill[index] ?? 0
    const base = this.#average + (kind === undefined ? 0 : (this.#ease[kind] ?? 0)) + skill
    const scale = row?.scale ?? 0
    const weight = (row?.sums.at(kind, 0) ?? 0) * scale
    const skillVariance = this.#noise / ((this.#evidence[index] ?? 0) + this.#strength(row))
    const kindStrength = this.#noise / this.#targetByKind
    const liking = weight > 0 ? ((row?.sums.at(kind, 1) ?? 0) * scale - weight * base) / (weight + kindStrength) : 0
    return { mean: base + liking, variance: skillVariance + this.#noise / (weight + kindStrength) }
  }

  /** Expected score of a row at a kind as of the last fit; `undefined` for a row that was not part of it. */
  expect(index: number, kind: number | undefined): { readonly mean: number; readonly variance: number } | undefined {
    return index < this.#rows.length ? this.read(index, kind) : undefined
  }

  #strength(row: ModelRow | undefined): number {
    return row?.strength ?? this.#noise / this.#betweenTargets
  }

  /** Collects the cells, and from them the average and the noise. */
  #gather(kinds: number, average: number): void {
    this.#weights = new Float64Array(this.#rows.length * kinds)
    this.#sums = new Float64Array(this.#rows.length * kinds)
    let weight = 0
    let sum = 0
    let within = 0
    let freedom = 0
    for (let i = 0; i < this.#rows.length; i++) {
      const row = this.#rows[i]
      if (!row) continue
      const { sums, scale } = row
      weight += (sums.total[0] ?? 0) * scale
      sum += (sums.total[1] ?? 0) * scale
      for (let kind = 0; kind < kinds; kind++) {
        const weighed = sums.at(kind, 0)
        const w = weighed * scale
        if (!(w > 0)) continue
        const scores = sums.at(kind, 1)
        this.#weights[i * kinds + kind] = w
        this.#sums[i * kinds + kind] = scores * scale
        if (w <= 1) continue
        within += (sums.at(kind, 2) - scores ** 2 / weighed) * scale
        freedom += w - 1
      }
    }
    this.#average = (sum + 5 * average) / (weight + 5)
    this.#noise = Math.max(LEAST_NOISE, (within + SCORES_WORTH * NOISE) / (freedom + SCORES_WORTH))
  }

  #fitEase(kinds: number): void {
    const strength = this.#noise / BETWEEN_KINDS ** 2
    const kindStrength = this.#noise / this.#targetByKind
    for (let kind = 0; kind < kinds; kind++) {
      let residual = 0
      let evidence = 0
      for (let i = 0; i < this.#rows.length; i++) {
        const weight = this.#weights[i * kinds + kind] ?? 0
        if (weight === 0) continue
        // A cell's own liking is noise here: many scores of one cell say less than as many of several.
        const share = kindStrength / (weight + kindStrength)
        residual += share * ((this.#sums[i * kinds + kind] ?? 0) - weight * (this.#average + (this.#skill[i] ?? 0)))
        evidence += share * weight
      }
      this.#ease[kind] = residual / (evidence + strength)
    }
  }

  #fitSkill(kinds: number): void {
    const kindStrength = this.#noise / this.#targetByKind
    for (let i = 0; i < this.#rows.length; i++) {
      let residual = 0
      let evidence = 0
      for (let kind = 0; kind < kinds; kind++) {
        const weight = this.#weights[i * kinds + kind] ?? 0
        if (weight === 0) continue
        const share = kindStrength / (weight + kindStrength)
        residual += share * ((this.#sums[i * kinds + kind] ?? 0) - weight * (this.#average + (this.#ease[kind] ?? 0)))
        evidence += share * weight
      }
      const strength = this.#strength(this.#rows[i])
      this.#skill[i] = (residual + strength * (this.#rows[i]?.offset ?? 0)) / (evidence + strength)
      this.#evidence[i] = evidence
    }
  }

  #fitSpreads(kinds: number): void {
    const kindStrength = this.#noise / this.#targetByKind
    let targets = TARGETS_WORTH
    let targetSquares = TARGETS_WORTH * BETWEEN_TARGETS ** 2
    let cells = CELLS_WORTH
    let cellSquares = CELLS_WORTH * TARGET_BY_KIND ** 2
    for (let i = 0; i < this.#rows.length; i++) {
      const row = this.#rows[i]
      const skill = this.#skill[i] ?? 0
      const evidence = this.#evidence[i] ?? 0
      if (row && evidence > 2 && row.strength === undefined) {
        targets++
        targetSquares += (skill - row.offset) ** 2 + this.#noise / (evidence + this.#strength(row))
      }
      for (let kind = 0; kind < kinds; kind++) {
        const weight = this.#weights[i * kinds + kind] ?? 0
        if (weight <= 2) continue
        const base = this.#average + skill + (this.#ease[kind] ?? 0)
        const liking = ((this.#sums[i * kinds + kind] ?? 0) - weight * base) / (weight + kindStrength)
        const trust = weight / (weight + kindStrength)
        cells += trust
        cellSquares += trust * (liking ** 2 + this.#noise / (weight + kindStrength))
      }
    }
    this.#betweenTargets = targetSquares / targets
    this.#targetByKind = cellSquares / cells
  }
}
