import type { Target, TaskProfile } from '../chat/index.ts'
import { type Fault, InvalidOptionsError } from '../errors/index.ts'
import { type Clock, systemClock } from '../runtime/index.ts'
import type { Learned } from '../storage/index.ts'
import { AttemptBeliefs } from './attempt-beliefs.ts'
import { type BeliefChange, BeliefWatch } from './belief-change.ts'
import { CalibratedRow } from './calibrated-row.ts'
import { type Calibrated, Calibration, type CalibrationExample } from './calibration.ts'
import { DecayedSums, isObject } from './decayed-sums.ts'
import { DriftWatch } from './drift.ts'
import { KindIndex } from './kind-index.ts'
import type { Belief, Learner, Observation, Prediction } from './learner.ts'
import { faultsOfPriors, type Prior } from './prior.ts'
import { QualityModel } from './quality-model.ts'

export interface LearningEngineOptions {
  /** After how many further scores of the same target a score counts half. Default 1000. */
  readonly halfLifeScores?: number
  /** After which time a latency, a cost or a failure counts half, ms. Default 1 hour. */
  readonly halfLifeMs?: number
  /** What is believed before anything was seen: of each target, and of any other under `'*'`. */
  readonly priors?: Readonly<Record<string, Prior>>
  /**
   * By how much a target that costs ten times as much is believed to be better before its scores tell, in quality points.
   * Default 0.1.
   */
  readonly perTenfoldPrice?: number
  /** Prompts that were tried on every target beforehand: what is believed starts from them. `calibrate` replaces them. */
  readonly calibration?: readonly CalibrationExample[]
  /** Default: the platform's. */
  readonly clock?: Clock
}

/** A score that was counted, to be taken back when another is given under its id. */
interface Counted {
  readonly row: Row
  readonly kind: string
  readonly position: number
  readonly weight: number
  readonly score: number
  /** By how much the score differs from what the calibration foretold; `undefined` without one. */
  readonly surprise: number | undefined
}

/** Scores whose ids are remembered. */
const REMEMBERED = 10_000
/** Scores that are kept of a target when it drifts: what was known speaks against what is seen now. */
const KEPT_AFTER_DRIFT = 8
/** After so many observations of a target it is looked whether what is believed of it has changed. */
const WATCH_EVERY = 20

interface Row {
  /** Its place in the model. */
  readonly index: number
  readonly quality: DecayedSums
  readonly attempts: AttemptBeliefs
  readonly calibrated: CalibratedRow
  readonly drift: DriftWatch
  readonly watch: BeliefWatch
  observations: number
  /** Scores so far, of this process and those that were restored: the position of the next one. */
  scores: number
  pendingScores: number
}

const VERSION = 'v1'

const UNKNOWN_QUALITY = 0.7
/** The price says no more than this of quality, in quality points. */
const MOST_BY_PRICE = 0.25

/**
 * The default `Learner`: decayed sums per target and kind of task, and beliefs that a mixed model draws from all of them
 * (`QualityModel`), so that a few lucky answers prove nothing and hard questions are nobody's fault. Deterministic; draws
 * no random numbers.
 */
export class LearningEngine implements Learner {
  readonly #halfLifeScores: number
  readonly #halfLifeMs: number
  readonly #perTenfoldPrice: number
  readonly #priors: Readonly<Record<string, Prior>>
  readonly #clock: Clock
  readonly #kinds = new KindIndex()
  readonly #rows = new Map<string, Row>()
  readonly #model = new QualityModel()
  readonly #counted = new Map<string, Counted>()
  #calibration: Calibration | undefined
  readonly #listeners = new Set<(change: BeliefChange) => void>()
  #stale = true

  /** Throws `InvalidOptionsError`. */
  constructor(options: LearningEngineOptions = {}) {
    checkOptions(options)
    this.#halfLifeScores = options.halfLifeScores ?? 1000
    this.#halfLifeMs = options.halfLifeMs ?? 3_600_000
    this.#perTenfoldPrice = options.perTenfoldPrice ?? 0.1
    this.#priors = options.priors ?? {}
    this.#clock = options.clock ?? systemClock
    if (options.calibration) this.calibrate(options.calibration)
  }

  get readsWords(): boolean {
    return this.#calibration !== undefined
  }

  /**
   * Starts from what a set of prompts says that was tried on every target: some 200 are enough to gain, 1 000 are plenty.
   * A prompt like those of the set is believed to fare like them, and what is learned from then on corrects that. None
   * takes the calibration away. The set is not part of the delta: give it to every process. Throws `InvalidOptionsError`.
   */
  calibrate(examples: readonly CalibrationExample[]): void {
    checkExamples(examples)
    this.#calibration = examples.length > 0 ? new Calibration(examples) : undefined
  }

  predict(task: TaskProfile, targets: readonly Target[]): readonly Prediction[] {
    for (const target of targets) this.#row(target)
    if (this.#stale && !this.#calibration) this.#fit()
    const kind = this.#kinds.find(task.kind)
    const nowMs = this.#clock.now()
    const told = this.#calibration?.predict(task, targets)
    return targets.map((target, i) => this.#believed(target, this.#row(target), kind, nowMs, told?.[i]))
  }

  observe(observation: Observation): void {
    const row = this.#row(observation.target)
    if (observation.type === 'feedback') this.#score(row, observation)
    else this.#attempt(row, observation)
    if (++row.observations % WATCH_EVERY === 0 && this.#listeners.size > 0) this.#look(observation, row)
  }

  /** Tells of beliefs that have changed significantly, from now on; the returned function stops it. Listeners must not throw. */
  onChange(listener: (change: BeliefChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #attempt(row: Row, attempt: Extract<Observation, { type: 'attempt' }>): void {
    const { task, target, status, costUsd, atMs } = attempt
    if (!row.attempts.observe(attempt, this.#prior(target))) return
    const foretold = status === 'ok' ? this.#calibration?.predict(task, [target])[0]?.costUsd : undefined
    if (foretold !== undefined) row.calibrated.bills.add(task.kind, atMs, [foretold, costUsd, 1])
    this.#stale = true
  }

  takeDelta(): Learned {
    const delta: Record<string, Learned> = {}
    for (const [target, row] of this.#rows) {
      const [quality, attempts] = [row.quality.takeDelta(), row.attempts.takeDelta()]
      if (row.pendingScores === 0 && Object.keys(attempts).length + Object.keys(quality).length === 0) continue
      const [surprises, bills] = [row.calibrated.surprises.takeDelta(), row.calibrated.bills.takeDelta()]
      delta[target] = { scores: row.pendingScores, quality, attempts, surprises, bills }
      row.pendingScores = 0
    }
    return { [VERSION]: delta }
  }

  restore(total: Learned): void {
    const known = isObject(total[VERSION]) ? total[VERSION] : {}
    for (const target of new Set([...Object.keys(known), ...this.#rows.keys()])) {
      const row = this.#row(target)
      const from = isObject(known[target]) ? known[target] : {}
      row.scores = row.pendingScores + (typeof from['scores'] === 'number' ? from['scores'] : 0)
      row.quality.restore(from['quality'])
      row.attempts.restore(from['attempts'])
      row.calibrated.surprises.restore(from['surprises'])
      row.calibrated.bills.restore(from['bills'])
    }
    this.#stale = true
  }

  #score(row: Row, { id, task, target, score, weight }: Extract<Observation, { type: 'feedback' }>): void {
    if (!(score >= 0 && score <= 1 && weight > 0 && weight < Infinity)) return
    this.#stale = true
    const before = id === undefined ? undefined : this.#counted.get(id)
    if (before) count(before, -1)
    const kind = this.#kinds.number(task.kind)
    const told = this.#calibration?.predict(task, [target])[0]
    const expected = this.#expected(row, kind, told)
    const counted = {
      row,
      kind: task.kind,
      position: before?.row === row ? before.position : row.scores,
      weight,
      score,
      surprise: told && score - told.quality,
    }
    count(counted, 1)
    if (id !== undefined) this.#remember(id, counted)
    if (before?.row === row) return
    row.scores++
    row.pendingScores++
    if (!expected) return
    if (!row.drift.observe(kind, expected.mean, expected.stdDev, score, weight)) return
    const samples = (row.quality.total[0] ?? 0) * row.quality.scaleAt(row.scores)
    const kept = Math.min(1, KEPT_AFTER_DRIFT / samples)
    row.quality.forget(kept)
    row.calibrated.doubt(kept)
    this.#tellDrift(target, row, task.kind, expected.mean)
  }

  #tellDrift(target: Target, row: Row, kind: string, from: number): void {
    if (this.#listeners.size === 0) return
    this.#fit()
    const atMs = this.#clock.now()
    const { mean, samples } = this.#believed(target, row, this.#kinds.find(kind), atMs, undefined).quality
    this.#tell({ target, what: 'quality', from, to: mean, samples, cause: 'drift', kind, atMs })
  }

  /** Has anything that is believed of the target changed that much? */
  #look({ target }: Observation, row: Row): void {
    if (row.index >= this.#model.size) this.#fit()
    const nowMs = this.#clock.now()
    for (const change of row.watch.changes(this.#believed(target, row, undefined, nowMs, undefined), nowMs))
      this.#tell(change)
  }

  #tell(change: BeliefChange): void {
    for (const listener of this.#listeners) listener(change)
  }

  #believed(
    target: Target,
    row: Row,
    kind: number | undefined,
    nowMs: number,
    told: Calibrated | undefined,
  ): Prediction {
    const measured = row.attempts.predict(kind, nowMs, this.#prior(target))
    if (told) {
      const costUsd = row.calibrated.costUsd(told, nowMs) ?? measured.costUsd
      return { target, ...measured, quality: row.calibrated.quality(told, kind, row.scores), costUsd }
    }
    const { mean, variance } = this.#model.read(row.index, kind)
    const samples = (row.quality.total[0] ?? 0) * row.quality.scaleAt(row.scores)
    return {
      target,
      ...measured,
      quality: { mean: Math.min(1, Math.max(0, mean)), stdDev: Math.sqrt(variance), samples },
    }
  }

  /** Of a score, before it is counted; `undefined` while nothing is believed of the target. */
  #expected(row: Row, kind: number, told: Calibrated | undefined): Pick<Belief, 'mean' | 'stdDev'> | undefined {
    if (told) return row.calibrated.quality(told, kind, row.scores)
    const expected = this.#model.expect(row.index, kind)
    return expected && { mean: expected.mean, stdDev: Math.sqrt(expected.variance) }
  }

  #remember(id: string, counted: Counted): void {
    this.#counted.delete(id)
    this.#counted.set(id, counted)
    if (this.#counted.size <= REMEMBERED) return
    for (const oldest of this.#counted.keys()) {
      this.#counted.delete(oldest)
      return
    }
  }

  #fit(): void {
    const rows = [...this.#rows]
    const costs = rows.map(([target, row]) => this.#typicalCost(target, row))
    const logs = costs.flatMap(cost => (cost > 0 ? [Math.log10(cost)] : []))
    const typicalLog = logs.reduce((sum, log) => sum + log, 0) / Math.max(1, logs.length)
    const average = this.#priors['*']?.quality ?? UNKNOWN_QUALITY
    this.#model.fit(
      rows.map(([target, row], i) => {
        const { quality, strength } = this.#prior(target)
        const byPrice = (costs[i] ?? 0) > 0 ? this.#perTenfoldPrice * (Math.log10(costs[i] ?? 1) - typicalLog) : 0
        const offset =
          quality === undefined ? Math.min(MOST_BY_PRICE, Math.max(-MOST_BY_PRICE, byPrice)) : quality - average
        return { sums: row.quality, scale: row.quality.scaleAt(row.scores), offset, strength }
      }),
      this.#kinds.size,
      average,
    )
    this.#stale = false
  }

  /** What a call costs, measured or by its prior; 0 where that is not known. */
  #typicalCost(target: string, row: Row): number {
    return row.attempts.typicalCostUsd ?? this.#prior(target).costUsd ?? 0
  }

  #prior(target: string): Prior {
    return this.#priors[target] ?? this.#priors['*'] ?? {}
  }

  #row(target: string): Row {
    let row = this.#rows.get(target)
    if (!row) {
      row = {
        index: this.#rows.size,
        quality: new DecayedSums(3, this.#halfLifeScores, this.#kinds),
        attempts: new AttemptBeliefs(this.#halfLifeMs, this.#kinds),
        calibrated: new CalibratedRow(this.#halfLifeScores, this.#halfLifeMs, this.#kinds),
        drift: new DriftWatch(),
        watch: new BeliefWatch(),
        observations: 0,
        scores: 0,
        pendingScores: 0,
      }
      this.#rows.set(target, row)
      this.#stale = true
    }
    return row
  }
}

function count({ row, kind, position, weight, score, surprise }: Counted, sign: 1 | -1): void {
  const w = sign * weight
  row.quality.add(kind, position, [w, w * score, w * score * score])
  if (surprise !== undefined) row.calibrated.surprises.add(kind, position, [w, w * surprise])
}

function checkExamples(examples: readonly CalibrationExample[]): void {
  const faults: Fault[] = []
  for (const [i, { outcomes }] of examples.entries()) {
    for (const [target, { score, costUsd }] of Object.entries(outcomes)) {
      const path = `calibration[${i}].outcomes.${target}`
      if (!(score >= 0 && score <= 1)) faults.push({ path: `${path}.score`, message: `${score} is not within 0 and 1` })
      if (costUsd !== undefined && !(costUsd >= 0 && costUsd < Infinity)) {
        faults.push({ path: `${path}.costUsd`, message: `${costUsd} is not a number from 0 on` })
      }
    }
    if (faults.length >= 10) break
  }
  if (faults.length > 0) throw new InvalidOptionsError('LearningEngine', faults)
}

function checkOptions(options: LearningEngineOptions): void {
  const faults: Fault[] = []
  const above0 = (path: string, value: number | undefined): void => {
    if (value !== undefined && !(value > 0 && value < Infinity))
      faults.push({ path, message: `${value} is not above 0` })
  }
  above0('halfLifeScores', options.halfLifeScores)
  above0('halfLifeMs', options.halfLifeMs)
  const { perTenfoldPrice } = options
  if (perTenfoldPrice !== undefined && !Number.isFinite(perTenfoldPrice)) {
    faults.push({ path: 'perTenfoldPrice', message: `${perTenfoldPrice} is not a number` })
  }
  faults.push(...faultsOfPriors(options.priors ?? {}))
  if (faults.length > 0) throw new InvalidOptionsError('LearningEngine', faults)
}
