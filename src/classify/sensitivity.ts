import type { TaskProfile } from '../chat/index.ts'
import { mentions, signal } from './signals.ts'

/** How much cost, latency and being wrong matter, 0–1 each; 0.5, 0.5 and 0.2 for a text that says nothing of them. */
export function sensitivityOf(features: Float64Array): NonNullable<TaskProfile['sensitivity']> {
  const haste = mentions(features, 'haste')
  const stakes = mentions(features, 'stakes')
  const thrift = mentions(features, 'thrift')
  return {
    cost: share(0.7 * thrift - 0.5 * stakes),
    latency: share(1 * haste + 0.3 * thrift + 0.2 * mentions(features, 'chat') - 0.3 * mentions(features, 'evidence')),
    stakes: share(
      -1.4 + 1.1 * stakes + 0.5 * haste + 0.3 * mentions(features, 'feelings') + 0.2 * signal(features, 'shouted'),
    ),
  }
}

function share(score: number): number {
  return 1 / (1 + Math.exp(-score))
}
