import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { ChatRequest, ChatResponse, Target, TaskProfile } from '../chat/index.ts'
import type { Call, TraceEvent } from '../handler/index.ts'
import type { Merged } from '../merge/index.ts'
import type { Wait } from '../resilience/index.ts'
import type { Decision } from '../routing/index.ts'
import type { DispatchEvent } from './dispatch-parts.ts'

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
  /** What had to be given up to have an answer at all. Absent: nothing. */
  readonly degraded?: Degraded
  /** Who went on where a stream broke, in order. Absent: it is all of one piece. */
  readonly continued?: readonly Continued[]
  readonly costUsd: number
  readonly latencyMs: number
}

/** Which rung of the ladder answered, and which limits did not hold. */
export interface Degraded {
  /** `any-model`: one that the plan had left out; `stale-answer`: a cached one past its time; else the rung's own name. */
  readonly step: string
  readonly relaxed?: readonly string[]
}

/** A stream broke off, and another call went on from there. */
export interface Continued {
  readonly from: Target
  readonly to: Target
  /** Of the whole answer. */
  readonly afterCharacters: number
}

/** An answer with the way it took. `id` is what feedback goes by. */
export interface RoutedResponse<T = unknown> extends ChatResponse {
  readonly id: string
  readonly routing: Routing
  /**
   * The value of the text, parsed and valid, where the request's `responseFormat` has a Standard Schema. Absent where the
   * model calls a tool first, refuses, or a fallback of your own answered with something else.
   */
  readonly parsed?: T
}

/** A request whose answer is a value that this schema describes and checks. */
export type StructuredRequest<S extends StandardSchemaV1> = ChatRequest & {
  readonly responseFormat: { readonly type: 'json'; readonly schema: S }
}

/** Reads the way of a request from its trace. */
export function routingOf(call: Call, target: Target, latencyMs: number): Routing {
  const classified = find(call, 'classified')
  const decision = decisionIn(call.trace)
  const merged = find(call, 'merged')
  const degraded = degradedIn(call)
  const continued = call.trace.events.filter((event): event is TraceEvent & Continued => event.type === 'continued')
  return {
    ...(classified && { task: classified.task }),
    ...(decision && { decision }),
    target,
    ...(merged && { merged: merged.merged }),
    attempts: call.trace.attempts.length,
    cached: call.trace.events.some(event => event.type === 'cache-hit' || event.type === 'cache-shared'),
    ...(degraded && { degraded }),
    ...(continued.length > 0 && {
      continued: continued.map(({ from, to, afterCharacters }) => ({ from, to, afterCharacters })),
    }),
    costUsd: call.ledger.spentUsd,
    latencyMs,
  }
}

/** What kind of work a request was found to be, if it was classified. */
export const taskOf = (call: Call): TaskProfile | undefined => find(call, 'classified')?.task

/** Who was left out of the last decision only until his time comes, and in how many ms that is. */
export function heldBack(call: Call, nowMs: number): readonly Wait[] {
  const decided = find(call, 'route-decided')
  return (decided?.decision.candidates ?? []).flatMap(({ target, retryAfterMs }) =>
    decided && retryAfterMs !== undefined ? [{ target, inMs: Math.max(1, decided.atMs + retryAfterMs - nowMs) }] : [],
  )
}

function degradedIn({ trace }: Call): Degraded | undefined {
  for (const { type, step, relaxed, freshness } of trace.events.toReversed()) {
    if (type === 'degraded') {
      const limits = Array.isArray(relaxed) ? { relaxed: relaxed.map(String) } : {}
      return { step: String(step), ...limits }
    }
    if (type === 'cache-hit' && freshness === 'spare') return { step: 'stale-answer' }
  }
  return undefined
}

/** The latest decision: after a failure another may have been made. */
export function decisionIn(trace: Call['trace']): Decision | undefined {
  const found = trace.events.findLast(event => event.type === 'route-decided')
  return (found as Extract<DispatchEvent, { type: 'route-decided' }> | undefined)?.decision
}

/** What the check said of a target's answer, and what had been expected of it. */
export function judgedIn(
  trace: Call['trace'],
  target: Target,
): Pick<Extract<DispatchEvent, { type: 'judged' }>, 'verdict' | 'expected'> {
  const isIt = (event: TraceEvent): boolean => event.type === 'judged' && event['target'] === target
  const found = trace.events.findLast(isIt) as Extract<DispatchEvent, { type: 'judged' }> | undefined
  const { verdict, expected } = found ?? {}
  return { ...(verdict !== undefined && { verdict }), ...(expected !== undefined && { expected }) }
}

function find<T extends DispatchEvent['type']>(call: Call, type: T): Extract<DispatchEvent, { type: T }> | undefined {
  const found: TraceEvent | undefined = call.trace.events.findLast(event => event.type === type)
  return found as Extract<DispatchEvent, { type: T }> | undefined
}
