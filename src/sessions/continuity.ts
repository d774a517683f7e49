import type { NonEmpty, Target, TaskProfile } from '../chat/index.ts'
import { type Fault, InvalidOptionsError } from '../errors/index.ts'
import {
  type Candidate,
  forward,
  type Plan,
  type RoutingContext,
  type RoutingStrategy,
  scoreOf,
} from '../routing/index.ts'

export interface ContinuityOptions {
  /** How much better another target must be at the same topic before the conversation moves, in quality points. Default 0.1. */
  readonly minGain?: number
  /**
   * Quality points that a dollar is worth, of switching and of the answer. Default 5: two cents are worth as much as 0.1.
   */
  readonly perUsd?: number
  /** Quality points that a second of latency is worth. Default 0.01: ten seconds are worth as much as 0.1. */
  readonly perSecond?: number
}

/**
 * A strategy that knows the price of leaving. The target that served the conversation is left where another is better, in
 * quality, cost and latency together, by more than the switch costs and, within a topic, by `minGain`; who is not better by
 * that much is only a fallback. A target that is no candidate (its circuit is open, it cannot do what is needed) is left at
 * once. Nobody who would have to forget what was said is worth leaving one for who need not. Plans that ask several at the
 * same time are not touched.
 *
 * @throws InvalidOptionsError
 */
export function withContinuity(strategy: RoutingStrategy, options: ContinuityOptions = {}): RoutingStrategy {
  const { minGain = 0.1, perUsd = 5, perSecond = 0.01 } = options
  check({ minGain, perUsd, perSecond })
  const seen = new WeakMap<RoutingContext, RoutingContext>()
  return {
    name: `${strategy.name} with continuity`,
    async plan(context) {
      const free = await strategy.plan(context)
      const { session, candidates, task } = context
      const previous = candidates.find(candidate => candidate.target === session?.previous)
      if (!session || !previous || free.mode === 'ensemble') return free
      const price = (session.sameTopic ? minGain : 0) + perUsd * session.switchCostUsd
      const least = price + scoreOf(previous, task, { perUsd, perSecond })
      const worthLeavingFor = candidates.filter(
        candidate =>
          candidate !== previous &&
          (price === 0 || scoreOf(candidate, task, { perUsd, perSecond }) > least) &&
          (holds(candidate, task) || !holds(previous, task)),
      )
      if (worthLeavingFor.length === candidates.length - 1) return free
      // The strategy chooses again among these, so that the propensity it states is that of the choice that is made.
      const narrow: RoutingContext = { ...context, candidates: [previous, ...worthLeavingFor] }
      seen.set(context, narrow)
      const plan = await strategy.plan(narrow)
      return withFallbacks(plan, candidates, previous, price)
    },
    ...forward([strategy], context => ({ strategy, context: seen.get(context) ?? context })),
  }
}

/** Whether a target has room for all that was said. */
function holds({ model }: Candidate, { inputTokens }: TaskProfile): boolean {
  return inputTokens <= (model.contextTokens ?? Infinity)
}

function withFallbacks(plan: Plan, candidates: NonEmpty<Candidate>, previous: Candidate, price: number): Plan {
  const rest = candidates.map(candidate => candidate.target).filter(target => !plan.targets.includes(target))
  const targets: NonEmpty<Target> = [...plan.targets, ...rest]
  if (plan.targets[0] !== previous.target) return { ...plan, targets }
  const stays = `stays with ${previous.target}: leaving costs ${price.toFixed(3)}`
  return { ...plan, targets, reason: plan.reason === undefined ? stays : `${plan.reason}; ${stays}` }
}

function check(options: Required<ContinuityOptions>): void {
  const faults: Fault[] = Object.entries(options)
    .filter(([, value]) => !(value >= 0 && value < Infinity))
    .map(([path, value]) => ({ path, message: `${value} is not a number from 0 on` }))
  if (faults.length > 0) throw new InvalidOptionsError('withContinuity', faults)
}
