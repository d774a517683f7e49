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
  /** All waits of a request together. Where that is not enough, the target nearest to its time is probed at once. Default 10 000. */
  readonly maxWaitMs?: number
  readonly clock?: Clock
}

/** How soon it is looked again where a place gets free when another call ends. */
const slotMs = 100
/** Early probes that one request may ask for. */
const maxProbes = 3

/**
 * Around the whole request: where nobody answered, and some could not even be asked because their circuits are open or
 * their limits used up, waits for the one that comes back first, if the deadline allows it, and tries again. Failures that
 * no waiting cures pass.
 */
export function cooldownLayer(options: CooldownOptions): Middleware {
  const { pool, maxWaitMs = 10_000, clock = systemClock } = options
  checkNumbers('cooldownLayer', { maxWaitMs }, { maxWaitMs: { min: 0, infinite: true } })

  return async function cooldown(call, next) {
    let waitLeftMs = maxWaitMs
    for (let probes = 0; ; ) {
      try {
        return await next(call)
      } catch (error) {
        const cooling = coolingOf(error, pool)
        const { timeMs, attempts } = call.ledger.remaining
        if (!cooling || call.signal.aborted || attempts < 1) throw error
        const { target, inMs, targets } = cooling
        if (inMs <= waitLeftMs && inMs < timeMs) {
          waitLeftMs -= inMs
          call.trace.add({ type: 'cooldown', atMs: clock.mono(), target, waitMs: inMs })
          await sleep(clock, inMs, call.signal)
        } else if (++probes > maxProbes || pool.lastResort(targets) === undefined) throw error
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
      waits.push({ target: refusal.target, inMs: Math.max(1, refusal.retryAfterMs ?? slotMs) })
    } else if (!effectOf(refusal).retryable) return undefined
  }
  if (!isNonEmpty(waits)) return undefined
  const first = waits.reduce((best, wait) => (wait.inMs < best.inMs ? wait : best))
  return { ...first, targets: waits.map(wait => wait.target) }
}
