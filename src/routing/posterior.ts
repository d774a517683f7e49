import type { CheckBelief } from '../learning/index.ts'

/** A check that tells nothing: where there is none. */
export const noCheck: CheckBelief = { acceptsRight: 0.5, acceptsWrong: 0.5, samples: 0 }

/** How likely an answer that is right with probability `right` is accepted by the check. */
export function accepted(right: number, { acceptsRight, acceptsWrong }: CheckBelief): number {
  return right * acceptsRight + (1 - right) * acceptsWrong
}

/** How likely an answer is right after the check accepted it, or not (Bayes). */
export function judged(right: number, verdict: boolean, check: CheckBelief): number {
  const chance = accepted(right, check)
  const [said, saidAndRight] = verdict
    ? [chance, right * check.acceptsRight]
    : [1 - chance, right * (1 - check.acceptsRight)]
  return said > 0 ? saidAndRight / said : right
}

/** By how much, in log odds, a target is less likely to be right where another failed: what is hard for one is hard for all. */
const SHARED_DIFFICULTY = 1

/** How likely a target is right where another is right with probability `other`: as usual if that is sure, less if not. */
export function after(usual: number, other: number): number {
  const odds = ((usual + 1e-6) / (1 - usual + 1e-6)) * Math.exp(-SHARED_DIFFICULTY)
  return other * usual + (1 - other) * (odds / (1 + odds))
}

/** What the better of two answers is expected to be right with, once the second was checked too. */
export function betterOf(now: number, second: number, check: CheckBelief): number {
  const chance = accepted(second, check)
  return (
    chance * Math.max(now, judged(second, true, check)) + (1 - chance) * Math.max(now, judged(second, false, check))
  )
}
