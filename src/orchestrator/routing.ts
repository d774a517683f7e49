import type { ChatResponse, Target, TaskProfile } from '../chat/index.ts'
import type { Call, TraceEvent } from '../handler/index.ts'
import type { Merged } from '../merge/index.ts'
import type { Decision } from '../routing/index.ts'
import type { DispatchEvent } from './dispatch.ts'

/** Why an answer came from where it came, and what it took. */
export interface Routing {
  /** Absent where the answer was cached: then nothing was classified or decided. */
  readonly task?: TaskProfile
  readonly decision?: Decision
  /** Who answered; the first of those who agree where several were merged. */
  readonly target: Target
  readonly merged?: Merged
  /** Attempts that ended before the answer was handed over, at all targets. */
  readonly attempts: number
  readonly cached: boolean
  readonly costUsd: number
  readonly latencyMs: number
}

/** An answer with the way it took. `id` is what feedback goes by. */
export interface RoutedResponse extends ChatResponse {
  readonly id: string
  readonly routing: Routing
}

/** Reads the way of a request from its trace. */
export function routingOf(call: Call, target: Target, latencyMs: number): Routing {
  const classified = find(call, 'classified')
  const decided = find(call, 'route-decided')
  const merged = find(call, 'merged')
  return {
    ...(classified && { task: classified.task }),
    ...(decided && { decision: decided.decision }),
    target,
    ...(merged && { merged: merged.merged }),
    attempts: call.trace.attempts.length,
    cached: call.trace.events.some(event => event.type === 'cache-hit' || event.type === 'cache-shared'),
    costUsd: call.ledger.spentUsd,
    latencyMs,
  }
}

function find<T extends DispatchEvent['type']>(call: Call, type: T): Extract<DispatchEvent, { type: T }> | undefined {
  const found: TraceEvent | undefined = call.trace.events.findLast(event => event.type === type)
  return found as Extract<DispatchEvent, { type: T }> | undefined
}
