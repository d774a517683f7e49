import type { Target } from '../chat/index.ts'
import { effectOf } from '../errors/index.ts'
import type { Attempt, ClassifiedCall, Handler, Reply } from '../handler/index.ts'
import { type Cancel, type Clock, type LinkedSignal, linkSignal } from '../runtime/index.ts'
import { failureOf } from './failures.ts'

/** Why a target that was still at work was hung up on. */
export const superseded = (): DOMException => new DOMException('another target answered first', 'AbortError')

/**
 * Asks the first target, and the next one whenever `staggerMs` pass or an attempt fails. The first to begin an answer
 * wins; the others are aborted, and one that wins a moment later is disposed of.
 */
export function race(
  targets: readonly Target[],
  staggerMs: number,
  attempt: Handler<Attempt>,
  call: ClassifiedCall,
  clock: Clock,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const lanes = new Set<LinkedSignal>()
    const errors: unknown[] = []
    let asked = 0
    let over = false
    let cancelStagger: Cancel = () => {}

    function finish(winner?: LinkedSignal): void {
      over = true
      cancelStagger()
      for (const lane of lanes) if (lane !== winner) close(lane)
    }

    function close(lane: LinkedSignal): void {
      lanes.delete(lane)
      lane.abort(superseded())
      lane[Symbol.dispose]()
    }

    function start(): void {
      cancelStagger()
      const target = targets[asked++]
      if (!target) return
      const lane = linkSignal(call.signal)
      lanes.add(lane)
      if (asked < targets.length) cancelStagger = clock.after(staggerMs, start)
      attempt({ ...call, signal: lane.signal, target, attempt: 1 }).then(
        reply => {
          if (over) {
            void reply[Symbol.asyncDispose]()
            return
          }
          finish(lane)
          // The winner stays tied to its caller until it has said all.
          void reply.outcome.then(() => lane[Symbol.dispose]())
          resolve(reply)
        },
        error => {
          lanes.delete(lane)
          lane[Symbol.dispose]()
          if (over) return
          errors.push(error)
          const hopeless = call.signal.aborted || !effectOf(error).movable
          if (!hopeless && asked < targets.length) start()
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
