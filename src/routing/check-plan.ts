import { InvalidPlanError } from '../errors/index.ts'
import type { Plan, RoutingContext } from './routing-strategy.ts'

/** Throws `InvalidPlanError` for a plan that cannot be performed: empty, with strangers or repetitions, or with impossible numbers. */
export function checkPlan(plan: Plan, context: RoutingContext, strategy: string): void {
  const fail = (problem: string): never => {
    throw new InvalidPlanError(strategy, problem)
  }
  const targets: readonly string[] = plan.targets
  if (targets.length === 0) fail('the plan names no target')
  const candidates = new Set<string>(context.candidates.map(candidate => candidate.target))
  const named = new Set<string>()
  for (const target of targets) {
    if (!candidates.has(target)) fail(`${target} is not a candidate for this request`)
    if (named.has(target)) fail(`${target} is named twice`)
    named.add(target)
  }
  const { propensity } = plan
  if (propensity !== undefined && !(propensity > 0 && propensity <= 1)) {
    fail(`propensity ${propensity} is not above 0 and at most 1`)
  }
  if (plan.mode === 'race' && !(plan.staggerMs >= 0 && plan.staggerMs < Infinity)) {
    fail(`staggerMs ${plan.staggerMs} is not a number from 0 on`)
  }
  if (plan.mode === 'cascade' && !(plan.minConfidence >= 0 && plan.minConfidence <= 1)) {
    fail(`minConfidence ${plan.minConfidence} is not within 0 and 1`)
  }
  if (
    plan.mode === 'ensemble' &&
    !(Number.isInteger(plan.quorum) && plan.quorum >= 1 && plan.quorum <= targets.length)
  ) {
    fail(`quorum ${plan.quorum} is not a whole number from 1 to ${targets.length}`)
  }
}
