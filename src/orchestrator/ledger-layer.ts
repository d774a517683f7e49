import { LedgerExhaustedError } from '../errors/index.ts'
import { type Middleware, observe } from '../handler/index.ts'
import { type Clock, linkSignal } from '../runtime/index.ts'

/** Ends a request when its deadline has passed, wherever it is: queueing, backing off, asking or reading. */
export function ledgerLayer(clock: Clock): Middleware {
  return (call, next) => {
    const leftMs = call.ledger.deadlineMs - clock.mono()
    if (leftMs === Infinity) return next(call)
    const link = linkSignal(call.signal)
    const cancel = clock.after(leftMs, () =>
      link.abort(new LedgerExhaustedError('time', `no answer within ${Math.round(leftMs)} ms`)),
    )
    return observe({ ...call, signal: link.signal }, next, () => {
      cancel()
      link[Symbol.dispose]()
    })
  }
}
