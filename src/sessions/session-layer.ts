import type { ChatRequest, ChatResponse, MaybePromise, Target, TaskProfile } from '../chat/index.ts'
import type { Call, Middleware, TraceEvent } from '../handler/index.ts'
import { type Clock, systemClock } from '../runtime/index.ts'
import type { Conversation, Sessions } from './sessions.ts'
import { withHistory } from './with-history.ts'

/** What the layer adds to a trace: routing makes its view of the session from it. */
export interface SessionOpened extends TraceEvent {
  readonly type: 'session-opened'
  readonly session: Conversation
  /** What was asked in this turn, without the history. */
  readonly asked: ChatRequest
}

export interface SessionLayerOptions {
  readonly sessions: Sessions
  /** What kind of work a turn was, where nobody has classified it: its answer was cached. */
  readonly classify: (request: ChatRequest, options: { readonly signal: AbortSignal }) => MaybePromise<TaskProfile>
  /** Told of a turn that could not be stored. The answer is delivered all the same. */
  readonly onError?: (error: unknown) => void
  readonly clock?: Clock
}

/**
 * A call layer that puts what was said before in front of a turn's messages, and stores the turn before its answer is
 * taken as ended, so that the next one finds it. Calls without `session` pass through.
 */
export function sessionLayer(options: SessionLayerOptions): Middleware {
  const { sessions, classify, onError, clock = systemClock } = options

  async function store(call: Call, id: string, response: ChatResponse, target: Target): Promise<void> {
    try {
      const known = call.trace.events.findLast(event => event.type === 'classified') as
        | { task?: TaskProfile }
        | undefined
      const task = known?.task ?? (await classify(call.request, { signal: call.signal }))
      await sessions.record(id, { asked: call.request.messages, response, task, target })
    } catch (error) {
      onError?.(error)
    }
  }

  return async function session(call, next) {
    const id = call.options.session
    if (id === undefined) return next(call)
    const reply = await next(await inSession(call, sessions, clock))
    const outcome = reply.outcome.then(async ended => {
      if (ended.status === 'ok') await store(call, id, ended.response, reply.target)
      return ended
    })
    return {
      target: reply.target,
      events: reply.events,
      outcome,
      [Symbol.asyncDispose]: () => reply[Symbol.asyncDispose](),
    }
  }
}

/** The call with what was said before in its session, where it has one; the trace knows it from then on. */
export async function inSession(call: Call, sessions: Sessions, clock: Clock): Promise<Call> {
  const id = call.options.session
  if (id === undefined) return call
  const opened: SessionOpened = {
    type: 'session-opened',
    atMs: clock.mono(),
    session: await sessions.open(id),
    asked: call.request,
  }
  call.trace.add(opened)
  return { ...call, request: withHistory(opened.session, call.request) }
}

/** The session that a call belongs to, where the layer has opened one. */
export function sessionOf(call: Call): SessionOpened | undefined {
  return call.trace.events.findLast((event): event is SessionOpened => event.type === 'session-opened')
}
