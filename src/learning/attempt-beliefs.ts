import type { JsonObject, JsonValue } from '../chat/index.ts'
import { failureEffects } from '../errors/index.ts'
import { DecayedSums } from './decayed-sums.ts'
import type { KindIndex } from './kind-index.ts'
import type { Belief, Observation, Prediction } from './learner.ts'
import { enterCensoredLog, enterLog, logBelief, logSpread } from './log-normal.ts'
import { PeakEwma } from './peak-ewma.ts'
import type { Prior } from './prior.ts'

/** Entries of a sum. Of `latency`, `firstToken` and `tokens` three each (`log-normal`); of `cost` weight, sum and squares. */
const at = { judged: 0, answered: 1, latency: 2, firstToken: 5, tokens: 8, cost: 11 } as const
const WIDTH = 14

const UNKNOWN_LATENCY_MS = 1000
const UNKNOWN_OUTPUT_TOKENS = 300
const UNKNOWN_AVAILABILITY = 0.98
/** Attempts that the prior of availability is worth, and those of all kinds against those of one. */
const AVAILABILITY_WORTH = 5
/** Answers to all tasks that count as much as one to this kind. */
const OVERALL_STRENGTH = 5

type AttemptObservation = Extract<Observation, { readonly type: 'attempt' }>

/** What attempts tell of one target: whether it answers, after which time, how much it says and what that costs. */
export class AttemptBeliefs {
  readonly #kinds: KindIndex
  readonly #prior: Prior
  readonly #sums: DecayedSums
  readonly #peak = new PeakEwma()
  readonly #amounts = new Float64Array(WIDTH)

  constructor(halfLifeMs: number, kinds: KindIndex, prior: Prior) {
    this.#kinds = kinds
    this.#prior = prior
    this.#sums = new DecayedSums(WIDTH, halfLifeMs, kinds)
  }

  /** `notable`: it should be acted on at once. `ignored`: it is no number. */
  observe(attempt: AttemptObservation): 'ignored' | 'usual' | 'notable' {
    const { task, latencyMs, costUsd, atMs, status } = attempt
    if (!(latencyMs >= 0 && latencyMs < Infinity && costUsd >= 0 && costUsd < Infinity && Number.isFinite(atMs))) {
      return 'ignored'
    }
    this.#amounts.fill(0)
    const kind = this.#kinds.number(task.kind)
    let isNotable = status === 'failed'
    if (status === 'ok') isNotable = this.#answered(attempt, kind)
    else if (status === 'cancelled') isNotable = this.#leftAt(attempt, kind)
    else this.#failed(attempt, kind)
    this.#sums.add(kind, atMs, this.#amounts)
    return isNotable ? 'notable' : 'usual'
  }

  /** What attempts alone say of the target at a kind of task. */
  predict(kind: number | undefined, nowMs: number): Omit<Prediction, 'target' | 'quality'> {
    const sums = this.#sums
    const scale = sums.scaleAt(nowMs)
    const latencyMs = logBelief(sums, kind, at.latency, scale, this.#prior.latencyMs ?? UNKNOWN_LATENCY_MS)
    // A first token comes before the last one: until it was measured, that is all that is known.
    const firstTokenMs = logBelief(sums, kind, at.firstToken, scale, this.#prior.firstTokenMs ?? latencyMs.mean)
    return {
      availability: availability(sums, kind, scale, this.#prior.availability ?? UNKNOWN_AVAILABILITY),
      latencyMs,
      firstTokenMs,
      peakMs: this.#peak.at(nowMs, firstTokenMs.mean),
      outputTokens: logBelief(sums, kind, at.tokens, scale, this.#prior.outputTokens ?? UNKNOWN_OUTPUT_TOKENS),
      costUsd: cost(sums, kind, scale, this.#prior.costUsd ?? 0),
    }
  }

  /** Mean cost of an answer, whatever the task, USD; `undefined` while there was none. */
  get typicalCostUsd(): number | undefined {
    const weight = this.#sums.total[at.cost] ?? 0
    return weight > 0 ? (this.#sums.total[at.cost + 1] ?? 0) / weight : undefined
  }

  takeDelta(): JsonObject {
    return this.#sums.takeDelta()
  }

  restore(from: JsonValue | undefined): void {
    this.#sums.restore(from)
  }

  /** True where the target is suddenly slow. */
  #answered(attempt: AttemptObservation, kind: number): boolean {
    const { latencyMs, costUsd, atMs } = attempt
    const firstTokenMs = amountOf(attempt.firstTokenMs)
    const outputTokens = amountOf(attempt.outputTokens)
    const amounts = this.#amounts
    amounts[at.judged] = 1
    amounts[at.answered] = 1
    enterLog(amounts, at.latency, Math.max(1, latencyMs))
    if (firstTokenMs !== undefined) enterLog(amounts, at.firstToken, Math.max(1, firstTokenMs))
    if (outputTokens !== undefined) enterLog(amounts, at.tokens, Math.max(1, outputTokens))
    amounts[at.cost] = 1
    amounts[at.cost + 1] = costUsd
    amounts[at.cost + 2] = costUsd * costUsd
    return this.#peak.add(firstTokenMs ?? latencyMs, atMs, this.#usualMs(atMs, kind))
  }

  /** Hung up on by us, having lost a race or because the caller left: it would have taken at least as long. */
  #leftAt(attempt: AttemptObservation, kind: number): boolean {
    const { latencyMs, atMs } = attempt
    const firstTokenMs = amountOf(attempt.firstTokenMs)
    this.#censored(atMs, kind, at.latency, latencyMs, this.#prior.latencyMs ?? UNKNOWN_LATENCY_MS)
    if (firstTokenMs !== undefined) enterLog(this.#amounts, at.firstToken, Math.max(1, firstTokenMs))
    else
      this.#censored(
        atMs,
        kind,
        at.firstToken,
        latencyMs,
        this.#prior.firstTokenMs ?? this.#prior.latencyMs ?? UNKNOWN_LATENCY_MS,
      )
    const usualMs = this.#usualMs(atMs, kind)
    const waitedMs = firstTokenMs ?? latencyMs
    return waitedMs > usualMs && this.#peak.add(waitedMs, atMs, usualMs)
  }

  /** Availability goes by what is the target's own fault: not by our key, quota or request, nor by a limit on our rate. */
  #failed(attempt: AttemptObservation, kind: number): void {
    const { failure = 'unknown', retryAfterMs, latencyMs, atMs } = attempt
    const { circuit } = failureEffects[failure]
    if (circuit !== 'failure' && circuit !== 'throttled') return
    this.#peak.fail(atMs, this.#usualMs(atMs, kind), Math.max(retryAfterMs ?? 0, failure === 'timeout' ? latencyMs : 0))
    if (circuit !== 'failure') return
    if (failure === 'timeout') this.#leftAt(attempt, kind)
    this.#amounts[at.judged] = 1
  }

  #censored(atMs: number, kind: number, offset: number, leastMs: number, unknownMs: number): void {
    const spread = logSpread(this.#sums, kind, offset, this.#sums.scaleAt(atMs), unknownMs)
    enterCensoredLog(this.#amounts, offset, Math.max(1, leastMs), spread)
  }

  /** Until the first thing is said; until the whole answer where that is all that was ever seen. */
  #usualMs(atMs: number, kind: number): number {
    const entry = (this.#sums.total[at.firstToken] ?? 0) > 0 ? at.firstToken : at.latency
    const unknownMs = this.#prior.firstTokenMs ?? this.#prior.latencyMs ?? UNKNOWN_LATENCY_MS
    return logBelief(this.#sums, kind, entry, this.#sums.scaleAt(atMs), unknownMs).mean
  }
}

function amountOf(value: number | undefined): number | undefined {
  return value !== undefined && value >= 0 && value < Infinity ? value : undefined
}

/** Kind of task towards target towards prior, each worth a few attempts. */
function availability(sums: DecayedSums, kind: number | undefined, scale: number, prior: number): Belief {
  const judged = (sums.total[at.judged] ?? 0) * scale
  const overall = ((sums.total[at.answered] ?? 0) * scale + AVAILABILITY_WORTH * prior) / (judged + AVAILABILITY_WORTH)
  const ownJudged = sums.at(kind, at.judged) * scale
  const ownAnswered = sums.at(kind, at.answered) * scale
  const mean = clip((ownAnswered + 4 * AVAILABILITY_WORTH * overall) / (ownJudged + 4 * AVAILABILITY_WORTH))
  const stdDev = Math.sqrt(Math.max(mean * (1 - mean), 0.01) / (judged + AVAILABILITY_WORTH + 1))
  return { mean, stdDev, samples: judged }
}

/** In linear dollars: what is spent is a sum. */
function cost(sums: DecayedSums, kind: number | undefined, scale: number, prior: number): Belief {
  const all = sums.total
  const weight = all[at.cost] ?? 0
  const samples = weight * scale
  if (!(samples > 1e-6)) return { mean: prior, stdDev: prior, samples: 0 }
  const overall = (all[at.cost + 1] ?? 0) / weight
  const ownSamples = sums.at(kind, at.cost) * scale
  const mean = (sums.at(kind, at.cost + 1) * scale + OVERALL_STRENGTH * overall) / (ownSamples + OVERALL_STRENGTH)
  const variance = Math.max(0, (all[at.cost + 2] ?? 0) / weight - overall ** 2)
  // One answer says little of the spread: until there are more, it may be as much again.
  return { mean, stdDev: Math.sqrt((variance + mean ** 2 / (samples + 1)) / (samples + 1)), samples }
}

const clip = (share: number): number => Math.min(1, Math.max(0, share))
