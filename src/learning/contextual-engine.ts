import type { JsonObject, Target, TaskProfile } from '../chat/index.ts'
import { type Fault, InvalidOptionsError } from '../errors/index.ts'
import type { Learned } from '../storage/index.ts'
import type { BeliefChange } from './belief-change.ts'
import { DecayedSums, isObject } from './decayed-sums.ts'
import type { LearningEngineOptions } from './engine-options.ts'
import { KindIndex } from './kind-index.ts'
import { LatestById } from './latest-by-id.ts'
import type { Learner, Observation, Prediction } from './learner.ts'
import { LearningEngine } from './learning-engine.ts'
import { fitRidge, type RidgeFit, ridgeEntry, ridgeWidth } from './ridge.ts'
import { TaskFeatures } from './task-features.ts'

export interface ContextualEngineOptions extends Omit<LearningEngineOptions, 'calibration'> {
  /** Numbers that words or an embedding are folded into, 2–128. State and time grow with its square. Default 32. */
  readonly dimensions?: number
  /** Scores that "the words make no difference" is worth, above 0. Default 30. */
  readonly strength?: number
}

const FORMAT = 'ridge1'
/** The regression is solved anew when so much of its evidence is new. */
const REFIT_SHARE = 0.05
const NOISE = 0.15
/** Squared predictions that "the words tell nothing" is worth: those of a few hundred requests. */
const TRUST_STRENGTH = 2

interface Row {
  readonly sums: DecayedSums
  scores: number
  untaken: number
  unfitted: number
  fit: RidgeFit | undefined
}

interface Counted {
  readonly row: Row
  readonly position: number
  readonly weight: number
  readonly entry: Float64Array
}

/**
 * A `LearningEngine` that also goes by what a request says: what the kind of task leaves unexplained of a target's scores is
 * regressed on the request's words, or on the numbers that the classifier put into `TaskProfile.features` (an embedding).
 * Ridge regression, whose statistics are sums: they decay, are handed over and added like all others.
 */
export class ContextualEngine implements Learner {
  readonly readsWords = true
  readonly #base: LearningEngine
  readonly #features: TaskFeatures
  readonly #strength: number
  readonly #halfLifeScores: number
  readonly #kinds = new KindIndex('')
  readonly #rows = new Map<Target, Row>()
  readonly #counted = new LatestById<Counted>(1000)

  /** Throws `InvalidOptionsError`. */
  constructor(options: ContextualEngineOptions = {}) {
    const { dimensions = 32, strength = 30, ...base } = options
    const faults: Fault[] = []
    if (!(Number.isInteger(dimensions) && dimensions >= 2 && dimensions <= 128)) {
      faults.push({ path: 'dimensions', message: `${dimensions} is not a whole number within 2 and 128` })
    }
    if (!(strength > 0 && strength < Infinity)) faults.push({ path: 'strength', message: `${strength} is not above 0` })
    if (faults.length > 0) throw new InvalidOptionsError('ContextualEngine', faults)
    this.#base = new LearningEngine(base)
    this.#features = new TaskFeatures(dimensions)
    this.#strength = strength
    this.#halfLifeScores = options.halfLifeScores ?? 1000
  }

  predict(task: TaskProfile, targets: readonly Target[]): readonly Prediction[] {
    const base = this.#base.predict(task, targets)
    if (!task.words && !task.features) return base
    const x = this.#features.of(task)
    const trust = this.#trust()
    return base.map(prediction => {
      const fit = this.#fitOf(this.#row(prediction.target))
      const { mean, stdDev, samples } = prediction.quality
      const doubt = Math.sqrt(stdDev ** 2 + trust ** 2 * NOISE * fit.leverage(x))
      return { ...prediction, quality: { mean: clip(mean + trust * fit.predict(x)), stdDev: doubt, samples } }
    })
  }

  observe(observation: Observation): void {
    if (observation.type === 'feedback' && (observation.task.words || observation.task.features))
      this.#score(observation)
    this.#base.observe(observation)
  }

  onChange(listener: (change: BeliefChange) => void): () => void {
    return this.#base.onChange(listener)
  }

  takeDelta(): Learned {
    const ridge: Record<string, JsonObject> = {}
    for (const [target, row] of this.#rows) {
      if (row.untaken === 0) continue
      ridge[target] = { scores: row.untaken, sums: row.sums.takeDelta() }
      row.untaken = 0
    }
    return { ...this.#base.takeDelta(), [this.#format]: ridge }
  }

  restore(total: Learned): void {
    this.#base.restore(total)
    const stored = total[this.#format]
    const known = isObject(stored) ? stored : {}
    for (const target of new Set([...(Object.keys(known) as Target[]), ...this.#rows.keys()])) {
      const from = isObject(known[target]) ? known[target] : {}
      const row = this.#row(target)
      row.scores = row.untaken + (typeof from['scores'] === 'number' ? from['scores'] : 0)
      row.sums.restore(from['sums'])
      row.fit = undefined
    }
  }

  /** Sums of other dimensions cannot be added to these. */
  get #format(): string {
    return `${FORMAT}x${this.#features.size}`
  }

  #score({ id, task, target, score, weight }: Extract<Observation, { readonly type: 'feedback' }>): void {
    if (!(score >= 0 && score <= 1 && weight > 0 && weight < Infinity)) return
    const row = this.#row(target)
    const expected = this.#base.predict(task, [target])[0]?.quality.mean ?? 0
    const before = id === undefined ? undefined : this.#counted.get(id)
    if (before) count(before, -1)
    const entry = this.#entryOf(row, this.#features.of(task), score - expected)
    const counted = { row, position: before?.row === row ? before.position : row.scores, weight, entry }
    count(counted, 1)
    if (id !== undefined) this.#counted.set(id, counted)
    if (before?.row === row) return
    row.scores++
    row.untaken++
  }

  /** Beside what the regression needs: how well it would have foretold this very surprise. */
  #entryOf(row: Row, x: Float64Array, surprise: number): Float64Array {
    const width = ridgeWidth(x.length)
    const entry = new Float64Array(width + 2)
    ridgeEntry(x, surprise, entry)
    const foretold = this.#fitOf(row).predict(x)
    entry[width] = foretold * surprise
    entry[width + 1] = foretold * foretold
    return entry
  }

  /** How far the words are to be believed, 0–1: the slope of what came on what was foretold before it came, over all targets. */
  #trust(): number {
    const width = ridgeWidth(this.#features.size)
    let products = 0
    let squares = TRUST_STRENGTH
    for (const { sums, scores } of this.#rows.values()) {
      const scale = sums.scaleAt(scores)
      products += scale * (sums.total[width] ?? 0)
      squares += scale * (sums.total[width + 1] ?? 0)
    }
    return clip(products / squares)
  }

  #fitOf(row: Row): RidgeFit {
    if (row.fit && row.unfitted <= REFIT_SHARE * row.scores) return row.fit
    row.unfitted = 0
    return (row.fit = fitRidge(row.sums.total, row.sums.scaleAt(row.scores), this.#features.size, this.#strength))
  }

  #row(target: Target): Row {
    let row = this.#rows.get(target)
    if (!row) {
      const sums = new DecayedSums(ridgeWidth(this.#features.size) + 2, this.#halfLifeScores, this.#kinds)
      this.#rows.set(target, (row = { sums, scores: 0, untaken: 0, unfitted: 0, fit: undefined }))
    }
    return row
  }
}

function count({ row, position, weight, entry }: Counted, sign: 1 | -1): void {
  row.sums.add(0, position, sign === 1 && weight === 1 ? entry : entry.map(value => sign * weight * value))
  row.unfitted++
}

const clip = (quality: number): number => Math.min(1, Math.max(0, quality))
