import type { NonEmpty } from '../../chat/index.ts'
import { type Fault, InvalidOptionsError } from '../../errors/index.ts'
import type { CheckBelief } from '../../learning/index.ts'
import type { Answer } from '../../merge/index.ts'
import type { BudgetPacer, PricedOption } from '../budget-pacer.ts'
import { accepted, after, betterOf, judged, noCheck } from '../posterior.ts'
import type { Candidate, RoutingContext, RoutingStrategy } from '../routing-strategy.ts'
import { type Ranked, ranked } from '../score.ts'
import { QualityGoal } from '../quality-goal.ts'
import { affordableAfter } from './affordable-after.ts'
import { explore } from './explore.ts'

export interface CascadeOptions {
  /**
   * Quality points that the cost of the dearest candidate that may be the best is worth. Less while the answers are believed
   * to be behind those of the best target alone. Default 0.07.
   */
  readonly costWeight?: number
  /** Quality points that a dollar is worth, in place of `costWeight`. */
  readonly perUsd?: number
  /** Holds the spend at a budget: its price of a dollar is used instead of either. */
  readonly pacer?: BudgetPacer
  /** Calls per request at most. Default 2: a third rarely pays. */
  readonly maxCalls?: number
  /** How much of the uncertainty is acted on in the first choice. Default 0.1: second calls explore already. */
  readonly spread?: number
}

/** A cascade says which of the answers is most likely right: the one to deliver. */
export interface CascadeStrategy extends RoutingStrategy {
  best(context: RoutingContext, answers: NonEmpty<Answer>): Answer
}

/**
 * Asks one, has its answer checked, and asks another where what that can be expected to gain is worth its cost. Whom first,
 * whether again and whom then follow from the beliefs, the prices and how far the check has been right so far, by one step
 * of lookahead over the posterior that an answer is right. Where no second call could pay, whatever the check says, the
 * first is final: its answer is streamed and not checked.
 */
export function cascade(options: CascadeOptions = {}): CascadeStrategy {
  const { costWeight = 0.07, perUsd: fixed, pacer, maxCalls = 2, spread = 0.1 } = options
  checkOptions({ costWeight, spread, ...(fixed !== undefined && { perUsd: fixed }) }, maxCalls)

  const goal = new QualityGoal()
  const perUsdIn = (context: RoutingContext): number =>
    pacer?.perUsd ?? fixed ?? goal.thrift(context.candidates) * perUsdOf(context, costWeight)
  return {
    name: 'cascade',
    checks: true,
    plan(context) {
      const affordable = pacer?.affordable(context.candidates) ?? context.candidates
      const perUsd = perUsdIn(context)
      const options = new Map(context.candidates.map(c => [c, optionOf(c, context, perUsd, maxCalls)]))
      pacer?.consider([...options.values()])
      const order = ranked(affordable, c => {
        const { worth, costUsd } = options.get(c) ?? nothing
        return worth - perUsd * costUsd
      })
      const chosen = explore(order, context.explore ? spread : 0, context.random)
      goal.expect(options.get(chosen.candidate)?.worth ?? 0, context.candidates)
      const { target, prediction } = chosen.candidate
      const rest = context.candidates.map(c => c.target).filter(other => other !== target)
      const check = context.check ?? noCheck
      const others = affordableAfter(context, [target])
      const pays = [true, false].some(verdict => {
        const right = judged(prediction.quality.mean, verdict, check)
        return (bestNext(right, others, perUsd, check)?.score ?? 0) > 0
      })
      const again = maxCalls > 1 && pays
      return {
        mode: 'in-order',
        targets: [target, ...rest],
        propensity: chosen.propensity,
        reason: `${target} first, worth ${chosen.score.toFixed(3)}${again ? ` with a second try after a check that takes ${percent(check.acceptsWrong)} of wrong answers for right` : '; no second try would pay'}`,
        ...(!again && { final: true }),
      }
    },
    next(context, answers) {
      if (answers.length >= maxCalls) return undefined
      const now = Math.max(...posteriorsOf(context, answers))
      const others = affordableAfter(
        context,
        answers.map(answer => answer.target),
      )
      const next = bestNext(now, others, perUsdIn(context), context.check ?? noCheck)
      if (!next || next.score <= 0) return undefined
      const { target, prediction } = next.candidate
      return {
        mode: 'in-order',
        targets: [target],
        expected: after(prediction.quality.mean, now),
        reason: `the answer is right with ${now.toFixed(2)}; ${target} gains ${next.score.toFixed(3)} beyond its cost`,
      }
    },
    best(context, answers) {
      const posteriors = posteriorsOf(context, answers)
      return answers[posteriors.indexOf(Math.max(...posteriors))] ?? answers[0]
    },
    ...(pacer && { spent: (usd: number) => pacer.spent(usd) }),
  }
}

/** Quality points that a dollar is worth, where the dearest candidate that may be the best costs `costWeight` of them. */
export function perUsdOf({ candidates }: RoutingContext, costWeight: number): number {
  const best = Math.max(...candidates.map(c => c.prediction.quality.mean))
  const maybeBest = candidates.filter(c => c.prediction.quality.mean + c.prediction.quality.stdDev >= best)
  const referenceUsd = Math.max(...maybeBest.map(c => c.prediction.costUsd.mean))
  return referenceUsd > 0 ? costWeight / referenceUsd : 0
}

/** How likely each answer is right, by what was believed, what the answers before it were, and what the check said. */
function posteriorsOf(context: RoutingContext, answers: readonly Answer[]): readonly number[] {
  const posteriors: number[] = []
  for (const { target, verdict } of answers) {
    const usual = context.candidates.find(c => c.target === target)?.prediction.quality.mean ?? 0.5
    const prior = posteriors.length > 0 ? after(usual, Math.max(...posteriors)) : usual
    posteriors.push(verdict === undefined ? prior : judged(prior, verdict, context.check ?? noCheck))
  }
  return posteriors
}

const nothing: PricedOption = { worth: 0, costUsd: 0 }

/** What a first call to this candidate brings and costs, the option of a second included. */
function optionOf(candidate: Candidate, context: RoutingContext, perUsd: number, maxCalls: number): PricedOption {
  const { quality, costUsd } = candidate.prediction
  const check = context.check ?? noCheck
  const others = maxCalls > 1 ? affordableAfter(context, [candidate.target]) : []
  const then = (verdict: boolean): PricedOption => {
    const right = judged(quality.mean, verdict, check)
    const next = bestNext(right, others, perUsd, check)
    if (!next || next.score <= 0) return { worth: right, costUsd: 0 }
    const usd = next.candidate.prediction.costUsd.mean
    return { worth: right + next.score + perUsd * usd, costUsd: usd }
  }
  const chance = accepted(quality.mean, check)
  const [yes, no] = [then(true), then(false)]
  return {
    worth: chance * yes.worth + (1 - chance) * no.worth,
    costUsd: costUsd.mean + chance * yes.costUsd + (1 - chance) * no.costUsd,
  }
}

/** Who gains most beyond its cost over an answer that is right with probability `now`. */
function bestNext(now: number, others: readonly Candidate[], perUsd: number, check: CheckBelief): Ranked | undefined {
  let best: Ranked | undefined
  for (const candidate of others) {
    const { quality, costUsd } = candidate.prediction
    const score = betterOf(now, after(quality.mean, now), check) - now - perUsd * costUsd.mean
    if (!best || score > best.score) best = { candidate, score }
  }
  return best
}

const percent = (share: number): string => `${Math.round(100 * share)} %`

function checkOptions(from0: Readonly<Record<string, number>>, maxCalls: number): void {
  const faults: Fault[] = Object.entries(from0)
    .filter(([, value]) => !(value >= 0 && value < Infinity))
    .map(([path, value]) => ({ path, message: `${value} is not a number from 0 on` }))
  if (!(Number.isInteger(maxCalls) && maxCalls >= 1)) {
    faults.push({ path: 'maxCalls', message: `${maxCalls} is not a whole number above 0` })
  }
  if (faults.length > 0) throw new InvalidOptionsError('cascade', faults)
}
