import { type ChatRequest, isNonEmpty, type Target } from '../chat/index.ts'
import { type Fault, InvalidOptionsError } from '../errors/index.ts'
import type { Learner } from '../learning/index.ts'
import type { Candidate, RoutingContext, RoutingStrategy } from '../routing/index.ts'
import { seededRandom } from '../runtime/index.ts'
import type { PricedDecision } from './counterfactual.ts'
import { type Estimate, evaluatePolicy, type OffPolicyOptions } from './off-policy.ts'

export interface RecommendOptions extends OffPolicyOptions {
  /** By name. At least one. */
  readonly strategies: Readonly<Record<string, RoutingStrategy>>
  /** Reward that a dollar is worth. Default 0: quality alone decides. */
  readonly perUsd?: number
  /** What the strategies go by; it learns from the log as it goes along. Give a new one, such as `new LearningEngine()`. */
  readonly learning: Learner
}

/** What one strategy would have earned on the log. */
export interface StrategyEstimate {
  readonly name: string
  /** Reward less cost, per request. */
  readonly worth: Estimate
  /** Against what the log earned. The interval takes the logged as known. */
  readonly gain: Estimate
  readonly effectiveSamples: number
  /** Why this says nothing. Absent: it may be read. */
  readonly refused?: string
}

export interface Recommendation {
  /** The strategy that the log favours; absent where none is better than what was done, with confidence. */
  readonly favoured?: string
  /** In words, for people. */
  readonly reason: string
  /** Best first; those that are refused last. */
  readonly ranking: readonly StrategyEstimate[]
}

/** Plans by which the chances of a strategy that draws lots are told. */
const DRAWS = 16
const request: ChatRequest = { messages: [{ role: 'user', content: '' }] }

/**
 * Names the strategy that recorded traffic favours, by off-policy estimates: the log, in the order in which it was written, is
 * shown to each strategy as it would have seen it, with beliefs from what came before. Only whom it asks first counts; latency,
 * load and words of requests are not in the log. Among many strategies the best looks better than it is: prove it on another
 * log, or with `split`. Throws `InvalidOptionsError`. Cost: decisions × strategies × 16 plans.
 */
export async function recommend(log: readonly PricedDecision[], options: RecommendOptions): Promise<Recommendation> {
  const { strategies, perUsd = 0, learning, ...offPolicy } = options
  check(strategies, perUsd)
  const shares = await sharesOf(log, strategies, learning)
  const worth = log.map(decision => ({ ...decision, reward: decision.reward - perUsd * decision.costUsd }))
  const place = new Map(worth.map((decision, i) => [decision, i]))
  const ranking = Object.keys(strategies).map((name): StrategyEstimate => {
    const policy = shares.get(name) ?? []
    const estimate = evaluatePolicy(
      worth,
      decision => policy[place.get(decision as (typeof worth)[number]) ?? -1] ?? new Map<Target, number>(),
      offPolicy,
    )
    const { doublyRobust, logged, effectiveSamples, refused } = estimate
    const { mean, low, high } = doublyRobust
    const gain = { mean: mean - logged.mean, low: low - logged.mean, high: high - logged.mean }
    return { name, worth: doublyRobust, gain, effectiveSamples, ...(refused !== undefined && { refused }) }
  })
  ranking.sort((a, b) => Number(a.refused !== undefined) - Number(b.refused !== undefined) || b.gain.mean - a.gain.mean)
  const [best] = ranking
  if (!best || best.refused !== undefined) {
    return { ranking, reason: `the log cannot tell: ${best?.refused ?? 'there is no strategy'}` }
  }
  const words = `${signed(best.gain.mean)} a request (${signed(best.gain.low)} to ${signed(best.gain.high)})`
  if (best.gain.low <= 0) return { ranking, reason: `${best.name} comes nearest, with ${words}: not surely better` }
  return { ranking, favoured: best.name, reason: `${best.name} would have earned ${words}` }
}

/** With which probability each strategy would have asked each target first, decision by decision. */
async function sharesOf(
  log: readonly PricedDecision[],
  strategies: RecommendOptions['strategies'],
  learning: Learner,
): Promise<ReadonlyMap<string, readonly ReadonlyMap<Target, number>[]>> {
  const all = new Map(Object.keys(strategies).map(name => [name, [] as ReadonlyMap<Target, number>[]]))
  for (const [i, decision] of log.entries()) {
    const context = contextOf(decision, learning, i)
    for (const [name, strategy] of Object.entries(strategies)) {
      const shares = new Map<Target, number>()
      for (let draw = 0; draw < DRAWS; draw++) {
        const { targets } = await strategy.plan({ ...context, random: seededRandom(`${i}/${draw}`) })
        shares.set(targets[0], (shares.get(targets[0]) ?? 0) + 1 / DRAWS)
      }
      all.get(name)?.push(shares)
    }
    const { task, target, reward, costUsd, propensity } = decision
    learning.observe({ type: 'attempt', task, target, status: 'ok', latencyMs: 1000, costUsd, atMs: i })
    learning.observe({ type: 'feedback', task, target, score: reward, weight: 1, source: 'user', propensity, atMs: i })
  }
  return all
}

function contextOf({ task, eligible }: PricedDecision, learning: Learner, nowMs: number): RoutingContext {
  const candidates = learning.predict(task, eligible).map((prediction): Candidate => {
    const { target } = prediction
    return { target, model: { id: target }, prediction, inFlight: 0, circuit: 'closed' }
  })
  if (!isNonEmpty(candidates))
    throw new InvalidOptionsError('recommend', [{ path: 'log', message: 'nobody was eligible' }])
  return { request, task, constraints: {}, explore: true, candidates, random: seededRandom(nowMs), nowMs }
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toPrecision(3)}`

function check(strategies: RecommendOptions['strategies'], perUsd: number): void {
  const faults: Fault[] = []
  if (Object.keys(strategies).length === 0) faults.push({ path: 'strategies', message: 'at least one is needed' })
  if (!(perUsd >= 0 && perUsd < Infinity))
    faults.push({ path: 'perUsd', message: `${perUsd} is not a number from 0 on` })
  if (faults.length > 0) throw new InvalidOptionsError('recommend', faults)
}
