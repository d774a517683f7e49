import { InvalidOptionsError } from '../../errors/index.ts'
import type { Candidate, RoutingStrategy } from '../routing-strategy.ts'
import { ranked, type ScoreWeights, scoreOf } from '../score.ts'
import { draw } from './draw.ts'
import { inOrder } from './in-order.ts'

/** Never nothing: a propensity must be above 0. */
const shareOf = ({ weight = 1 }: Candidate): number => Math.max(0.01, weight)

export interface PerformanceWeightedOptions extends ScoreWeights {
  /** Quality points by which a target must fall behind to be chosen e times less often, above 0. Default 0.05. */
  readonly temperature?: number
}

/**
 * Spreads requests over all targets, the better the more often (Boltzmann): whatever is worth a little less is used a
 * little less. Propensities are exact; a request that may not be spent on learning goes to the best.
 */
export function performanceWeighted(options: PerformanceWeightedOptions = {}): RoutingStrategy {
  const { temperature = 0.05 } = options
  if (!(temperature > 0 && temperature < Infinity)) {
    const message = `${temperature} is not a number above 0`
    throw new InvalidOptionsError('performanceWeighted', [{ path: 'temperature', message }])
  }
  return {
    name: 'performance-weighted',
    plan({ candidates, task, explore, random, weights }) {
      const order = ranked(candidates, candidate => scoreOf(candidate, task, { ...options, ...weights }))
      const [best, ...rest] = order
      if (!explore) return inOrder(order, `${best.candidate.target} is worth most, ${best.score.toFixed(3)}`)
      const { item, propensity } = draw(
        [
          { entry: best, weight: shareOf(best.candidate) },
          ...rest.map(entry => ({
            entry,
            weight: shareOf(entry.candidate) * Math.exp((entry.score - best.score) / temperature),
          })),
        ],
        random,
      )
      const { candidate, score } = item.entry
      const share = `chosen with ${propensity.toFixed(3)}`
      return inOrder(order, `${candidate.target}, worth ${score.toFixed(3)}, ${share}`, item.entry, propensity)
    },
  }
}
