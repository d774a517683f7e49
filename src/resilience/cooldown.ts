import { isNonEmpty, type Target } from '../chat/index.ts'
import {
  AllTargetsFailedError,
  CircuitOpenError,
  effectOf,
  NoCandidateError,
  TargetBusyError,
} from '../errors/index.ts'
import type { Middleware } from '../handler/index.ts'
import { type Clock, sleep, systemClock } from '../runtime/index.ts'
import { checkNumbers } from './check-numbers.ts'
import type { CircuitPool } from './circuit-pool.ts'

export interface CooldownOptions {
  /** Whose circuits decide who comes back first. */
  readonly pool: CircuitPool
  /** A longer wait is not worth it: the target nearest to its time is probed at once instead. Default 10 000. */
  readonly maxWaitMs?: number
  readonly clock?: Clock
}

/** Times that one request waits. */
const maxRounds = 3

/**
 * Around the whole request: where nobody answered, and some could not even be asked because their circuits are open or
 * their limits used up, waits for the one that comes back first, if the deadline allows it, and tries again. Failures that
 * no waiting cures pass.
 */
export function cooldownLayer(options: CooldownOptions): Middleware {
  const { pool, maxWaitMs = 10_000, clock = systemClock } = options
  checkNumbers('cooldownLayer', { maxWaitMs }, { maxWaitMs: { min: 0, infinite: true } })

  return async function cooldown(call, next) {
    for (let round = 1; ; round++) {
      try {
        return await next(call)
      } catch (error) {
        const cooling = coolingOf(error, pool)
        if (!cooling || round > maxRounds || call.signal.aborted) throw error
        const { timeMs, attempts } = call.ledger.remaining
        if (attempts < 1) throw error
        if (cooling.inMs <= maxWaitMs && cooling.inMs < timeMs) {
          call.trace.add({ type: 'cooldown', atMs: clock.mono(), waitMs: cooling.inMs, target: cooling.target })
          await sleep(clock, cooling.inMs, call.signal)
        } else if (pool.lastResort(cooling.targets) === undefined) throw error
      }
    }
  }
}

interface Cooling {
  readonly target: Target
  readonly inMs: number
  readonly targets: readonly Target[]
}

/** Who of those that were not asked comes back first; `undefined` where all were asked, or one failed for good. */
function coolingOf(error: unknown, pool: CircuitPool): Cooling | undefined {
  if (error instanceof NoCandidateError) {
    const targets = error.excluded.filter(({ target }) => pool.breakerFor(target).state === 'open').map(e => e.target)
    const soonest = pool.soonest(targets)
    return soonest && { ...soonest, targets }
  }
  const refusals = error instanceof AllTargetsFailedError ? error.errors : [error]
  const waits: { readonly target: Target; readonly inMs: number }[] = []
  for (const refusal of refusals) {
    if (refusal instanceof CircuitOpenError || refusal instanceof TargetBusyError) {
      waits.push({ target: refusal.target, inMs: refusal.retryAfterMs ?? 0 })
    } else if (!effectOf(refusal).retryable) return undefined
  }
  if (!isNonEmpty(waits)) return undefined
  const first = waits.reduce((best, wait) => (wait.inMs < best.inMs ? wait : best))
  return { ...first, targets: waits.map(wait => wait.target) }
}
