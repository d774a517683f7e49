import type { RoutingStrategy } from '../routing-strategy.ts'
import { ranked } from '../score.ts'
import { checkRange } from './check-range.ts'
import { withFallbacks } from './fallbacks.ts'
import { lowerBound, type QualityFloor, reachingFloor } from './quality-floor.ts'

/**
 * One call: the cheapest target that is good enough with confidence; where none is, the one that comes nearest. The others
 * follow, the surest first.
 */
export function cheapestGoodEnough(options: QualityFloor = {}): RoutingStrategy {
  const { minQuality = 0.7, doubt = 1 } = options
  checkRange('cheapestGoodEnough', { minQuality }, 0, 1)
  checkRange('cheapestGoodEnough', { doubt }, 0, 10)
  return {
    name: 'cheapest-good-enough',
    plan(context) {
      const { reached, candidates, floor } = reachingFloor(context, { minQuality, doubt })
      const { target } = ranked(candidates, c => -c.prediction.costUsd.mean)[0].candidate
      const others = ranked(context.candidates, c => lowerBound(c, doubt)).map(entry => entry.candidate)
      return {
        mode: 'in-order',
        targets: withFallbacks(target, others),
        reason: `${target} ${reached ? 'is the cheapest above' : 'comes nearest to'} a quality of ${floor}`,
      }
    },
  }
}
