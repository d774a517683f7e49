import { type Fault, InvalidOptionsError } from '../../errors/index.ts'
import type { BudgetPacer } from '../budget-pacer.ts'
import type { RoutingStrategy } from '../routing-strategy.ts'
import { ranked, type ScoreWeights, scoreOf } from '../score.ts'
import { explore } from './explore.ts'
import { withFallbacks } from './fallbacks.ts'

export interface ThompsonOptions extends ScoreWeights {
  /** How much of the uncertainty is acted on: 0 is greedy, 1 matches probabilities. Default 0.3. */
  readonly spread?: number
  /** Holds the spend: its price of a dollar is added to `perUsd`, and what it cannot afford is not chosen. */
  readonly pacer?: BudgetPacer
}

/** One call: a target is tried as long as it may be better than the leader, with exact propensities (`explore`). */
export function thompson(options: ThompsonOptions = {}): RoutingStrategy {
  const { spread = 0.3, perUsd = 0, pacer } = options
  if (!(spread >= 0 && spread < Infinity)) {
    const faults: Fault[] = [{ path: 'spread', message: `${spread} is not a number from 0 on` }]
    throw new InvalidOptionsError('thompson', faults)
  }
  return {
    name: 'thompson',
    plan({ candidates, task, explore: mayExplore, random, weights: set }) {
      const own = { ...options, ...set, perUsd: set?.perUsd ?? perUsd }
      pacer?.consider(candidates.map(c => ({ worth: scoreOf(c, task, own), costUsd: c.prediction.costUsd.mean })))
      const weights = pacer ? { ...own, perUsd: own.perUsd + pacer.perUsd } : own
      const affordable = pacer?.affordable(candidates) ?? candidates
      const order = ranked(affordable, candidate => scoreOf(candidate, task, weights))
      const chosen = explore(order, mayExplore ? spread : 0, random)
      const { target, prediction } = chosen.candidate
      const { mean, stdDev } = prediction.quality
      const others = order.map(entry => entry.candidate)
      return {
        mode: 'in-order',
        targets: withFallbacks(target, others),
        propensity: chosen.propensity,
        final: true,
        reason: `${chosen.explored ? 'tried' : 'best'}: ${target}, quality ${mean.toFixed(2)} ± ${stdDev.toFixed(2)}`,
      }
    },
    ...(pacer && { spent: (usd: number) => pacer.spent(usd) }),
  }
}
