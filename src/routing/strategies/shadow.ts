import type { Target } from '../../chat/index.ts'
import type { RoutingStrategy } from '../routing-strategy.ts'
import { checkRange } from './check-range.ts'
import { forward } from './forward.ts'

export interface ShadowOptions {
  /** Whom to ask beside. Default: whoever is known least of those that the plan does not ask first. */
  readonly target?: Target
  /** Of the requests, 0–1. Default 0.05. */
  readonly share?: number
}

/**
 * A strategy that also has a share of its requests answered by another target in the background. Nobody waits for that answer
 * and nobody gets it; what it took and cost, and what the check says of it, is learned without an experiment on one's users.
 * It is billed like any other: it is in the report and the events, though not in the request's own limit. A request that may
 * not be spent on learning has no shadow. Wrap the outermost strategy.
 */
export function shadow(strategy: RoutingStrategy, options: ShadowOptions = {}): RoutingStrategy {
  const { target, share = 0.05 } = options
  checkRange('shadow', { share }, 0, 1)
  return {
    name: `${strategy.name} with a shadow`,
    async plan(context) {
      const plan = await strategy.plan(context)
      if (!context.explore || context.random() >= share) return plan
      const others = context.candidates.filter(candidate => candidate.target !== plan.targets[0])
      const [leastKnown] = others.toSorted((a, b) => a.prediction.quality.samples - b.prediction.quality.samples)
      const beside = target === undefined ? leastKnown : others.find(candidate => candidate.target === target)
      return beside ? { ...plan, shadow: beside.target } : plan
    },
    ...forward([strategy], context => ({ strategy, context })),
  }
}
