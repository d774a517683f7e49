import type { Target } from '../chat/index.ts'
import { type Fault, InvalidOptionsError } from '../errors/index.ts'
import { type Random, seededRandom } from '../runtime/index.ts'
import { crossFitted } from './direct-model.ts'
import type { LoggedDecision, Policy } from './logged-decision.ts'

export interface OffPolicyOptions {
  /** Importance weights above this are cut: less variance for a little bias. Default 20. */
  readonly maxWeight?: number
  /** Below this effective sample size there is no verdict. Default 100. */
  readonly minEffectiveSamples?: number
  /** Resamples behind the interval, a whole number. Below 39 the interval is that of the extremes. Default 500. */
  readonly resamples?: number
  /** For folds and resamples. Default: a fixed seed, so that the same log gives the same estimate. */
  readonly random?: Random
}

/** An estimated mean, with the interval that holds it 19 times in 20. */
export interface Estimate {
  readonly mean: number
  readonly low: number
  readonly high: number
}

export interface OffPolicyEstimate {
  /** Mean reward weighted by how much more often the policy would have chosen so: unbiased, of high variance. */
  readonly ips: Estimate
  /** The same, with weights that sum to 1. */
  readonly snips: Estimate
  /** A model of the reward, corrected by the weighted residuals (doubly robust). The one to read. */
  readonly doublyRobust: Estimate
  /** What was logged: mean reward of the decisions as they were made. */
  readonly logged: Estimate
  /** How many decisions the weighted ones are worth: (Σw)² / Σw². */
  readonly effectiveSamples: number
  /** Share of the decisions whose weight was cut. */
  readonly clippedShare: number
  /** Why this says nothing: too little overlap. Absent: it may be read. */
  readonly refused?: string
}

interface Term {
  readonly weight: number
  readonly reward: number
  readonly direct: number
  readonly residual: number
}

/**
 * What a policy would have earned on a log that another one wrote (Dudík et al., 2011; Swaminathan and Joachims, 2015).
 * It holds as far as the log's propensities are true and the policy stays where the log has been; where it does not, the
 * estimate is refused. Throws `InvalidOptionsError`. Cost: decisions × resamples.
 */
export function evaluatePolicy(
  log: readonly LoggedDecision[],
  policy: Policy,
  options: OffPolicyOptions = {},
): OffPolicyEstimate {
  const { maxWeight = 20, minEffectiveSamples = 100, resamples = 500, random = seededRandom('off-policy') } = options
  check(log, { maxWeight, minEffectiveSamples, resamples })
  const predict = crossFitted(log)
  let clipped = 0
  let overlap = 0
  const terms = log.map((decision, i): Term => {
    const shares = policy(decision)
    const raw = shareOf(shares, decision.target) / decision.propensity
    if (raw > maxWeight) clipped++
    overlap += raw
    let direct = 0
    for (const [target, share] of shares) direct += share * predict(i, target)
    const weight = Math.min(raw, maxWeight)
    return { weight, reward: decision.reward, direct, residual: decision.reward - predict(i, decision.target) }
  })
  const weights = terms.map(term => term.weight)
  const squares = weights.reduce((sum, w) => sum + w * w, 0)
  const effectiveSamples = squares > 0 ? weights.reduce((sum, w) => sum + w, 0) ** 2 / squares : 0
  const refused = refusal(effectiveSamples, minEffectiveSamples, overlap / log.length, log, policy)
  const [ips, snips, doublyRobust, logged] = bootstrap(terms, resamples, random)
  return {
    ips,
    snips,
    doublyRobust,
    logged,
    effectiveSamples,
    clippedShare: clipped / log.length,
    ...(refused !== undefined && { refused }),
  }
}

function refusal(
  effective: number,
  least: number,
  meanWeight: number,
  log: readonly LoggedDecision[],
  policy: Policy,
): string | undefined {
  const seen = new Set(log.map(decision => decision.target))
  const wanted = new Set(log.flatMap(decision => [...policy(decision)].filter(([, p]) => p > 0).map(([t]) => t)))
  const never = [...wanted].filter(target => !seen.has(target))
  if (never.length > 0) return `the log never chose ${never.join(', ')}`
  if (effective < least) return `effective sample size ${effective.toFixed(0)} is below ${least}`
  // Weights average 1 where the log gave every choice of the policy a chance.
  if (meanWeight < 0.5) return `the log gave only ${(100 * meanWeight).toFixed(0)} % of the policy's choices a chance`
  return undefined
}

const shareOf = (shares: ReadonlyMap<Target, number>, target: Target): number => shares.get(target) ?? 0

type Means = readonly [ips: number, snips: number, doublyRobust: number, logged: number]

/** The four means over `count` terms. */
function meansOf(count: number, term: (i: number) => Term | undefined): Means {
  let weights = 0
  let weighted = 0
  let robust = 0
  let rewards = 0
  for (let i = 0; i < count; i++) {
    const { weight, reward, direct, residual } = term(i) ?? { weight: 0, reward: 0, direct: 0, residual: 0 }
    weights += weight
    weighted += weight * reward
    robust += direct + weight * residual
    rewards += reward
  }
  return [weighted / count, weights > 0 ? weighted / weights : rewards / count, robust / count, rewards / count]
}

/** Percentile intervals (Efron, 1979), all from the same resamples. */
function bootstrap(
  terms: readonly Term[],
  resamples: number,
  random: Random,
): readonly [Estimate, Estimate, Estimate, Estimate] {
  const { length } = terms
  const means = Array.from({ length: resamples }, () => meansOf(length, () => terms[Math.floor(random() * length)]))
  const whole = meansOf(length, i => terms[i])
  // Between the order statistics of these ranks lie 95 of 100, also of few resamples (Davison and Hinkley, 1997, 5.2.1).
  const outer = Math.max(0, Math.floor((resamples + 1) * 0.025) - 1)
  const estimate = (which: 0 | 1 | 2 | 3): Estimate => {
    const sorted = means.map(m => m[which]).sort((a, b) => a - b)
    return { mean: whole[which], low: sorted[outer] ?? Number.NaN, high: sorted[resamples - 1 - outer] ?? Number.NaN }
  }
  return [estimate(0), estimate(1), estimate(2), estimate(3)]
}

function check(log: readonly LoggedDecision[], options: Readonly<Record<string, number>>): void {
  const faults: Fault[] = []
  if (log.length === 0) faults.push({ path: 'log', message: 'holds no decision' })
  for (const [path, value] of Object.entries(options)) {
    if (!(value > 0)) faults.push({ path: `options.${path}`, message: `${value} is not above 0` })
  }
  if (!Number.isInteger(options['resamples'])) {
    faults.push({ path: 'options.resamples', message: `${options['resamples']} is not a whole number` })
  }
  for (const [i, { propensity, reward, target, eligible }] of log.entries()) {
    if (!(propensity > 0 && propensity <= 1)) {
      faults.push({ path: `log[${i}].propensity`, message: `${propensity} is not above 0 and at most 1` })
    }
    if (!Number.isFinite(reward)) faults.push({ path: `log[${i}].reward`, message: `${reward} is not a number` })
    if (!eligible.includes(target)) {
      faults.push({ path: `log[${i}].eligible`, message: `does not hold ${target}, which was chosen` })
    }
    if (faults.length >= 10) break
  }
  if (faults.length > 0) throw new InvalidOptionsError('evaluatePolicy', faults)
}
