import type { JsonObject, JsonValue, Target } from '../chat/index.ts'
import { AttemptBeliefs } from './attempt-beliefs.ts'
import { AwaitedScores } from './awaited.ts'
import { BeliefWatch } from './belief-change.ts'
import { CalibratedRow } from './calibrated-row.ts'
import { DecayedSums, isObject } from './decayed-sums.ts'
import { DriftWatch } from './drift.ts'
import type { KindIndex } from './kind-index.ts'
import type { Prediction } from './learner.ts'
import type { Prior } from './prior.ts'

/** Scores that are kept of a target when it drifts: what was known speaks against what is seen now. */
const KEPT_AFTER_DRIFT = 8
/** One's own scores that a published one is worth; they count for less as own ones come. */
const BENCHMARK_WORTH = 60
/** Beliefs are worked out again after this time though nothing was seen: they decay over hours. */
const FRESH_MS = 250

/** One score of a target. */
export interface Score {
  readonly kind: string
  /** Among the target's scores. */
  readonly position: number
  readonly weight: number
  readonly score: number
  /** By how much it differs from what the calibration foretold; `undefined` without one. */
  readonly surprise: number | undefined
}

interface Remembered {
  readonly prediction: Prediction
  readonly version: number
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
  /** Changes with everything that is counted. */
  #version = 0
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
  }

  /** What `work` comes to; worked out anew where something was counted, the model fitted, or time has passed. */
  believed(kind: number | undefined, fit: number, atMs: number, work: () => Prediction): Prediction {
    const slot = (kind ?? -1) + 1
    const known = this.#believed[slot]
    if (known && known.version === this.#version && known.fit === fit && Math.abs(atMs - known.atMs) < FRESH_MS) {
      return known.prediction
    }
    const prediction = work()
    this.#believed[slot] = { prediction, version: this.#version, fit, atMs }
    return prediction
  }

  /** Counts a score, or takes it back. */
  count({ kind, position, weight, score, surprise }: Score, sign: 1 | -1): void {
    const w = sign * weight
    this.quality.add(kind, position, [w, w * score, w * score * score])
    if (surprise !== undefined) this.calibrated.surprises.add(kind, position, [w, w * surprise])
    this.changed()
  }

  /** A score that was counted is a new one, not another word on an old one. */
  advance(): void {
    this.scores++
    this.#untaken++
    this.awaited.scored()
  }

  /** Forgets nearly all that was known of its quality. */
  forget(): void {
    const kept = Math.min(1, KEPT_AFTER_DRIFT / this.samples)
    this.quality.forget(kept)
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
      this.quality.seed(kind, [BENCHMARK_WORTH, BENCHMARK_WORTH * score, BENCHMARK_WORTH * score])
    }
  }
}
