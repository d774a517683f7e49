import { InvalidPlanError } from '../errors/index.ts'
import type { Plan, RoutingContext } from './routing-strategy.ts'

/** Up to this many targets, comparing each with each is quicker than making sets. */
const FEW = 24

/** Throws `InvalidPlanError` for a plan that cannot be performed: empty, with strangers or repetitions, or with impossible numbers. */
export function checkPlan(plan: Plan, context: RoutingContext, strategy: string): void {
  const fail = (problem: string): never => {
    throw new InvalidPlanError(strategy, problem)
  }
  const targets: readonly string[] = plan.targets
  if (targets.length === 0) fail('the plan names no target')
  if (targets.length > FEW) checkMany(targets, context, fail)
  else checkFew(targets, context, fail)
  const { propensity } = plan
  if (propensity !== undefined && !(propensity > 0 && propensity <= 1)) {
    fail(`propensity ${propensity} is not above 0 and at most 1`)
  }
  const { expected, shadow } = plan
  if (shadow !== undefined && !context.candidates.some(({ target }) => target === shadow)) fail(stranger(shadow))
  if (shadow !== undefined && shadow === targets[0]) fail(`${shadow} is asked first and cannot be its own shadow`)
  if (expected !== undefined && !(expected >= 0 && expected <= 1)) fail(`expected ${expected} is not within 0 and 1`)
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

type Fail = (problem: string) => never

function checkFew(targets: readonly string[], { candidates }: RoutingContext, fail: Fail): void {
  for (let i = 0; i < targets.length; i++) {
    const target = targets[i]
    let known = false
    for (let j = 0; j < candidates.length && !known; j++) known = candidates[j]?.target === target
    if (!known) fail(stranger(target))
    for (let j = 0; j < i; j++) if (targets[j] === target) fail(twice(target))
  }
}

function checkMany(targets: readonly string[], context: RoutingContext, fail: Fail): void {
  const candidates = new Set<string>(context.candidates.map(candidate => candidate.target))
  const named = new Set<string>()
  for (const target of targets) {
    if (!candidates.has(target)) fail(stranger(target))
    if (named.has(target)) fail(twice(target))
    named.add(target)
  }
}

const stranger = (target = ''): string => `${target} is not a candidate for this request`
const twice = (target = ''): string => `${target} is named twice`
