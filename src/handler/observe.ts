import type { Call, Handler } from './call.ts'
import type { Outcome } from './outcome.ts'
import type { Reply } from './reply.ts'

/** Runs `onEnd` once with how the reply ended: at once where it came whole. */
export function whenEnded(reply: Reply, onEnd: (outcome: Outcome) => void): void {
  if (reply.ended) onEnd(reply.ended)
  else void reply.outcome.then(onEnd)
}

/**
 * Runs `next` and reports exactly once how it ended: before the first content, or after the last. Under an aborted
 * `call.signal` somebody above hung up, which is nobody's failure: `cancelled`. A deadline below is the target's failure.
 */
export function observe<C extends Call>(call: C, next: Handler<C>, onEnd: (outcome: Outcome) => void): Promise<Reply> {
  return opened(call, next).then(
    reply => {
      whenEnded(reply, outcome => {
        const cancelled = outcome.status === 'failed' && call.signal.aborted
        onEnd(cancelled ? { status: 'cancelled', ...(outcome.partial && { partial: outcome.partial }) } : outcome)
      })
      return reply
    },
    (error: unknown) => {
      onEnd(call.signal.aborted ? { status: 'cancelled' } : { status: 'failed', error })
      throw error
    },
  )
}

/** A handler that throws instead of rejecting has failed like any other. */
export function opened<C extends Call>(call: C, next: Handler<C>): Promise<Reply> {
  try {
    return next(call)
  } catch (error) {
    return Promise.reject(error)
  }
}
