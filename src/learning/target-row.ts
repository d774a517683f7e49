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
import { addLearned } from '../storage/index.ts'

/** Scores that are kept of a target when it drifts: what was known speaks against what is seen now. */
const KEPT_AFTER_DRIFT = 20
/** Scores of any target that age what is known of one as much as a score of its own: who is not asked may have changed. */
const AGED_BY = 4
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
  /** When it was given, as `TargetRow.position` counts. */
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
  drift = new DriftWatch()
  readonly watch = new BeliefWatch()
  readonly awaited = new AwaitedScores()
  /** What was observed in this process. */
  observations = 0
  /** Scores so far, of this process and those that were restored. */
  scores = 0
  /** Drifts so far, of this process and those that were restored. */
  era = 0
  /** What was not taken yet, by era, but for what `quality` and `calibrated` still keep of this one. */
  #closed: JsonObject = {}
  /** What the latest drift left, until it is taken. */
  #left: JsonObject | undefined
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
  }

  /** The position of the next score, by which those before it have decayed. `all`: scores of all targets so far. */
  position(all: number): number {
    return this.scores + all / AGED_BY
  }

  /** Evidence of quality, in scores; decays. */
  samples(all: number): number {
    return (this.quality.total[0] ?? 0) * this.quality.scaleAt(this.position(all))
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

  /**
   * Begins a new era: forgets nearly all that was known of its quality, and takes what is left for what the drift has made
   * of it. Nothing is taken from what was handed over: it belongs to the era before, and whoever learns of this one passes
   * it over. So a drift that several processes notice is forgotten once.
   */
  drifted(kind: number, { shift, everywhere }: FoundDrift, all: number): void {
    this.#closeEra()
    this.era++
    const kept = Math.min(1, KEPT_AFTER_DRIFT / this.samples(all))
    this.quality.change((sums, number) => {
      const rest = sums.map(amount => kept * amount)
      const [weight = 0, sum = 0, squares = 0] = rest
      if (!(weight > 0) || !(everywhere || number === kind)) return rest
      const moved = Math.min(0.99, Math.max(0.01, sum / weight + shift))
      rest[1] = weight * moved
      rest[2] = squares + weight * (moved ** 2 - (sum / weight) ** 2)
      return rest
    })
    this.calibrated.surprises.change(sums => sums.map(amount => kept * amount))
    this.calibrated.doubt()
    this.#left = { processes: 1, quality: this.quality.snapshot() }
    this.changed()
  }

  /** What was counted since the last call; `undefined` where that is nothing. */
  takeDelta(): JsonObject | undefined {
    const attempts = this.attempts.takeDelta()
    const bills = this.calibrated.bills.takeDelta()
    this.#closeEra()
    const eras = this.#closed
    if (this.#untaken === 0 && Object.keys(attempts).length + Object.keys(eras).length === 0) return undefined
    const delta = { scores: this.#untaken, eras, attempts, bills }
    this.#untaken = 0
    this.#closed = {}
    return delta
  }

  /** Replaces all but what was not taken yet; published scores have to be seeded again. */
  restore(json: JsonValue | undefined): void {
    const from = membersOf(json)
    this.scores = this.#untaken + (typeof from['scores'] === 'number' ? from['scores'] : 0)
    this.#restoreEra(membersOf(from['eras']))
    this.attempts.restore(from['attempts'])
    this.calibrated.bills.restore(from['bills'])
    this.changed()
  }

  /** Only the latest era counts, be it one that others found. What drifts left of those before is what they found on average. */
  #restoreEra(eras: JsonObject): void {
    this.#closeEra()
    const latest = Math.max(this.era, ...Object.keys(eras).map(Number).filter(Number.isSafeInteger))
    if (latest > this.era) this.drift = new DriftWatch()
    this.era = latest
    const known = addLearned(membersOf(eras[latest]), membersOf(this.#closed[latest]))
    this.quality.restore(known['quality'])
    this.calibrated.surprises.restore(known['surprises'])
    if (latest > 0) this.calibrated.doubt()
    const { processes, quality } = membersOf(known['left'])
    if (typeof processes === 'number' && processes > 0) this.quality.include(quality, 1 / processes)
  }

  /** What is counted from now on belongs to a later era, or is handed over later. */
  #closeEra(): void {
    const [quality, surprises] = [this.quality.takeDelta(), this.calibrated.surprises.takeDelta()]
    const isEmpty = Object.keys(quality).length === 0 && !this.#left
    if (isEmpty) return
    const closed = { quality, surprises, ...(this.#left && { left: this.#left }) }
    this.#left = undefined
    this.#closed = addLearned(this.#closed, { [this.era]: closed })
  }

  /** Published scores are what was there before the first own one; they are nobody's to hand over, and drift ends them. */
  seed(all: number): void {
    if (this.era > 0) return
    for (const [kind, score] of Object.entries(this.prior.benchmarks ?? {})) {
      const sum = BENCHMARK_WORTH * score
      this.quality.seed(this.#kinds.number(kind), this.position(all), [BENCHMARK_WORTH, sum, sum])
    }
  }
}

function membersOf(json: JsonValue | undefined): JsonObject {
  return isObject(json) ? json : {}
}
