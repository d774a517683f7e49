import type { Target } from '../chat/index.ts'
import {
  AllTargetsFailedError,
  CircuitOpenError,
  effectOf,
  NoCandidateError,
  TargetBusyError,
} from '../errors/index.ts'
import type { Call, Middleware } from '../handler/index.ts'
import { type Clock, sleep, systemClock } from '../runtime/index.ts'
import { checkNumbers } from './check-numbers.ts'
import type { CircuitPool } from './circuit-pool.ts'

/** A target that cannot be asked now, and in how many ms it can. */
export interface Wait {
  readonly target: Target
  readonly inMs: number
}

export interface CooldownOptions {
  /** Whose circuits may be probed before their time where no wait is short enough. Default: none. */
  readonly pool?: CircuitPool | undefined
  /** All waits of a request together. Where that is not enough, the target nearest to its time is probed at once. Default 10 000. */
  readonly maxWaitMs?: number
  /** How long an attempt usually takes: no wait that leaves less until the deadline makes sense. Default: not known. */
  readonly usualMs?: (target: Target, call: Call) => number | undefined
  /** Who was left out of the plan only until his time comes. Default: nobody. */
  readonly heldBack?: (call: Call) => readonly Wait[]
  readonly clock?: Clock
}

/** How soon it is looked again where a place gets free when another call ends. */
const slotMs = 100
/** Early probes that one request may ask for. */
const maxProbes = 3

/**
 * Around the whole request: where nobody answered, and some could not even be asked because their circuits are open or
 * their limits used up, waits for the one that comes back first, if the deadline allows the wait and the attempt after it,
 * and tries again. A request that is itself at fault passes.
 */
export function cooldownLayer(options: CooldownOptions): Middleware {
  const { pool, maxWaitMs = 10_000, usualMs, heldBack, clock = systemClock } = options
  checkNumbers('cooldownLayer', { maxWaitMs }, { maxWaitMs: { min: 0, infinite: true } })

  return async function cooldown(call, next) {
    let waitLeftMs = maxWaitMs
    for (let probes = 0; ; ) {
      try {
        return await next(call)
      } catch (error) {
        if (call.signal.aborted || call.ledger.remaining.attempts < 1) throw error
        const waits = waitsIn(error, heldBack ? heldBack(call) : [])
        const [soonest] = waits.toSorted((a, b) => a.inMs - b.inMs)
        if (!soonest) throw error
        const { target, inMs } = soonest
        if (inMs <= waitLeftMs && inMs + (usualMs?.(target, call) ?? 0) < call.ledger.remaining.timeMs) {
          waitLeftMs -= inMs
          call.trace.add({ type: 'cooldown', atMs: clock.mono(), target, waitMs: inMs })
          await sleep(clock, inMs, call.signal)
        } else if (++probes > maxProbes || !pool?.lastResort(waits.map(wait => wait.target))) throw error
      }
    }
  }
}

/** For whom waiting can help: nobody where a request was refused for what it is. */
function waitsIn(error: unknown, heldBack: readonly Wait[]): readonly Wait[] {
  if (error instanceof NoCandidateError) {
    return error.excluded.flatMap(({ target, retryAfterMs }) =>
      retryAfterMs === undefined ? [] : [{ target, inMs: Math.max(1, retryAfterMs) }],
    )
  }
  const waits = [...heldBack]
  for (const failure of error instanceof AllTargetsFailedError ? error.errors : [error]) {
    if (failure instanceof CircuitOpenError || failure instanceof TargetBusyError) {
      waits.push({ target: failure.target, inMs: Math.max(1, failure.retryAfterMs ?? slotMs) })
    } else if (!effectOf(failure).movable) return []
  }
  return waits
}
