import type { NonEmpty } from '../../chat/index.ts'
import type { Plan } from '../routing-strategy.ts'
import type { Ranked } from '../score.ts'
import { withFallbacks } from './fallbacks.ts'

/** The best first, each of the others where those before it fail. */
export function inOrder(order: NonEmpty<Ranked>, reason: string, chosen: Ranked = order[0], propensity = 1): Plan {
  const others = order.map(entry => entry.candidate)
  return { mode: 'in-order', targets: withFallbacks(chosen.candidate.target, others), propensity, reason }
}
