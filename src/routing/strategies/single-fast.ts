import type { RoutingStrategy } from '../routing-strategy.ts'
import { ranked } from '../score.ts'
import { withFallbacks } from './fallbacks.ts'

export interface SingleFastOptions {
  /** How far below the best quality a quicker target may be, 0–1. Default 0.05. */
  readonly tolerance?: number
}

/** One call: the quickest target among those that are about as good as the best. */
export function singleFast(options: SingleFastOptions = {}): RoutingStrategy {
  const { tolerance = 0.05 } = options
  return {
    name: 'single-fast',
    plan({ candidates }) {
      const best = Math.max(...candidates.map(c => c.prediction.quality.mean))
      const [{ candidate: first }, ...rest] = ranked(candidates, c =>
        c.prediction.quality.mean >= best - tolerance
          ? 2 - c.prediction.latencyMs.mean / (1000 + c.prediction.latencyMs.mean)
          : c.prediction.quality.mean,
      )
      return {
        mode: 'in-order',
        targets: withFallbacks(
          first.target,
          rest.map(entry => entry.candidate),
        ),
        reason: `${first.target} is the quickest within ${tolerance} of the best quality ${best.toFixed(2)}`,
      }
    },
  }
}
