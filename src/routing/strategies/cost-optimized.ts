import type { RoutingStrategy } from '../routing-strategy.ts'
import { ranked } from '../score.ts'
import { checkRange } from './check-range.ts'
import { inOrder } from './in-order.ts'

export interface CostOptimizedOptions {
  /** How far below the best quality a cheaper target may be, 0–1. Default 0.1. */
  readonly tolerance?: number
}

/** One call: the cheapest target among those that are about as good as the best; the others follow by quality. */
export function costOptimized(options: CostOptimizedOptions = {}): RoutingStrategy {
  const { tolerance = 0.1 } = options
  checkRange('costOptimized', { tolerance }, 0, 1)
  return {
    name: 'cost-optimized',
    plan({ candidates }) {
      const best = Math.max(...candidates.map(c => c.prediction.quality.mean))
      const order = ranked(candidates, ({ prediction: { quality, costUsd } }) =>
        quality.mean >= best - tolerance ? 2 - costUsd.mean / (0.001 + costUsd.mean) : quality.mean,
      )
      const { target } = order[0].candidate
      return inOrder(order, `${target} is the cheapest within ${tolerance} of the best quality ${best.toFixed(2)}`)
    },
  }
}
