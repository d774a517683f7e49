import type { NonEmpty } from '../../chat/index.ts'
import { type Fault, InvalidOptionsError } from '../../errors/index.ts'
import type { Answer } from '../../merge/index.ts'
import type { Candidate, RoutingContext, RoutingStrategy } from '../routing-strategy.ts'
import { type Ranked, ranked } from '../score.ts'
import { explore } from './explore.ts'

export interface CascadeOptions {
  /** Is this answer right? Tests, a schema, a retrieval, a judge; not the answer's own confidence. */
  readonly check: (answer: Answer, context: RoutingContext) => boolean
  /** How often the check is wrong, 0–0.5. Default 0.2. */
  readonly checkError?: number
  /** Quality points that the cost of the dearest candidate that may be the best is worth. Default 0.1. */
  readonly costWeight?: number
  /** Calls per request at most. Default 2: a third rarely pays. */
  readonly maxCalls?: number
  /** How much of the uncertainty is acted on in the first choice. Default 0.4. */
  readonly spread?: number
}

/** A cascade says which of the answers is most likely right: the one to deliver. */
export interface CascadeStrategy extends RoutingStrategy {
  best(context: RoutingContext, answers: NonEmpty<Answer>): Answer
}

/**
 * Asks one, checks its answer, and asks another where what that can be expected to gain is worth its cost. Whom first,
 * whether again and whom then follow from the beliefs, the prices and how far the check is to be trusted, by one step of
 * lookahead over the posterior that an answer is right.
 */
export function cascade(options: CascadeOptions): CascadeStrategy {
  const { check, checkError = 0.2, costWeight = 0.1, maxCalls = 2, spread = 0.4 } = options
  const faults: Fault[] = []
  if (!(checkError >= 0 && checkError <= 0.5)) {
    faults.push({ path: 'checkError', message: `${checkError} is not within 0 and 0.5` })
  }
  if (!(costWeight >= 0 && costWeight < Infinity)) {
    faults.push({ path: 'costWeight', message: `${costWeight} is not a number from 0 on` })
  }
  if (!(Number.isInteger(maxCalls) && maxCalls >= 1)) {
    faults.push({ path: 'maxCalls', message: `${maxCalls} is not a whole number above 0` })
  }
  if (faults.length > 0) throw new InvalidOptionsError('cascade', faults)

  const perUsdIn = ({ candidates }: RoutingContext): number => {
    const best = Math.max(...candidates.map(c => c.prediction.quality.mean))
    const maybeBest = candidates.filter(c => c.prediction.quality.mean + c.prediction.quality.stdDev >= best)
    const referenceUsd = Math.max(...maybeBest.map(c => c.prediction.costUsd.mean))
    return referenceUsd > 0 ? costWeight / referenceUsd : 0
  }
  const posteriorsOf = (context: RoutingContext, answers: readonly Answer[]): readonly number[] => {
    const posteriors: number[] = []
    for (const answer of answers) {
      const candidate = context.candidates.find(c => c.target === answer.target)
      const before = candidate?.prediction.quality.mean ?? 0.5
      const best = posteriors.length > 0 ? Math.max(...posteriors) : undefined
      const prior = best === undefined ? before : after(before, best)
      posteriors.push(judged(prior, check(answer, context), checkError))
    }
    return posteriors
  }
  return {
    name: 'cascade',
    plan(context) {
      const perUsd = perUsdIn(context)
      const order = ranked(context.candidates, c => worthOf(c, context, perUsd, checkError, maxCalls))
      const chosen = explore(order, context.explore ? spread : 0, context.random)
      const rest = order.filter(entry => entry.candidate !== chosen.candidate).map(entry => entry.candidate.target)
      const { target } = chosen.candidate
      return {
        mode: 'in-order',
        targets: [target, ...rest],
        propensity: chosen.propensity,
        reason: `${target} first, worth ${chosen.score.toFixed(3)} with a check that errs ${checkError}`,
      }
    },
    next(context, answers) {
      if (answers.length >= maxCalls) return undefined
      const now = Math.max(...posteriorsOf(context, answers))
      const asked = new Set(answers.map(answer => answer.target))
      const others = context.candidates.filter(candidate => !asked.has(candidate.target))
      const next = bestNext(now, others, perUsdIn(context), checkError)
      if (!next || next.score <= 0) return undefined
      const { target } = next.candidate
      return {
        mode: 'in-order',
        targets: [target],
        reason: `the answer is right with ${now.toFixed(2)}; ${target} gains ${next.score.toFixed(3)} beyond its cost`,
      }
    },
    best(context, answers) {
      const posteriors = posteriorsOf(context, answers)
      return answers[posteriors.indexOf(Math.max(...posteriors))] ?? answers[0]
    },
  }
}

/** What a first call to this candidate is worth, the option of a second included. */
function worthOf(
  candidate: Candidate,
  context: RoutingContext,
  perUsd: number,
  error: number,
  maxCalls: number,
): number {
  const { quality, costUsd } = candidate.prediction
  const accepted = quality.mean * (1 - error) + (1 - quality.mean) * error
  const others = maxCalls > 1 ? context.candidates.filter(other => other !== candidate) : []
  const worth = (verdict: boolean): number => {
    const right = judged(quality.mean, verdict, error)
    return right + Math.max(0, bestNext(right, others, perUsd, error)?.score ?? 0)
  }
  return accepted * worth(true) + (1 - accepted) * worth(false) - perUsd * costUsd.mean
}

/** Who gains most beyond its cost over an answer that is right with probability `now`. */
function bestNext(now: number, others: readonly Candidate[], perUsd: number, error: number): Ranked | undefined {
  let best: Ranked | undefined
  for (const candidate of others) {
    const right = after(candidate.prediction.quality.mean, now)
    const accepted = right * (1 - error) + (1 - right) * error
    const delivered =
      accepted * Math.max(now, judged(right, true, error)) + (1 - accepted) * Math.max(now, judged(right, false, error))
    const score = delivered - now - perUsd * candidate.prediction.costUsd.mean
    if (!best || score > best.score) best = { candidate, score }
  }
  return best
}

/** How likely an answer is right after a check said so, or not (Bayes). */
function judged(right: number, verdict: boolean, error: number): number {
  const [ifRight, ifWrong] = verdict ? [1 - error, error] : [error, 1 - error]
  const total = right * ifRight + (1 - right) * ifWrong
  return total > 0 ? (right * ifRight) / total : right
}

/** By how much, in log odds, a target is less likely to be right where another failed: what is hard for one is hard for all. */
const SHARED_DIFFICULTY = 1

/** How likely a target is right where another is right with probability `other`: as usual if that is sure, less if not. */
function after(usual: number, other: number): number {
  const odds = (usual + 1e-6) / (1 - usual + 1e-6)
  const hard = (odds * Math.exp(-SHARED_DIFFICULTY)) / (1 + odds * Math.exp(-SHARED_DIFFICULTY))
  return other * usual + (1 - other) * hard
}
