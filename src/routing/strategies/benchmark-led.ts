import type { Target } from '../../chat/index.ts'
import { type Fault, InvalidOptionsError } from '../../errors/index.ts'
import type { RoutingStrategy } from '../routing-strategy.ts'
import { ranked } from '../score.ts'
import { inOrder } from './in-order.ts'

export interface BenchmarkLedOptions {
  /** Published scores, 0–1, by target and kind of task; all on one scale. */
  readonly scores: Readonly<Record<Target, Readonly<Record<string, number>>>>
  /** How many scores of one's own traffic a published one weighs as much as, from 0 on. Default 20. */
  readonly weight?: number
}

/**
 * One call: the target that benchmarks say is best at this kind of task, until one's own traffic says otherwise. A target
 * without a score for the kind is taken at what is believed of it.
 */
export function benchmarkLed(options: BenchmarkLedOptions): RoutingStrategy {
  const { weight = 20 } = options
  const scores = new Map(
    Object.entries(options.scores).map(([target, kinds]) => [target, new Map(Object.entries(kinds))]),
  )
  const faults: Fault[] = []
  if (!(weight >= 0 && weight < Infinity))
    faults.push({ path: 'weight', message: `${weight} is not a number from 0 on` })
  for (const [target, kinds] of scores) {
    for (const [kind, value] of kinds) {
      if (value >= 0 && value <= 1) continue
      faults.push({ path: `scores.${target}.${kind}`, message: `${value} is not within 0 and 1` })
    }
  }
  if (faults.length > 0) throw new InvalidOptionsError('benchmarkLed', faults)
  return {
    name: 'benchmark-led',
    plan({ candidates, task }) {
      const order = ranked(candidates, ({ target, prediction: { quality } }) => {
        const published = scores.get(target)?.get(task.kind)
        const evidence = weight + quality.samples
        if (published === undefined || evidence === 0) return quality.mean
        return (weight * published + quality.samples * quality.mean) / evidence
      })
      const [{ candidate, score }] = order
      return inOrder(order, `${candidate.target} leads at ${task.kind} with ${score.toFixed(2)}`)
    },
  }
}
