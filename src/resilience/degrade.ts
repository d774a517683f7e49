import { type ChatResponse, type MaybePromise, type Target, unknownUsage } from '../chat/index.ts'
import { effectOf, RouterError } from '../errors/index.ts'
import { type Call, type Middleware, replyOf } from '../handler/index.ts'
import { type Clock, systemClock } from '../runtime/index.ts'

/** One rung of the ladder below every model: what to answer when nobody does. */
export interface DegradeStep {
  /** Said by the answer's warning and by the trace, such as `stale` or `static`. */
  readonly name: string
  /** An answer, or `undefined` where this rung has none. One that throws has none. */
  readonly answer: (call: Call, error: unknown) => MaybePromise<ChatResponse | undefined>
}

/**
 * Around the whole request: when all models have failed, answers from the first rung that has an answer. The answer says
 * so: a warning, `degraded/<name>` as its target, and a `degraded` event in the trace. A request that is itself at fault,
 * and a caller who has left, get no such answer; without any, the failure stays what it was.
 */
export function degradeLayer(steps: readonly DegradeStep[], options: { readonly clock?: Clock } = {}): Middleware {
  const { clock = systemClock } = options
  return async function degrade(call, next) {
    try {
      return await next(call)
    } catch (error) {
      if (call.signal.aborted || isAtFault(error)) throw error
      for (const { name, answer } of steps) {
        const response = await Promise.resolve()
          .then(() => answer(call, error))
          .catch(() => undefined)
        if (!response) continue
        call.trace.add({ type: 'degraded', atMs: clock.mono(), step: name, error })
        const target: Target = `degraded/${name}`
        const warning = `no model answered: this is the "${name}" answer`
        return replyOf({ ...response, warnings: [...(response.warnings ?? []), warning] }, target)
      }
      throw error
    }
  }
}

/** The last rung: always the same text. */
export function staticAnswer(text: string): DegradeStep {
  const response: ChatResponse = {
    text,
    toolCalls: [],
    finishReason: 'stop',
    usage: unknownUsage,
    model: 'static',
    confidence: 0,
  }
  return { name: 'static', answer: () => response }
}

/** Nothing to make up for: the request cannot be answered as it stands. */
function isAtFault(error: unknown): boolean {
  const { movable, remedy } = effectOf(error)
  return !movable && (remedy === 'repair' || (RouterError.is(error) && error.code === 'invalid-request'))
}
