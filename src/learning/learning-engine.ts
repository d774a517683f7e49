import type { Target, TaskProfile } from '../chat/index.ts'
import { type Clock, systemClock } from '../runtime/index.ts'
import type { Learned } from '../storage/index.ts'
import type { BeliefChange } from './belief-change.ts'
import { type CommonSurprise, commonSurprise } from './calibrated-row.ts'
import { type Calibrated, Calibration, type CalibrationExample } from './calibration.ts'
import { CheckBeliefs } from './check-beliefs.ts'
import { isObject } from './decayed-sums.ts'
import { checkExamples, checkOptions, type LearningEngineOptions } from './engine-options.ts'
import { KindIndex } from './kind-index.ts'
import type { Belief, CheckBelief, FeedbackSource, Learner, Observation, Prediction } from './learner.ts'
import type { Prior } from './prior.ts'
import { QualityModel } from './quality-model.ts'
import { LatestById } from './latest-by-id.ts'
import { type Score, TargetRow } from './target-row.ts'

const VERSION = 'v2'
const CHECK = 'check-v1'
const UNKNOWN_QUALITY = 0.7
/** The price says no more than this of quality, in quality points. */
const MOST_BY_PRICE = 0.25
/** The model is fitted anew when so much of all that was seen is new to it. What is counted of single cells is always up to date. */
const REFIT_SHARE = 0.02
/** After so many observations of a target it is looked whether what is believed of it has changed. */
const WATCH_EVERY = 20

/** Scores whose ids are remembered. */
const REMEMBERED = 10_000

/** A score that was counted, to be taken back when another is given under its id. */
interface CountedScore extends Score {
  readonly row: TargetRow
  readonly era: number
}

/** Whose word tells whether a check was right: a judge or a validation may be that check itself. */
const truthful: ReadonlySet<FeedbackSource> = new Set(['user', 'correction', 'benchmark'])

type AttemptObservation = Extract<Observation, { readonly type: 'attempt' }>
type FeedbackObservation = Extract<Observation, { readonly type: 'feedback' }>

/**
 * The default `Learner`: decayed sums per target and kind of task, and beliefs that a mixed model draws from all of them
 * (`QualityModel`), so that a few lucky answers prove nothing and hard questions are nobody's fault. Deterministic; draws
 * no random numbers.
 */
export class LearningEngine implements Learner {
  readonly #decay: { readonly halfLifeScores: number; readonly halfLifeMs: number }
  readonly #perTenfoldPrice: number
  readonly #priors: Readonly<Record<string, Prior>>
  readonly #clock: Clock
  readonly #kinds = new KindIndex()
  readonly #rows = new Map<Target, TargetRow>()
  readonly #model = new QualityModel()
  readonly #scores = new LatestById<CountedScore>(REMEMBERED)
  readonly #check = new CheckBeliefs()
  readonly #listeners = new Set<(change: BeliefChange) => void>()
  #calibration: Calibration | undefined
  #stale = true
  /** What was observed, in this process or before, and how much of it since the last fit. */
  #seen = 0
  /** Scores of all targets. */
  #scored = 0
  #unfitted = 0
  #fits = 0

  /** Throws `InvalidOptionsError`. */
  constructor(options: LearningEngineOptions = {}) {
    checkOptions(options)
    const { halfLifeScores = 1000, halfLifeMs = 3_600_000 } = options
    this.#decay = { halfLifeScores, halfLifeMs }
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
    for (const row of this.#rows.values()) row.changed()
  }

  predict(task: TaskProfile, targets: readonly Target[]): readonly Prediction[] {
    const rows = targets.map(target => this.#row(target))
    if (!this.#calibration && this.#isFitDue()) this.#fit()
    const kind = this.#kinds.find(task.kind)
    const nowMs = this.#clock.now()
    const told = this.#calibration?.predict(task, targets)
    if (!told) return rows.map(row => this.#believed(row, kind, nowMs))
    const common = this.#common(kind)
    return rows.map((row, i) => {
      const calibrated = told[i]
      return calibrated ? this.#corrected(row, kind, nowMs, calibrated, common) : this.#believed(row, kind, nowMs)
    })
  }

  predictCheck(): CheckBelief {
    return this.#check.belief
  }

  observe(observation: Observation): void {
    const row = this.#row(observation.target)
    if (observation.type === 'feedback') this.#score(row, observation)
    else this.#attempt(row, observation)
    if (++row.observations % WATCH_EVERY === 0 && this.#listeners.size > 0) this.#look(row)
  }

  /** Tells of beliefs that have changed significantly, from now on; the returned function stops it. Listeners must not throw. */
  onChange(listener: (change: BeliefChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  takeDelta(): Learned {
    const delta: Record<string, Learned> = {}
    for (const [target, row] of this.#rows) {
      const own = row.takeDelta()
      if (own) delta[target] = own
    }
    const check = this.#check.takeDelta()
    return { [VERSION]: delta, ...(check && { [CHECK]: check }) }
  }

  restore(total: Learned): void {
    const known = isObject(total[VERSION]) ? total[VERSION] : {}
    for (const target of new Set([...(Object.keys(known) as Target[]), ...this.#rows.keys()])) {
      this.#row(target).restore(known[target])
    }
    const check = isObject(total[CHECK]) ? total[CHECK] : {}
    this.#check.restore(check['counted'], check['sums'])
    this.#scored = [...this.#rows.values()].reduce((sum, row) => sum + row.scores, 0)
    for (const row of this.#rows.values()) row.seed(this.#scored)
    this.#seen = this.#scored
    this.#stale = true
  }

  #attempt(row: TargetRow, attempt: AttemptObservation): void {
    const heed = row.attempts.observe(attempt)
    if (heed === 'ignored') return
    const { task, target, status, costUsd, atMs } = attempt
    if (status === 'ok') row.awaited.answered()
    const foretold = status === 'ok' ? this.#calibration?.predict(task, [target])[0]?.costUsd : undefined
    if (foretold !== undefined) row.calibrated.bills.add(this.#kinds.number(task.kind), atMs, [foretold, costUsd, 1])
    row.attempted(heed === 'notable')
    this.#count()
  }

  #score(row: TargetRow, feedback: FeedbackObservation): void {
    const { id, task, target, weight, verdict } = feedback
    if (!(feedback.score >= 0 && feedback.score <= 1 && weight > 0 && weight < Infinity)) return
    const before = id === undefined ? undefined : this.#scores.get(id)
    if (before) {
      // A word on an answer from before a drift says nothing of what the target is now.
      if (before.era === before.row.era) before.row.count(before, -1)
      else if (before.row === row) return
    } else if (verdict !== undefined && truthful.has(feedback.source)) {
      this.#check.observe(verdict, feedback.score, weight)
    }
    const kind = this.#kinds.number(task.kind)
    const told = this.#calibration?.predict(task, [target])[0]
    if (feedback.expected !== undefined && !told && this.#isFitDue()) this.#fit()
    const expected = this.#expected(row, kind, told)
    // Of a second opinion the surprise counts, on top of what is usual: it may come to less than 0 or more than 1.
    const score = feedback.score + (expected && feedback.expected !== undefined ? expected.mean - feedback.expected : 0)
    const isNew = before?.row !== row
    const position = isNew ? row.position(this.#scored) : before.position
    const counted = { row, era: row.era, kind, position, weight, score, surprise: told && score - told.quality }
    row.count(counted, 1)
    if (id !== undefined) this.#scores.set(id, counted)
    this.#count()
    if (!isNew) return
    row.advance()
    this.#scored++
    const seen = Math.min(1, Math.max(0, score))
    const found = expected && row.drift.observe(kind, expected.mean, expected.stdDev, seen, weight)
    if (!found) return
    row.drifted(kind, found, this.#scored)
    this.#stale = true
    this.#tellDrift(row, task.kind, expected.mean)
  }

  #count(): void {
    this.#seen++
    this.#unfitted++
  }

  #tellDrift(row: TargetRow, kind: string, from: number): void {
    if (this.#listeners.size === 0) return
    this.#fit()
    const atMs = this.#clock.now()
    const { mean, samples } = this.#believed(row, this.#kinds.find(kind), atMs).quality
    this.#tell({ target: row.target, what: 'quality', from, to: mean, samples, cause: 'drift', kind, atMs })
  }

  /** Has anything that is believed of the target changed that much? */
  #look(row: TargetRow): void {
    if (this.#isFitDue()) this.#fit()
    const atMs = this.#clock.now()
    for (const change of row.watch.changes(this.#believed(row, undefined, atMs), atMs)) this.#tell(change)
  }

  #tell(change: BeliefChange): void {
    for (const listener of this.#listeners) listener(change)
  }

  #believed(row: TargetRow, kind: number | undefined, nowMs: number): Prediction {
    return row.believed(kind, this.#fits, nowMs, () => this.#judge(row, kind))
  }

  #corrected(
    row: TargetRow,
    kind: number | undefined,
    nowMs: number,
    told: Calibrated,
    common: CommonSurprise,
  ): Prediction {
    const measured = row.attempts.predict(kind, nowMs)
    const costUsd = row.calibrated.costUsd(told, nowMs) ?? measured.costUsd
    const quality = row.calibrated.quality(told, kind, row.position(this.#scored), common)
    return { target: row.target, ...measured, quality, costUsd }
  }

  #common(kind: number | undefined): CommonSurprise {
    return commonSurprise(this.#rows.values(), kind, this.#scored)
  }

  #judge(row: TargetRow, kind: number | undefined): Belief {
    const { mean, variance } = this.#model.read(row.index, kind)
    const evidence = Math.max(mean * (1 - mean), 0.02) / variance
    const stdDev = Math.sqrt((variance * evidence) / (evidence + row.awaited.count))
    return { mean: Math.min(1, Math.max(0, mean)), stdDev, samples: row.samples(this.#scored) }
  }

  /** Of a score, before it is counted; `undefined` while nothing is believed of the target. */
  #expected(row: TargetRow, kind: number, told: Calibrated | undefined): Pick<Belief, 'mean' | 'stdDev'> | undefined {
    if (told) return row.calibrated.quality(told, kind, row.position(this.#scored), this.#common(kind))
    const expected = this.#model.expect(row.index, kind)
    return expected && { mean: expected.mean, stdDev: Math.sqrt(expected.variance) }
  }

  #isFitDue(): boolean {
    return this.#stale || (this.#unfitted > 0 && this.#unfitted >= REFIT_SHARE * this.#seen)
  }

  #fit(): void {
    const rows = [...this.#rows.values()]
    const logs = rows.map(row => Math.log10(row.prior.costUsd ?? row.attempts.typicalCostUsd ?? 0))
    const known = logs.filter(Number.isFinite)
    const typicalLog = known.reduce((sum, log) => sum + log, 0) / Math.max(1, known.length)
    const average = this.#priors['*']?.quality ?? UNKNOWN_QUALITY
    const offsetOf = ({ prior: { quality } }: TargetRow, log: number): number => {
      if (quality !== undefined) return quality - average
      const byPrice = Number.isFinite(log) ? this.#perTenfoldPrice * (log - typicalLog) : 0
      return Math.min(MOST_BY_PRICE, Math.max(-MOST_BY_PRICE, byPrice))
    }
    this.#model.fit(
      rows.map((row, i) => ({
        sums: row.quality,
        scale: row.quality.scaleAt(row.position(this.#scored)),
        offset: offsetOf(row, logs[i] ?? -Infinity),
        strength: row.prior.strength,
      })),
      this.#kinds.size,
      average,
    )
    this.#fits++
    this.#stale = false
    this.#unfitted = 0
  }

  #row(target: Target): TargetRow {
    let row = this.#rows.get(target)
    if (!row) {
      const prior = this.#priors[target] ?? this.#priors['*'] ?? {}
      row = new TargetRow(target, this.#rows.size, this.#decay, this.#kinds, prior)
      row.seed(this.#scored)
      this.#rows.set(target, row)
      this.#stale = true
    }
    return row
  }
}
