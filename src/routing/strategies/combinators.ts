import type { RoutingContext, RoutingStrategy } from '../routing-strategy.ts'
import { forward } from './forward.ts'

/** Hands each request to one of the arms; the choice must depend on the context alone, `next` asks it again. */
function delegate(
  name: string,
  arms: readonly RoutingStrategy[],
  choose: (context: RoutingContext) => RoutingStrategy,
): RoutingStrategy {
  return {
    name,
    plan: context => choose(context).plan(context),
    ...forward(arms, context => ({ strategy: choose(context), context })),
  }
}

/** A strategy per kind of task, and one for all other kinds. */
export function byTask(
  strategies: Readonly<Record<string, RoutingStrategy>>,
  otherwise: RoutingStrategy,
): RoutingStrategy {
  return delegate(
    'by-task',
    [...Object.values(strategies), otherwise],
    ({ task }) => (Object.hasOwn(strategies, task.kind) ? strategies[task.kind] : undefined) ?? otherwise,
  )
}

/** A strategy per mood of the writer (`frustrated`, `sad`, `anxious` …), and one for all others and where none is known. */
export function byEmotion(
  strategies: Readonly<Record<string, RoutingStrategy>>,
  otherwise: RoutingStrategy,
): RoutingStrategy {
  return delegate('by-emotion', [...Object.values(strategies), otherwise], ({ task: { emotion } }) => {
    const meant = emotion && Object.hasOwn(strategies, emotion.kind) ? strategies[emotion.kind] : undefined
    return meant ?? otherwise
  })
}

/** One strategy where a condition holds, another where not. The condition must be pure: it may be asked more than once. */
export function when(
  condition: (context: RoutingContext) => boolean,
  then: RoutingStrategy,
  otherwise: RoutingStrategy,
): RoutingStrategy {
  return delegate('when', [then, otherwise], context => (condition(context) ? then : otherwise))
}
