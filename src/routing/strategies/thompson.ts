import { type Fault, InvalidOptionsError } from '../../errors/index.ts'
import type { Random } from '../../runtime/index.ts'
import type { Candidate, RoutingStrategy } from '../routing-strategy.ts'
import { ranked, type ScoreWeights, scoreOf } from '../score.ts'
import { withFallbacks } from './fallbacks.ts'
import { normalCdf } from './normal-cdf.ts'

export interface ThompsonOptions extends ScoreWeights {
  /** How much of the uncertainty is acted on: 0 is greedy, 1 matches probabilities. Default 0.4. */
  readonly spread?: number
}

/**
 * One call, chosen with about the probability that it is the best: a target is tried as long as it may be better than
 * the leader. Instead of drawing from the posteriors (Thompson, 1933) the probability that each beats the leader is
 * computed and one is drawn by it, so that the propensity is exact.
 */
export function thompson(options: ThompsonOptions = {}): RoutingStrategy {
  const { spread = 0.4 } = options
  if (!(spread >= 0 && spread < Infinity)) {
    const faults: Fault[] = [{ path: 'spread', message: `${spread} is not a number from 0 on` }]
    throw new InvalidOptionsError('thompson', faults)
  }
  return {
    name: 'thompson',
    plan(context) {
      const order = ranked(context.candidates, candidate => scoreOf(candidate, context.task, options))
      const shares = sharesOf(order, context.explore ? spread : 0)
      const i = draw(shares, context.random)
      const chosen = order[i]?.candidate ?? context.candidates[0]
      const { mean, stdDev } = chosen.prediction.quality
      return {
        mode: 'in-order',
        targets: withFallbacks(
          chosen.target,
          order.map(entry => entry.candidate),
        ),
        propensity: shares[i] ?? 1,
        reason: `${i === 0 ? 'best' : 'explored'}: ${chosen.target}, quality ${mean.toFixed(2)} ± ${stdDev.toFixed(2)}`,
      }
    },
  }
}

/** With which probability each is chosen, leader first. What is all but hopeless gets nothing. */
function sharesOf(
  order: readonly { readonly candidate: Candidate; readonly score: number }[],
  spread: number,
): number[] {
  const leader = order[0]
  const weights = order.map(({ candidate, score }) => {
    if (!leader || candidate === leader.candidate) return 0.5
    const doubt = spread * Math.hypot(candidate.prediction.quality.stdDev, leader.candidate.prediction.quality.stdDev)
    if (doubt === 0) return 0
    const weight = normalCdf((score - leader.score) / doubt)
    return weight < 1e-3 ? 0 : weight
  })
  const sum = weights.reduce((a, b) => a + b, 0)
  return weights.map(weight => weight / sum)
}

function draw(shares: readonly number[], random: Random): number {
  let left = random()
  for (const [i, share] of shares.entries()) {
    left -= share
    if (left < 0) return i
  }
  return 0
}
