import { AllTargetsFailedError, NoCandidateError, ProviderError } from '../errors/index.ts'
import type { Call, Handler, Middleware, Relaxable, Reply } from '../handler/index.ts'
import { type Clock, systemClock } from '../runtime/index.ts'

/**
 * Around the core: when nobody whom the plan named has answered, asks once more, for anybody else who can serve the
 * request, without the limits that may be given up (`call.relaxed`). The trace says so in a `degraded` event. Where that
 * fails too, all failures are told. Nobody else is asked what one has refused for what it is.
 */
export function relaxLayer(limits: readonly Relaxable[] = [], options: { readonly clock?: Clock } = {}): Middleware {
  const { clock = systemClock } = options

  async function again(call: Call, next: Handler, error: unknown): Promise<Reply> {
    try {
      const reply = await next({ ...call, relaxed: limits })
      call.trace.add({ type: 'degraded', atMs: clock.mono(), step: 'any-model', relaxed: limits, error })
      return reply
    } catch (second) {
      if (call.signal.aborted) throw second
      if (second instanceof NoCandidateError) throw error
      const [first, ...others] = failuresIn(error)
      throw new AllTargetsFailedError([first, ...others, ...failuresIn(second)])
    }
  }

  return async function relax(call, next) {
    try {
      return await next(call)
    } catch (error) {
      const { timeMs, attempts } = call.ledger.remaining
      const final = failuresIn(error).some(failure => failure instanceof ProviderError && !failure.movable)
      if (call.signal.aborted || final || attempts < 1 || timeMs <= 0) throw error
      return again(call, next, error)
    }
  }
}

function failuresIn(error: unknown): AllTargetsFailedError['errors'] {
  return error instanceof AllTargetsFailedError ? error.errors : [error]
}
