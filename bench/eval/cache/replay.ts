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
  const { ids, sizes, costs } = trace
  const total = { requests: ids.length, hits: 0, bytes: 0, hitBytes: 0, cost: 0, hitCost: 0 }
  const found = trace.groups ? promptsFound(trace, trace.groups, policy) : undefined
  for (let i = 0; i < ids.length; i++) {
    const [bytes, cost] = [sizes[i] ?? 1, costs[i] ?? 1]
    total.bytes += bytes
    total.cost += cost
    if (!(found ? found.next().value : policy.access(ids[i] ?? 0, bytes, cost))) continue
    total.hits++
    total.hitBytes += bytes
    total.hitCost += cost
  }
  return { trace: trace.name, policy: policyName, size, ...total }
}

/** For every block of every prompt, first to last, whether it and all before it were there when the prompt came. */
function* promptsFound({ ids }: Trace, groups: Uint32Array, policy: Policy): Generator<boolean> {
  let start = 0
  for (const length of groups) {
    const blocks = ids.subarray(start, start + length)
    const depth = policy.accessPrompt?.(blocks) ?? lastFirst(blocks, policy)
    for (let i = 0; i < length; i++) yield i < depth
    start += length
  }
}

/** The last block first, so that a prefix never looks older than what follows it. */
function lastFirst(blocks: Uint32Array, policy: Policy): number {
  const missing = blocks.findIndex(block => !policy.has(block))
  for (let i = blocks.length - 1; i >= 0; i--) policy.access(blocks[i] ?? 0, 1, 1)
  return missing < 0 ? blocks.length : missing
}
