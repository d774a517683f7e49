import { type Target, splitTarget } from '../../chat/index.ts'
import type { Candidate, RoutingStrategy } from '../routing-strategy.ts'
import { ranked } from '../score.ts'
import { checkRange } from './check-range.ts'

export interface ReliabilityFocusedOptions {
  /** Quality points that a target may be worse than the best, 0–1. Default 0.1. */
  readonly tolerance?: number
  /** Standard deviations by which availability must be sure, 0–10. Default 1. */
  readonly doubt?: number
}

/** Of a target of which nobody tells. */
const UNKNOWN = { mean: 0.9, stdDev: 0.1, samples: 0 }

/**
 * Whoever answers most surely, of those about as good as the best; one with a closed circuit before one that is being tried
 * again. The next to be asked is one of another provider: those of one provider fail together.
 */
export function reliabilityFocused(options: ReliabilityFocusedOptions = {}): RoutingStrategy {
  const { tolerance = 0.1, doubt = 1 } = options
  checkRange('reliabilityFocused', { tolerance }, 0, 1)
  checkRange('reliabilityFocused', { doubt }, 0, 10)
  const sureness = ({ prediction: { availability = UNKNOWN }, circuit, weight = 1 }: Candidate): number =>
    (availability.mean - doubt * availability.stdDev) * weight * (circuit === 'closed' ? 1 : 0.5)
  return {
    name: 'reliability-focused',
    plan({ candidates }) {
      const best = Math.max(...candidates.map(candidate => candidate.prediction.quality.mean))
      const order = ranked(candidates, candidate => {
        const { mean } = candidate.prediction.quality
        return mean >= best - tolerance ? 2 + sureness(candidate) : mean
      })
      const [first, ...rest] = order.map(entry => entry.candidate.target)
      const target = first ?? candidates[0].target
      const sure = sureness(order[0].candidate)
      return {
        mode: 'in-order',
        targets: [target, ...elsewhereFirst(target, rest)],
        reason: `${target} answers at least ${(100 * sure).toFixed(1)} times in a hundred, quality within ${tolerance} of the best`,
      }
    },
  }
}

function elsewhereFirst(chosen: Target, others: readonly Target[]): Target[] {
  const { provider } = splitTarget(chosen)
  const isElsewhere = (target: Target): boolean => splitTarget(target).provider !== provider
  return [...others.filter(isElsewhere), ...others.filter(target => !isElsewhere(target))]
}
