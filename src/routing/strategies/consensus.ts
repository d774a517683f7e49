import { isNonEmpty, type NonEmpty, type Target } from '../../chat/index.ts'
import type { Candidate, Plan, RoutingContext, RoutingStrategy } from '../routing-strategy.ts'
import { ranked } from '../score.ts'
import { affordableAfter } from './affordable-after.ts'

/**
 * The `count` best candidates, as far as the request may cost so much, of different providers where there are enough: the
 * same provider tends to fail alike.
 */
function best(context: RoutingContext, count: number): NonEmpty<Target> {
  const chosen: [Target, ...Target[]] = [ranked(context.candidates, qualityOf)[0].candidate.target]
  while (chosen.length < count) {
    const left = affordableAfter(context, chosen)
    const providers = new Set(chosen.map(providerOf))
    const others = left.filter(({ target }) => !providers.has(providerOf(target)))
    const pool = others.length > 0 ? others : left
    if (!isNonEmpty(pool)) break
    chosen.push(ranked(pool, qualityOf)[0].candidate.target)
  }
  return chosen
}

const qualityOf = ({ prediction }: Candidate): number => prediction.quality.mean

const providerOf = (target: Target): string => target.slice(0, target.indexOf('/'))

function ensemble(context: RoutingContext, count: number): Plan {
  const targets = best(context, count)
  return { mode: 'ensemble', targets, quorum: targets.length, reason: `the ${targets.length} best, to be compared` }
}

export interface DualValidationOptions {
  /** Do two answers agree? Default: the same text, but for case and white space. */
  readonly agree?: (a: string, b: string) => boolean
}

/** Two calls at once; where their answers differ, a third target is asked. */
export function dualValidation(options: DualValidationOptions = {}): RoutingStrategy {
  const { agree = sameText } = options
  return {
    name: 'dual-validation',
    plan: context => ensemble(context, 2),
    next(context, answers) {
      const [first, second, ...more] = answers
      if (!second || more.length > 0 || agree(first.response.text, second.response.text)) return undefined
      const others = affordableAfter(
        context,
        answers.map(answer => answer.target),
      )
      const third = isNonEmpty(others) && ranked(others, qualityOf)[0].candidate
      if (!third) return undefined
      return { mode: 'in-order', targets: [third.target], reason: 'the first two disagree' }
    },
  }
}

/** Three calls at once, to be merged by confidence. */
export function tripleConsensus(): RoutingStrategy {
  return { name: 'triple-consensus', plan: context => ensemble(context, 3) }
}

function sameText(a: string, b: string): boolean {
  const plain = (text: string): string => text.trim().toLowerCase().replaceAll(/\s+/g, ' ')
  return plain(a) === plain(b)
}
