import type { Target } from '../chat/index.ts'
import { effectOf } from '../errors/index.ts'
import type { Attempt, ClassifiedCall, Handler, Reply } from '../handler/index.ts'
import { failureOf } from './failures.ts'
import { type ContextTokens, isWorthAsking } from './worth-asking.ts'

/**
 * Asks one target after the other until one begins to answer. Moves on only from failures that another target may not
 * share (`movable`), to those that may not share them; the caller's own abort ends it at once.
 */
export async function inOrder(
  targets: readonly Target[],
  attempt: Handler<Attempt>,
  call: ClassifiedCall,
  contextTokens: ContextTokens,
): Promise<Reply> {
  const errors: unknown[] = []
  let left = targets
  while (left.length > 0) {
    const [target, ...others] = left
    if (target === undefined) break
    try {
      return await attempt({ ...call, target, attempt: 1, othersLeft: others.length })
    } catch (error) {
      call.signal.throwIfAborted()
      errors.push(error)
      if (!effectOf(error).movable) break
      left = others.filter(other => isWorthAsking(other, [error], contextTokens))
    }
  }
  throw failureOf(errors)
}
