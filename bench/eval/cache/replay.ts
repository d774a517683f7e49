import type { Policy } from './policy.ts'
import type { Trace } from './traces.ts'

export interface Replay {
  readonly trace: string
  readonly policy: string
  readonly size: number
  readonly requests: number
  readonly hits: number
  readonly bytes: number
  readonly hitBytes: number
  readonly cost: number
  readonly hitCost: number
}

/**
 * The order in which a policy sees a trace. The blocks of a prompt come last first, so that a prefix never looks older
 * than what follows it.
 */
export function accessOrder({ ids, groups }: Trace): Uint32Array {
  const order = Uint32Array.from(ids.keys())
  let start = 0
  for (const length of groups ?? []) {
    order.subarray(start, start + length).reverse()
    start += length
  }
  return order
}

/** Runs a trace through a policy. In a trace of prompts a block counts as found only where all before it were found. */
export function replayTrace(trace: Trace, policyName: string, size: number, policy: Policy): Replay {
  const { ids, sizes, costs, groups } = trace
  const total = { requests: ids.length, hits: 0, bytes: 0, hitBytes: 0, cost: 0, hitCost: 0 }
  const found = groups ? prefixesFound(trace, policy) : undefined
  for (const i of accessOrder(trace)) {
    const prefixFound = found?.next().value
    const present = policy.access(ids[i] ?? 0, sizes[i] ?? 1, costs[i] ?? 1)
    total.bytes += sizes[i] ?? 0
    total.cost += costs[i] ?? 0
    if (!(prefixFound ?? present)) continue
    total.hits++
    total.hitBytes += sizes[i] ?? 0
    total.hitCost += costs[i] ?? 0
  }
  return { trace: trace.name, policy: policyName, size, ...total }
}

/** For every block of every prompt, last first, whether it and all before it were there when the prompt came. */
function* prefixesFound({ ids, groups }: Trace, policy: Policy): Generator<boolean> {
  let start = 0
  for (const length of groups ?? []) {
    let depth = 0
    while (depth < length && policy.has(ids[start + depth] ?? 0)) depth++
    for (let i = length - 1; i >= 0; i--) yield i < depth
    start += length
  }
}
