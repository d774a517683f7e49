import type { Target } from '../chat/index.ts'
import { effectOf } from '../errors/index.ts'
import type { Attempt, ClassifiedCall, Handler, Reply } from '../handler/index.ts'
import { failureOf } from './failures.ts'

/**
 * Asks one target after the other until one begins to answer. Moves on only from failures that another target may not
 * share (`movable`); the caller's own abort ends it at once.
 */
export async function inOrder(
  targets: readonly Target[],
  attempt: Handler<Attempt>,
  call: ClassifiedCall,
): Promise<Reply> {
  const errors: unknown[] = []
  for (const [index, target] of targets.entries()) {
    try {
      return await attempt({ ...call, target, attempt: 1, othersLeft: targets.length - index - 1 })
    } catch (error) {
      call.signal.throwIfAborted()
      errors.push(error)
      if (!effectOf(error).movable) break
    }
  }
  throw failureOf(errors)
}
