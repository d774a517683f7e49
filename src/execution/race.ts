import type { Target } from '../chat/index.ts'
import { effectOf } from '../errors/index.ts'
import type { Attempt, ClassifiedCall, Handler, Reply } from '../handler/index.ts'
import { type Cancel, type Clock, type LinkedSignal, linkSignal } from '../runtime/index.ts'
import { failureOf } from './failures.ts'
import { type ContextTokens, isWorthAsking } from './worth-asking.ts'

/** Why a target that was still at work was hung up on. */
export const superseded = (): DOMException => new DOMException('another target answered first', 'AbortError')

/** When another target is asked although nobody has failed. `HedgePolicy` is one. */
export interface Pace {
  /** After how many ms beside this one; `undefined` for never. */
  delayMs(target: Target, call: ClassifiedCall): number | undefined
  /** Leave to do so now, disposed of when that attempt has ended; `undefined` where there is none. */
  leave(): Disposable | undefined
}

interface Lane {
  readonly link: LinkedSignal
  readonly leave: Disposable | undefined
}

/**
 * Asks the first target, and the next one whenever `pace` says so or an attempt fails. The first to begin an answer
 * wins; the others are aborted, and one that wins a moment later is disposed of.
 */
export function race(
  targets: readonly Target[],
  pace: Pace,
  attempt: Handler<Attempt>,
  call: ClassifiedCall,
  clock: Clock,
  contextTokens: ContextTokens,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const lanes = new Set<Lane>()
    const errors: unknown[] = []
    let left = targets
    let over = false
    let cancelDelay: Cancel = () => {}

    function finish(winner?: Lane): void {
      over = true
      cancelDelay()
      for (const lane of lanes) {
        if (lane === winner) continue
        lane.link.abort(superseded())
        close(lane)
      }
    }

    function close(lane: Lane): void {
      lanes.delete(lane)
      lane.link[Symbol.dispose]()
      lane.leave?.[Symbol.dispose]()
    }

    /** The delay is over and nobody has answered: asks one more, if that is affordable. */
    function late(): void {
      const leave = pace.leave()
      if (leave) start(leave)
    }

    function start(leave?: Disposable): void {
      cancelDelay()
      const [target, ...others] = left
      if (target === undefined) return
      left = others
      const lane: Lane = { link: linkSignal(call.signal), leave }
      lanes.add(lane)
      const delayMs = others.length > 0 ? pace.delayMs(target, call) : undefined
      if (delayMs !== undefined) cancelDelay = clock.after(delayMs, late)
      attempt({ ...call, signal: lane.link.signal, target, attempt: 1, othersLeft: others.length }).then(
        reply => {
          if (over) {
            void reply[Symbol.asyncDispose]()
            return
          }
          finish(lane)
          // The winner stays tied to its caller until it has said all.
          void reply.outcome.then(() => close(lane))
          resolve(reply)
        },
        error => {
          close(lane)
          if (over) return
          errors.push(error)
          left = left.filter(other => isWorthAsking(other, [error], contextTokens))
          const hopeless = call.signal.aborted || !effectOf(error).movable
          if (!hopeless && left.length > 0) start()
          else if (hopeless || lanes.size === 0) {
            finish()
            reject(call.signal.aborted ? call.signal.reason : failureOf(errors))
          }
        },
      )
    }

    start()
  })
}
