import type { NonEmpty } from '../../chat/index.ts'
import { checkPlan } from '../check-plan.ts'
import type { RoutingContext, RoutingStrategy } from '../routing-strategy.ts'
import { forward } from './forward.ts'

/**
 * The first strategy that has a plan which can be performed: one that throws, or names a target that may not be chosen,
 * gives way to the next. Throws what the last one throws.
 */
export function firstOf(...strategies: NonEmpty<RoutingStrategy>): RoutingStrategy {
  const chosen = new WeakMap<RoutingContext, RoutingStrategy>()
  return {
    name: 'first-of',
    async plan(context) {
      let failure: unknown
      for (const strategy of strategies) {
        try {
          const plan = await strategy.plan(context)
          checkPlan(plan, context, strategy.name)
          chosen.set(context, strategy)
          return plan
        } catch (error) {
          failure = error
        }
      }
      throw failure
    },
    ...forward(strategies, context => {
      const strategy = chosen.get(context)
      return strategy && { strategy, context }
    }),
  }
}
