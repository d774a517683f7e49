import type { NonEmpty } from '../../chat/index.ts'
import { type Fault, InvalidOptionsError } from '../../errors/index.ts'
import type { RoutingContext, RoutingStrategy } from '../routing-strategy.ts'
import { draw } from './draw.ts'
import { forward, type Planner } from './forward.ts'

export interface SplitArm {
  readonly strategy: RoutingStrategy
  /** Relative to the other arms, above 0. Default 1. */
  readonly weight?: number
}

/**
 * An A/B test: each request goes to one of the strategies, drawn by weight; where chance may not decide, to the first.
 * The stated propensity is exact, the sum over all arms that would have asked the same target first. For that every arm is
 * planned, and none explores by itself. Cost: the sum of the arms'.
 */
export function split(...arms: NonEmpty<SplitArm>): RoutingStrategy {
  const weights = arms.map(({ weight = 1 }) => weight)
  const faults: Fault[] = weights.flatMap((weight, i) =>
    weight > 0 && weight < Infinity ? [] : [{ path: `[${i}].weight`, message: `${weight} is not a number above 0` }],
  )
  if (faults.length > 0) throw new InvalidOptionsError('split', faults)
  const [control, ...others] = arms
  const total = weights.reduce((a, b) => a + b, 0)
  const chosen = new WeakMap<RoutingContext, Planner>()
  return {
    name: 'split',
    async plan(context) {
      const settled = { ...context, explore: false }
      const planned = async ({ strategy, weight = 1 }: SplitArm) => ({
        strategy,
        weight,
        plan: await strategy.plan(settled),
      })
      const first = await planned(control)
      const rest = await Promise.all(others.map(planned))
      const { strategy, plan } = context.explore ? draw([first, ...rest], context.random).item : first
      const alike = [first, ...rest].filter(arm => arm.plan.targets[0] === plan.targets[0])
      const share = alike.length > rest.length ? 1 : alike.reduce((sum, { weight }) => sum + weight, 0) / total
      chosen.set(context, { strategy, context: settled })
      const reason = `${strategy.name}${plan.reason === undefined ? '' : `: ${plan.reason}`}`
      return { ...plan, propensity: context.explore ? share : 1, reason }
    },
    ...forward(
      arms.map(arm => arm.strategy),
      context => chosen.get(context),
    ),
  }
}
