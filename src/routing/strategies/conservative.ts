import { isNonEmpty, type Target } from '../../chat/index.ts'
import type { Candidate, RoutingContext, RoutingStrategy } from '../routing-strategy.ts'
import { checkRange } from './check-range.ts'
import { forward } from './forward.ts'

export interface ConservativeOptions {
  /** Whom one would ask without routing. */
  readonly baseline: Target
  /** By which share the sum of quality may stay below the baseline's, 0–1. Default 0.05. */
  readonly maxLoss?: number
  /** Standard deviations by which beliefs may be wrong, 0–10. Default 2: in simulation 97 of 100 runs never fall below at any time. */
  readonly doubt?: number
}

/**
 * A strategy that is never worse than a baseline, taken over all requests: the sum of quality stays above 95 % of what the
 * baseline alone would have brought, with confidence (a conservative bandit: Wu et al., 2016). Each request that goes to the
 * baseline earns slack; another target is a candidate only while there is slack for the worst that is believed of it against
 * the best that is believed of the baseline. Where the baseline may not serve, all others may. The slack is per process.
 */
export function conservative(strategy: RoutingStrategy, options: ConservativeOptions): RoutingStrategy {
  const { baseline, maxLoss = 0.05, doubt = 2 } = options
  checkRange('conservative', { maxLoss }, 0, 1)
  checkRange('conservative', { doubt }, 0, 10)
  let slack = 0
  const seen = new WeakMap<RoutingContext, RoutingContext>()
  const planned = new WeakMap<RoutingContext, Target>()

  const worst = ({ prediction: { quality } }: Candidate): number => Math.max(0, quality.mean - doubt * quality.stdDev)
  const best = ({ prediction: { quality } }: Candidate): number => Math.min(1, quality.mean + doubt * quality.stdDev)
  /** What a request brings to the slack, at worst. Of the baseline itself both sides are the same unknown. */
  const earned = (candidate: Candidate, base: Candidate): number =>
    candidate === base ? maxLoss * worst(base) : worst(candidate) - (1 - maxLoss) * best(base)
  const baseOf = ({ candidates }: RoutingContext): Candidate | undefined => candidates.find(c => c.target === baseline)

  function narrowed(context: RoutingContext): RoutingContext {
    const known = seen.get(context)
    if (known) return known
    const base = baseOf(context)
    const underWay = context.candidates.reduce((sum, c) => sum + (c === base ? 0 : c.inFlight), 0)
    const allowed = base
      ? context.candidates.filter(c => c === base || slack + (1 + underWay) * earned(c, base) >= 0)
      : context.candidates
    const narrow = isNonEmpty(allowed) ? { ...context, candidates: allowed } : context
    seen.set(context, narrow)
    return narrow
  }
  const { spent, ...rest } = forward([strategy], context => ({ strategy, context: narrowed(context) }))
  return {
    name: `${strategy.name}, never worse than ${baseline}`,
    async plan(context) {
      const plan = await strategy.plan(narrowed(context))
      planned.set(context, plan.targets[0])
      const slackBy = `${slack.toFixed(2)} answers ahead of ${Math.round(100 * (1 - maxLoss))} % of ${baseline}`
      return { ...plan, reason: plan.reason === undefined ? slackBy : `${plan.reason}; ${slackBy}` }
    },
    ...rest,
    spent(usd, context) {
      const base = baseOf(context)
      const chosen = context.candidates.find(c => c.target === planned.get(context))
      if (base && chosen) slack += earned(chosen, base)
      spent?.(usd, context)
    },
  }
}
