import { after } from './posterior.ts'
import type { Candidate, RoutingContext } from './routing-strategy.ts'
import { ranked } from './score.ts'

/** How often two wrong answers are the same wrong answer (measured on language models: arXiv 2506.07962). */
const ERR_ALIKE = 0.6

/** What asking two, and a third where they disagree, is expected to bring over asking the best alone. */
export interface Vote {
  /** More right answers, 0–1. */
  readonly gain: number
  /** Expected cost beyond that of the best alone, USD: as it goes, and with all three at once. */
  readonly extraUsd: { readonly inTurn: number; readonly atOnce: number }
}

/** `undefined` where there are not three to vote, or the answers to such a task cannot be counted as equal. */
export function voteIn(context: RoutingContext): Vote | undefined {
  if (!isCountable(context)) return undefined
  const [first, second, third] = ranked(context.candidates, c => c.prediction.quality.mean).map(r => r.candidate)
  if (!first || !second || !third) return undefined
  const right = qualityOf(first)
  const bothRight = right * qualityOf(second)
  const firstOnly = right - bothRight
  const secondOnly = (1 - right) * after(qualityOf(second), 0)
  const neither = 1 - right - secondOnly
  const thirdRight = after(qualityOf(third), 0.5)
  // Three answers that all differ: the first is the strongest, and wins.
  const voted = bothRight + firstOnly * (thirdRight + (1 - thirdRight) * (1 - ERR_ALIKE)) + secondOnly * thirdRight
  const disagree = firstOnly + secondOnly + neither * (1 - ERR_ALIKE)
  const [secondUsd, thirdUsd] = [second.prediction.costUsd.mean, third.prediction.costUsd.mean]
  return {
    gain: voted - right,
    extraUsd: { inTurn: secondUsd + disagree * thirdUsd, atOnce: secondUsd + thirdUsd },
  }
}

const qualityOf = ({ prediction: { quality } }: Candidate): number => Math.min(1, Math.max(0, quality.mean))

/** Can two answers to this be the same? Of free text no two are, however short, and mixing weaker models into it lowers quality. */
function isCountable({ request, task }: RoutingContext): boolean {
  return request.responseFormat?.type === 'json' || task.needs.includes('json-schema')
}
