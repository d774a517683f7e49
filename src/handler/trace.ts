import type { Target } from '../chat/index.ts'
import type { Outcome } from './outcome.ts'

/** Something that happened to one request. Layers add facts of their own under their own `type`. */
export interface TraceEvent {
  readonly type: string
  /** On the clock's elapsed time. */
  readonly atMs: number
  readonly [fact: string]: unknown
}

/** One attempt ended. */
export interface AttemptEnded extends TraceEvent {
  readonly type: 'attempt-ended'
  readonly target: Target
  readonly status: Outcome['status']
  readonly latencyMs: number
  /** Until the first content; absent where none came. */
  readonly firstTokenMs?: number
  readonly costUsd: number
  readonly error?: unknown
}

/** What happened to one request, in order. It belongs to the call and is never shared. */
export class Trace {
  readonly #events: TraceEvent[] = []

  get events(): readonly TraceEvent[] {
    return this.#events
  }

  add(event: TraceEvent): void {
    this.#events.push(event)
  }

  /** The attempts that ended so far. */
  get attempts(): readonly AttemptEnded[] {
    return this.#events.filter((event): event is AttemptEnded => event.type === 'attempt-ended')
  }
}
