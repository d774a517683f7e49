import type { RoutingContext, RoutingStrategy } from '../routing-strategy.ts'

/** Who planned for a context, and the context that it was shown. */
export interface Planner {
  readonly strategy: RoutingStrategy
  readonly context: RoutingContext
}

/**
 * What follows a plan, handed to whoever made it: for strategies that are made of others. A context of which no planner is
 * known accepts the answers. Members that none of the strategies has are absent, so that the combination can be streamed
 * where all of them can.
 */
export function forward(
  strategies: readonly RoutingStrategy[],
  plannerOf: (context: RoutingContext) => Planner | undefined,
): Pick<RoutingStrategy, 'checks' | 'next' | 'best' | 'spent'> {
  const has = (member: 'checks' | 'next' | 'best' | 'spent'): boolean =>
    strategies.some(strategy => strategy[member] !== undefined && strategy[member] !== false)
  return {
    ...(has('checks') && { checks: true }),
    ...(has('next') && {
      next(context, answers) {
        const planner = plannerOf(context)
        return planner?.strategy.next?.(planner.context, answers)
      },
    }),
    ...(has('best') && {
      best(context, answers) {
        const planner = plannerOf(context)
        return planner?.strategy.best?.(planner.context, answers)
      },
    }),
    ...(has('spent') && {
      spent(usd, context) {
        const planner = plannerOf(context)
        planner?.strategy.spent?.(usd, planner.context)
      },
    }),
  }
}
