import type { RoutingContext, RoutingStrategy } from '../routing-strategy.ts'
import { voteIn } from '../voting.ts'
import { cascade, perUsdOf } from './cascade.ts'
import { dualValidation, tripleConsensus } from './consensus.ts'
import { forward } from './forward.ts'
import { type ThompsonOptions, thompson } from './thompson.ts'

export interface AdaptiveOptions extends ThompsonOptions {
  /**
   * Quality points that the cost of the dearest candidate that may be the best is worth, where more than one call is
   * thought of and neither `perUsd` nor a `pacer` says what money is worth. Default 0.07.
   */
  readonly costWeight?: number
}

/** Stakes at which an error costs twenty times as much as usual are the highest there are. */
const MOST_WEIGHT = 20
/** From this weight of latency on three are asked at once rather than two and a third. */
const HURRY = 0.6

/**
 * The default: as many calls as pay. One, to the target that has earned it, with as much exploration as pays (`thompson`).
 * Where answers are checked, one and perhaps another (`cascade`). Where they are not but much is at stake and answers can be
 * compared, two and a third where they disagree (`dualValidation`), or three at once where there is no time for that
 * (`tripleConsensus`): if the errors that avoids, weighed by the odds of the stakes, are worth more than the calls.
 */
export function adaptive(options: AdaptiveOptions = {}): RoutingStrategy {
  const { pacer, perUsd = 0, costWeight = 0.07 } = options
  const single = thompson(options)
  const again = cascade({ costWeight, ...(pacer && { pacer }), ...(perUsd > 0 && { perUsd }) })
  const dual = dualValidation()
  const triple = tripleConsensus()

  function chosenFor(context: RoutingContext): RoutingStrategy {
    if (context.check) return again
    const { stakes = 0, latency = 0.5 } = context.task.sensitivity ?? {}
    const vote = stakes > 0 ? voteIn(context) : undefined
    if (!vote) return single
    const price = (pacer?.perUsd ?? 0) + (context.weights?.perUsd ?? perUsd) || perUsdOf(context, costWeight)
    const worth = vote.gain * Math.min(MOST_WEIGHT, stakes / (1 - stakes))
    if (latency >= HURRY && worth > price * vote.extraUsd.atOnce) return triple
    return worth > price * vote.extraUsd.inTurn ? dual : single
  }
  const planners = new WeakMap<RoutingContext, RoutingStrategy>()
  return {
    name: 'adaptive',
    plan(context) {
      const strategy = chosenFor(context)
      planners.set(context, strategy)
      return strategy.plan(context)
    },
    ...forward([single, again, dual, triple], context => {
      const strategy = planners.get(context)
      return strategy && { strategy, context }
    }),
    // Whoever plans, all spend from one budget.
    ...(pacer && { spent: (usd: number) => pacer.spent(usd) }),
  }
}
