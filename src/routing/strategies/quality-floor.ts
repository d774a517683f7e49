import { isNonEmpty, type NonEmpty } from '../../chat/index.ts'
import type { Candidate, RoutingContext } from '../routing-strategy.ts'
import { ranked } from '../score.ts'

export interface QualityFloor {
  /** 0–1. A request's own `minQuality` goes before it. Default 0.7. */
  readonly minQuality?: number
  /** Standard deviations that the belief must stay above the floor, 0–10. Default 1: right five times in six. */
  readonly doubt?: number
}

/** A quality that the target reaches but for as much doubt as stated. */
export function lowerBound({ prediction: { quality } }: Candidate, doubt: number): number {
  return quality.mean - doubt * quality.stdDev
}

/** Those that reach the floor with confidence; where none does, the one that comes nearest. */
export function reachingFloor(
  { candidates, constraints }: RoutingContext,
  { minQuality = 0.7, doubt = 1 }: QualityFloor,
): { readonly reached: boolean; readonly candidates: NonEmpty<Candidate>; readonly floor: number } {
  const floor = constraints.minQuality ?? minQuality
  const good = candidates.filter(candidate => lowerBound(candidate, doubt) >= floor)
  if (isNonEmpty(good)) return { reached: true, candidates: good, floor }
  return { reached: false, candidates: [ranked(candidates, c => lowerBound(c, doubt))[0].candidate], floor }
}
