import type { Target, TaskProfile } from '../chat/index.ts'
import { type Fault, InvalidOptionsError } from '../errors/index.ts'
import { type Clock, systemClock } from '../runtime/index.ts'
import type { Learned } from '../storage/index.ts'
import { DecayedSums, isObject } from './decayed-sums.ts'
import type { Belief, Learner, Observation, Prediction } from './learner.ts'

/** What is believed of a target before anything was seen. Entries that are absent take the engine's own. */
export interface Prior {
  /** 0–1. Default 0.5. */
  readonly quality?: number
  /** How many observations that is worth. Default 5. */
  readonly strength?: number
  readonly latencyMs?: number
  readonly costUsd?: number
}

export interface LearningEngineOptions {
  /** After how many further scores of the same target a score counts half. Default 350. */
  readonly halfLifeScores?: number
  /** After which time a latency, a cost or a failure counts half, ms. Default 1 hour. */
  readonly halfLifeMs?: number
  /** What is believed before anything was seen: of each target, and of any other under `'*'`. */
  readonly priors?: Readonly<Record<string, Prior>>
  /** Scores of a target at all tasks that count as much as its scores at one kind. Default 20. */
  readonly kindStrength?: number
  /** Default: the platform's. */
  readonly clock?: Clock
}

interface Row {
  readonly quality: DecayedSums
  readonly attempts: DecayedSums
  /** Scores so far, of this process and those that were restored: the position of the next one. */
  scores: number
  pendingScores: number
}

/** Entries of `Row.attempts`. */
const at = { ended: 0, succeeded: 1, answered: 2, latency: 3, latency2: 4, cost: 5, cost2: 6 } as const
const ATTEMPT_WIDTH = 7
const VERSION = 'v1'

const defaultPrior = { quality: 0.5, strength: 5, latencyMs: 1000, costUsd: 0 } as const

/**
 * The default `Learner`: decayed averages per target and kind of task, with the evidence behind them. What was seen of a
 * target at one kind of task is shrunk towards all that was seen of it, and that towards the prior, so that a few lucky
 * answers prove nothing. Deterministic; draws no random numbers.
 */
export class LearningEngine implements Learner {
  readonly #halfLifeScores: number
  readonly #halfLifeMs: number
  readonly #kindStrength: number
  readonly #priors: Readonly<Record<string, Prior>>
  readonly #clock: Clock
  readonly #rows = new Map<string, Row>()

  /** Throws `InvalidOptionsError`. */
  constructor(options: LearningEngineOptions = {}) {
    checkOptions(options)
    this.#halfLifeScores = options.halfLifeScores ?? 350
    this.#halfLifeMs = options.halfLifeMs ?? 3_600_000
    this.#kindStrength = options.kindStrength ?? 20
    this.#priors = options.priors ?? {}
    this.#clock = options.clock ?? systemClock
  }

  predict(task: TaskProfile, targets: readonly Target[]): readonly Prediction[] {
    const nowMs = this.#clock.now()
    return targets.map(target => this.#predictOne(task, target, nowMs))
  }

  observe(observation: Observation): void {
    const row = this.#row(observation.target)
    if (observation.type === 'feedback') {
      const { score, weight } = observation
      if (!(score >= 0 && score <= 1 && weight > 0 && weight < Infinity)) return
      row.quality.add(observation.task.kind, row.scores, [weight, weight * score, weight * score * score])
      row.scores++
      row.pendingScores++
      return
    }
    if (observation.status === 'cancelled') return
    const { latencyMs, costUsd, status, atMs } = observation
    const ok = status === 'ok' ? 1 : 0
    const amounts = [1, ok, ok, ok * latencyMs, ok * latencyMs ** 2, ok * costUsd, ok * costUsd ** 2]
    if (amounts.every(Number.isFinite) && Number.isFinite(atMs)) row.attempts.add(observation.task.kind, atMs, amounts)
  }

  takeDelta(): Learned {
    const delta: Record<string, Learned> = {}
    for (const [target, row] of this.#rows) {
      delta[target] = {
        scores: row.pendingScores,
        quality: row.quality.takeDelta(),
        attempts: row.attempts.takeDelta(),
      }
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
    }
  }

  #predictOne(task: TaskProfile, target: Target, nowMs: number): Prediction {
    const row = this.#rows.get(target)
    const prior = { ...defaultPrior, ...this.#priors['*'], ...this.#priors[target] }
    return {
      target,
      quality: row ? this.#quality(row, task.kind, prior) : binaryBelief(prior.quality, prior.strength, 0),
      latencyMs: row ? measured(row, task.kind, at.latency, prior.latencyMs, nowMs) : guess(prior.latencyMs),
      costUsd: row ? measured(row, task.kind, at.cost, prior.costUsd, nowMs) : guess(prior.costUsd),
    }
  }

  #quality(row: Row, kind: string, prior: Required<Prior>): Belief {
    const scale = row.quality.scaleAt(row.scores)
    const [weight = 0, sum = 0] = row.quality.total
    const [kindWeight = 0, kindSum = 0] = row.quality.kind(kind) ?? []
    const all = weight * scale
    const overall = (sum * scale + prior.strength * prior.quality) / (all + prior.strength)
    const own = kindWeight * scale
    const mean = (kindSum * scale + this.#kindStrength * overall) / (own + this.#kindStrength)
    const borrowed = (this.#kindStrength * (all - own)) / (all - own + this.#kindStrength)
    return binaryBelief(mean, own + borrowed + prior.strength, all)
  }

  #row(target: string): Row {
    let row = this.#rows.get(target)
    if (!row) {
      row = {
        quality: new DecayedSums(3, this.#halfLifeScores),
        attempts: new DecayedSums(ATTEMPT_WIDTH, this.#halfLifeMs),
        scores: 0,
        pendingScores: 0,
      }
      this.#rows.set(target, row)
    }
    return row
  }
}

/** The spread of a mean of right-or-wrong outcomes; never quite 0, so that a run of successes is not certainty. */
function binaryBelief(mean: number, evidence: number, samples: number): Belief {
  return { mean, stdDev: Math.sqrt(Math.max(mean * (1 - mean), 0.02) / (evidence + 1)), samples }
}

/** A number of which nothing is known: it may be as much again. */
function guess(mean: number): Belief {
  return { mean, stdDev: mean, samples: 0 }
}

/** Answers of the target at all tasks that count as much as one at this kind, for latency and cost. */
const OVERALL_STRENGTH = 5

function measured(row: Row, kind: string, field: 3 | 5, prior: number, nowMs: number): Belief {
  const scale = row.attempts.scaleAt(nowMs)
  const all = row.attempts.total
  const own = row.attempts.kind(kind)
  const samples = (all[at.answered] ?? 0) * scale
  if (!(samples > 1e-6)) return guess(prior)
  const overall = (all[field] ?? 0) / (all[at.answered] ?? 1)
  const ownSamples = (own?.[at.answered] ?? 0) * scale
  const mean = ((own?.[field] ?? 0) * scale + OVERALL_STRENGTH * overall) / (ownSamples + OVERALL_STRENGTH)
  const variance = Math.max(0, (all[field + 1] ?? 0) / (all[at.answered] ?? 1) - overall ** 2)
  // One answer says little of the spread: until there are more, it may be as much again.
  return { mean, stdDev: Math.sqrt((variance + mean ** 2 / (samples + 1)) / (samples + 1)), samples }
}

function checkOptions(options: LearningEngineOptions): void {
  const faults: Fault[] = []
  const above0 = (path: string, value: number | undefined): void => {
    if (value !== undefined && !(value > 0 && value < Infinity))
      faults.push({ path, message: `${value} is not above 0` })
  }
  above0('halfLifeScores', options.halfLifeScores)
  above0('halfLifeMs', options.halfLifeMs)
  above0('kindStrength', options.kindStrength)
  for (const [target, prior] of Object.entries(options.priors ?? {})) {
    above0(`priors.${target}.strength`, prior.strength)
    above0(`priors.${target}.latencyMs`, prior.latencyMs)
    const { quality, costUsd } = prior
    if (quality !== undefined && !(quality >= 0 && quality <= 1)) {
      faults.push({ path: `priors.${target}.quality`, message: `${quality} is not within 0 and 1` })
    }
    if (costUsd !== undefined && !(costUsd >= 0 && costUsd < Infinity)) {
      faults.push({ path: `priors.${target}.costUsd`, message: `${costUsd} is not a number from 0 on` })
    }
  }
  if (faults.length > 0) throw new InvalidOptionsError('LearningEngine', faults)
}
