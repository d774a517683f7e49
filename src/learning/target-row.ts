import type { JsonObject, JsonValue, Target } from '../chat/index.ts'
import { AttemptBeliefs } from './attempt-beliefs.ts'
import { AwaitedScores } from './awaited.ts'
import { BeliefWatch } from './belief-change.ts'
import { CalibratedRow } from './calibrated-row.ts'
import { DecayedSums, isObject } from './decayed-sums.ts'
import { DriftWatch, type FoundDrift } from './drift.ts'
import type { KindIndex } from './kind-index.ts'
import type { Belief, Prediction } from './learner.ts'
import type { Prior } from './prior.ts'

/** Scores that are kept of a target when it drifts: what was known speaks against what is seen now. */
const KEPT_AFTER_DRIFT = 20
/** One's own scores that a published one is worth; they count for less as own ones come. */
const BENCHMARK_WORTH = 60
/** Of all that was observed. */
const UNSEEN_SHARE = 0.02
/** Beliefs are worked out again after this time though nothing was seen: they decay over hours. */
const FRESH_MS = 250

/** One score of a target. */
export interface Score {
  /** Its number. */
  readonly kind: number
  /** Among the target's scores. */
  readonly position: number
  readonly weight: number
  readonly score: number
  /** By how much it differs from what the calibration foretold; `undefined` without one. */
  readonly surprise: number | undefined
}

/** Of the score that is being counted: made once, because a score is to cost little. */
const amounts = new Float64Array(3)

interface Remembered {
  readonly prediction: Prediction
  readonly measured: ReturnType<AttemptBeliefs['predict']>
  readonly version: number
  readonly scores: number
  readonly fit: number
  readonly atMs: number
}

/** All that is counted for one target. */
export class TargetRow {
  readonly target: Target
  readonly prior: Prior
  /** Its place in the model. */
  readonly index: number
  /** Weight, weight × score, weight × score². */
  readonly quality: DecayedSums
  readonly attempts: AttemptBeliefs
  readonly calibrated: CalibratedRow
  readonly drift = new DriftWatch()
  readonly watch = new BeliefWatch()
  readonly awaited = new AwaitedScores()
  /** What was observed in this process. */
  observations = 0
  /** Scores so far, of this process and those that were restored: the position of the next one. */
  scores = 0
  #untaken = 0
  #version = 0
  #scoreVersion = 0
  #unseen = 0
  readonly #kinds: KindIndex
  /** What was last believed, by number of the kind. */
  readonly #believed: (Remembered | undefined)[] = []

  constructor(
    target: Target,
    index: number,
    { halfLifeScores, halfLifeMs }: { readonly halfLifeScores: number; readonly halfLifeMs: number },
    kinds: KindIndex,
    prior: Prior,
  ) {
    this.target = target
    this.index = index
    this.prior = prior
    this.#kinds = kinds
    this.quality = new DecayedSums(3, halfLifeScores, kinds)
    this.attempts = new AttemptBeliefs(halfLifeMs, kinds, prior)
    this.calibrated = new CalibratedRow(halfLifeScores, halfLifeMs, kinds)
    this.#seed()
  }

  /** Evidence of quality, in scores; decays. */
  get samples(): number {
    return (this.quality.total[0] ?? 0) * this.quality.scaleAt(this.scores)
  }

  /** Whatever was last believed no longer holds. */
  changed(): void {
    this.#version++
    this.#unseen = 0
  }

  /** An attempt was counted. What one among many says is looked at with the next ones, but for what is notable. */
  attempted(isNotable: boolean): void {
    this.#unseen++
    if (isNotable || this.#unseen > UNSEEN_SHARE * this.observations) this.changed()
  }

  /** What is believed: worked out anew where something was counted, the model was fitted, or time has passed. */
  believed(kind: number | undefined, fit: number, nowMs: number, judge: () => Belief): Prediction {
    const slot = (kind ?? -1) + 1
    const known = this.#believed[slot]
    const isCurrent = known?.version === this.#version && Math.abs(nowMs - known.atMs) < FRESH_MS
    if (known && isCurrent && known.fit === fit && known.scores === this.#scoreVersion) return known.prediction
    const measured = known && isCurrent ? known.measured : this.attempts.predict(kind, nowMs)
    const prediction = { target: this.target, quality: judge(), ...measured }
    const atMs = known && isCurrent ? known.atMs : nowMs
    this.#believed[slot] = { prediction, measured, version: this.#version, scores: this.#scoreVersion, fit, atMs }
    return prediction
  }

  /** Counts a score, or takes it back. */
  count({ kind, position, weight, score, surprise }: Score, sign: 1 | -1): void {
    const w = sign * weight
    amounts[0] = w
    amounts[1] = w * score
    amounts[2] = w * score * score
    this.quality.add(kind, position, amounts)
    if (surprise !== undefined) this.calibrated.surprises.add(kind, position, [w, w * surprise])
    this.#scoreVersion++
  }

  /** A score that was counted is a new one, not another word on an old one. */
  advance(): void {
    this.scores++
    this.#untaken++
    this.awaited.scored()
  }

  /** Forgets nearly all that was known of its quality, and takes what is left for what the drift has made of it. */
  drifted(kind: number, { shift, everywhere }: FoundDrift): void {
    const kept = Math.min(1, KEPT_AFTER_DRIFT / this.samples)
    this.quality.forget(kept)
    const scale = this.quality.scaleAt(this.scores)
    for (let number = 0; number < this.#kinds.size; number++) {
      const weight = this.quality.at(number, 0)
      if (!(weight > 0) || !(everywhere || number === kind)) continue
      const mean = this.quality.at(number, 1) / weight
      const moved = Math.min(0.99, Math.max(0.01, mean + shift))
      const change = [0, weight * (moved - mean), weight * (moved ** 2 - mean ** 2)].map(amount => amount * scale)
      this.quality.add(number, this.scores, change)
    }
    this.calibrated.doubt(kept)
    this.changed()
  }

  /** What was counted since the last call; `undefined` where that is nothing. */
  takeDelta(): JsonObject | undefined {
    const [quality, attempts] = [this.quality.takeDelta(), this.attempts.takeDelta()]
    if (this.#untaken === 0 && Object.keys(attempts).length + Object.keys(quality).length === 0) return undefined
    const [surprises, bills] = [this.calibrated.surprises.takeDelta(), this.calibrated.bills.takeDelta()]
    const delta = { scores: this.#untaken, quality, attempts, surprises, bills }
    this.#untaken = 0
    return delta
  }

  /** Replaces all but what was not taken yet. */
  restore(json: JsonValue | undefined): void {
    const from = isObject(json) ? json : {}
    this.scores = this.#untaken + (typeof from['scores'] === 'number' ? from['scores'] : 0)
    this.quality.restore(from['quality'])
    this.#seed()
    this.attempts.restore(from['attempts'])
    this.calibrated.surprises.restore(from['surprises'])
    this.calibrated.bills.restore(from['bills'])
    this.changed()
  }

  /** Published scores are what was there before the first own one; they are nobody's to hand over. */
  #seed(): void {
    for (const [kind, score] of Object.entries(this.prior.benchmarks ?? {})) {
      this.quality.seed(this.#kinds.number(kind), [BENCHMARK_WORTH, BENCHMARK_WORTH * score, BENCHMARK_WORTH * score])
    }
  }
}
