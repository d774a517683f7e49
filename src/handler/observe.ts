import type { Call, Handler } from './call.ts'
import type { Outcome } from './outcome.ts'
import type { Reply } from './reply.ts'

/**
 * Runs `next` and reports exactly once how it ended: before the first content, or after the last. Under an aborted
 * `call.signal` somebody above hung up, which is nobody's failure: `cancelled`. A deadline below is the target's failure.
 */
export async function observe<C extends Call>(
  call: C,
  next: Handler<C>,
  onEnd: (outcome: Outcome) => void,
): Promise<Reply> {
  let reply: Reply
  try {
    reply = await next(call)
  } catch (error) {
    onEnd(call.signal.aborted ? { status: 'cancelled' } : { status: 'failed', error })
    throw error
  }
  void reply.outcome.then(outcome => {
    const cancelled = outcome.status === 'failed' && call.signal.aborted
    onEnd(cancelled ? { status: 'cancelled', ...(outcome.partial && { partial: outcome.partial }) } : outcome)
  })
  return reply
}
