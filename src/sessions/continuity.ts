import type { NonEmpty, Target } from '../chat/index.ts'
import { type Fault, InvalidOptionsError } from '../errors/index.ts'
import type { Candidate, Plan, RoutingStrategy } from '../routing/index.ts'

export interface ContinuityOptions {
  /** How much better another target must be at the same topic before the conversation moves, in quality points. Default 0.1. */
  readonly minGain?: number
  /** Quality points that a dollar of switching is worth. Default 5: two cents are worth as much as 0.1. */
  readonly perUsd?: number
}

/**
 * A strategy that knows the price of leaving. The target that served the conversation is left where another is better by
 * more than the switch costs and, within a topic, by `minGain`; who is not better by that much is only a fallback. A target
 * that is no candidate (its circuit is open, it cannot do what is needed) is left at once. Plans that ask several at the
 * same time are not touched.
 *
 * @throws InvalidOptionsError
 */
export function withContinuity(strategy: RoutingStrategy, options: ContinuityOptions = {}): RoutingStrategy {
  const { minGain = 0.1, perUsd = 5 } = options
  check({ minGain, perUsd })
  return {
    name: `${strategy.name} with continuity`,
    async plan(context) {
      const free = await strategy.plan(context)
      const { session, candidates } = context
      const previous = candidates.find(candidate => candidate.target === session?.previous)
      if (!session || !previous || free.mode === 'ensemble') return free
      const price = (session.sameTopic ? minGain : 0) + perUsd * session.switchCostUsd
      if (price === 0) return free
      const worthLeavingFor = candidates.filter(
        ({ target, prediction }) =>
          target !== previous.target && prediction.quality.mean - previous.prediction.quality.mean > price,
      )
      if (worthLeavingFor.length === candidates.length - 1) return free
      // The strategy chooses again among these, so that the propensity it states is that of the choice that is made.
      const plan = await strategy.plan({ ...context, candidates: [previous, ...worthLeavingFor] })
      return withFallbacks(plan, candidates, previous, price)
    },
    ...(strategy.next && { next: (context, answers) => strategy.next?.(context, answers) }),
  }
}

function withFallbacks(plan: Plan, candidates: NonEmpty<Candidate>, previous: Candidate, price: number): Plan {
  const rest = candidates.map(candidate => candidate.target).filter(target => !plan.targets.includes(target))
  const targets: NonEmpty<Target> = [...plan.targets, ...rest]
  if (plan.targets[0] !== previous.target) return { ...plan, targets }
  const stays = `stays with ${previous.target}: nobody more than ${price.toFixed(3)} better is preferred`
  return { ...plan, targets, reason: plan.reason === undefined ? stays : `${plan.reason}; ${stays}` }
}

function check(options: Required<ContinuityOptions>): void {
  const faults: Fault[] = Object.entries(options)
    .filter(([, value]) => !(value >= 0 && value < Infinity))
    .map(([path, value]) => ({ path, message: `${value} is not a number from 0 on` }))
  if (faults.length > 0) throw new InvalidOptionsError('withContinuity', faults)
}
