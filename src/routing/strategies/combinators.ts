import type { Answer } from '../../merge/index.ts'
import type { NonEmpty } from '../../chat/index.ts'
import type { RoutingContext, RoutingStrategy } from '../routing-strategy.ts'

/** A strategy that hands each request to another; the choice must depend on the context alone, `next` asks it again. */
function delegate(name: string, choose: (context: RoutingContext) => RoutingStrategy): RoutingStrategy {
  return {
    name,
    plan: context => choose(context).plan(context),
    next: (context: RoutingContext, answers: NonEmpty<Answer>) => choose(context).next?.(context, answers),
  }
}

/** A strategy per kind of task, and one for all other kinds. */
export function byTask(
  strategies: Readonly<Record<string, RoutingStrategy>>,
  otherwise: RoutingStrategy,
): RoutingStrategy {
  return delegate(
    'by-task',
    ({ task }) => (Object.hasOwn(strategies, task.kind) ? strategies[task.kind] : undefined) ?? otherwise,
  )
}

/** One strategy where a condition holds, another where not. The condition must be pure: it may be asked more than once. */
export function when(
  condition: (context: RoutingContext) => boolean,
  then: RoutingStrategy,
  otherwise: RoutingStrategy,
): RoutingStrategy {
  return delegate('when', context => (condition(context) ? then : otherwise))
}
