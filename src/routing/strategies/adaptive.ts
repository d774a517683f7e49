import type { RoutingStrategy } from '../routing-strategy.ts'
import { type ThompsonOptions, thompson } from './thompson.ts'

export type AdaptiveOptions = ThompsonOptions

/** The default: one call to the target that has earned it, with as much exploration as pays. */
export function adaptive(options: AdaptiveOptions = {}): RoutingStrategy {
  return { ...thompson(options), name: 'adaptive' }
}
