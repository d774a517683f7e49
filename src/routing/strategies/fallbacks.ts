import type { NonEmpty, Target } from '../../chat/index.ts'
import type { Candidate } from '../routing-strategy.ts'

/** The chosen first, then the others in the order given: whom to ask when those before them fail. */
export function withFallbacks(chosen: Target, order: readonly Candidate[]): NonEmpty<Target> {
  const targets: [Target, ...Target[]] = [chosen]
  for (const { target } of order) if (target !== chosen) targets.push(target)
  return targets
}
