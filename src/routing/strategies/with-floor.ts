import type { RoutingContext, RoutingStrategy } from '../routing-strategy.ts'
import { checkRange } from './check-range.ts'
import { forward } from './forward.ts'
import { type QualityFloor, reachingFloor } from './quality-floor.ts'

/**
 * A strategy that sees only the targets which reach a quality with confidence, as first choice and as fallback; where none
 * does, only the one that comes nearest. What is not known well enough is not tried: give priors, or learn without the
 * floor first.
 */
export function withFloor(strategy: RoutingStrategy, options: QualityFloor = {}): RoutingStrategy {
  const { minQuality = 0.7, doubt = 1 } = options
  checkRange('withFloor', { minQuality }, 0, 1)
  checkRange('withFloor', { doubt }, 0, 10)
  const seen = new WeakMap<RoutingContext, RoutingContext>()
  const narrowed = (context: RoutingContext): RoutingContext => {
    const known = seen.get(context)
    if (known) return known
    const { candidates } = reachingFloor(context, { minQuality, doubt })
    const narrow = { ...context, candidates }
    seen.set(context, narrow)
    return narrow
  }
  return {
    name: `${strategy.name} with a floor`,
    plan: context => strategy.plan(narrowed(context)),
    ...forward([strategy], context => ({ strategy, context: narrowed(context) })),
  }
}
