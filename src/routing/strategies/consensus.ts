import { isNonEmpty, type NonEmpty, type Target } from '../../chat/index.ts'
import type { Plan, RoutingContext, RoutingStrategy } from '../routing-strategy.ts'
import { ranked } from '../score.ts'

/** The `count` best candidates, of different providers where there are enough: the same provider tends to fail alike. */
function best(context: RoutingContext, count: number): NonEmpty<Target> {
  const order = ranked(context.candidates, c => c.prediction.quality.mean).map(entry => entry.candidate.target)
  const [first = context.candidates[0].target, ...rest] = order
  const chosen: [Target, ...Target[]] = [first]
  const providers = new Set([providerOf(first)])
  for (const target of rest) {
    if (chosen.length < count && !providers.has(providerOf(target))) {
      chosen.push(target)
      providers.add(providerOf(target))
    }
  }
  for (const target of rest) if (chosen.length < count && !chosen.includes(target)) chosen.push(target)
  return chosen
}

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
      const asked = new Set(answers.map(answer => answer.target))
      const others = context.candidates.filter(candidate => !asked.has(candidate.target))
      const third = isNonEmpty(others) && ranked(others, c => c.prediction.quality.mean)[0].candidate
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
