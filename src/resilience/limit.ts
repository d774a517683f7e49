import pLimit, { type LimitFunction } from 'p-limit'
import type { Target } from '../chat/index.ts'
import { effectOf, TargetBusyError } from '../errors/index.ts'
import { type Attempt, type Handler, type Middleware, observe, type Outcome, type Reply } from '../handler/index.ts'
import { type Clock, systemClock } from '../runtime/index.ts'
import { AdaptiveLimit, type AdaptiveLimitOptions, checkAdaptiveLimit } from './adaptive-limit.ts'
import { checkNumbers } from './check-numbers.ts'

export interface LimitOptions {
  /** Calls under way at one target; options for as many as it turns out to bear. Default: no limit, they are only counted. */
  readonly concurrency?: number | AdaptiveLimitOptions
  readonly clock?: Clock
}

/** The slots of one target. */
interface Lane {
  inFlight: number
  readonly queue: LimitFunction | undefined
  readonly adaptive: AdaptiveLimit | undefined
}

/**
 * A slot per target, held from the moment the call leaves until its reply has ended. Where none is free, a call that
 * another target may serve (`othersLeft`) is refused with `TargetBusyError`, any other waits; who is aborted while he
 * waits is rejected at once.
 */
export class ConcurrencyLimit {
  readonly #concurrency: number | AdaptiveLimitOptions
  readonly #clock: Clock
  readonly #lanes = new Map<Target, Lane>()

  constructor(options: LimitOptions = {}) {
    const { concurrency = Infinity } = options
    if (typeof concurrency === 'number') {
      checkNumbers('ConcurrencyLimit', { concurrency }, { concurrency: { min: 1, integer: true, infinite: true } })
    } else checkAdaptiveLimit(concurrency)
    this.#concurrency = concurrency
    this.#clock = options.clock ?? systemClock
  }

  /** Calls under way at this target. */
  inFlight(target: Target): number {
    return this.#lanes.get(target)?.inFlight ?? 0
  }

  /** Calls that wait for a slot. */
  queued(target: Target): number {
    return this.#lanes.get(target)?.queue?.pendingCount ?? 0
  }

  /** How many may be under way at this target now. */
  limitOf(target: Target): number {
    return this.#lane(target).queue?.concurrency ?? Infinity
  }

  readonly layer: Middleware<Attempt> = (call, next) => {
    const lane = this.#lane(call.target)
    return lane.queue ? this.#queued(lane, lane.queue, call, next) : this.#counted(lane, call, next)
  }

  #counted(lane: Lane, call: Attempt, next: Handler<Attempt>): Promise<Reply> {
    lane.inFlight++
    return observe(call, next, () => lane.inFlight--)
  }

  #queued(lane: Lane, queue: LimitFunction, call: Attempt, next: Handler<Attempt>): Promise<Reply> {
    const { signal } = call
    return new Promise((resolve, reject) => {
      const leave = (): void => reject(signal.reason)
      if (signal.aborted) return leave()
      if (call.othersLeft && queue.activeCount + queue.pendingCount >= queue.concurrency) {
        return reject(new TargetBusyError(call.target, undefined, `${queue.concurrency} calls are under way`))
      }
      signal.addEventListener('abort', leave, { once: true })
      void queue(async () => {
        signal.removeEventListener('abort', leave)
        if (signal.aborted) return
        lane.inFlight++
        const startedMs = this.#clock.mono()
        const opened = next(call)
        opened.then(resolve, reject)
        const outcome = await endOf(opened)
        this.#adapt(lane, queue, outcome, startedMs, signal.aborted)
        lane.inFlight--
      })
    })
  }

  #adapt(lane: Lane, queue: LimitFunction, outcome: Outcome, startedMs: number, left: boolean): void {
    const { adaptive } = lane
    if (!adaptive || left) return
    if (outcome.status === 'ok') adaptive.succeeded(lane.inFlight)
    else if (outcome.status === 'failed' && effectOf(outcome.error).load !== 'none') {
      adaptive.overloaded(startedMs, this.#clock.mono())
    }
    if (queue.concurrency !== adaptive.limit) queue.concurrency = adaptive.limit
  }

  #lane(target: Target): Lane {
    let lane = this.#lanes.get(target)
    if (!lane) {
      const adaptive = typeof this.#concurrency === 'number' ? undefined : new AdaptiveLimit(this.#concurrency)
      const slots = adaptive?.limit ?? this.#concurrency
      lane = { inFlight: 0, adaptive, queue: typeof slots === 'number' && slots < Infinity ? pLimit(slots) : undefined }
      this.#lanes.set(target, lane)
    }
    return lane
  }
}

async function endOf(opened: Promise<Reply>): Promise<Outcome> {
  try {
    return await (await opened).outcome
  } catch (error) {
    return { status: 'failed', error }
  }
}

/** The layer and its counts: `{ layer, inFlight(target) }`. */
export function limitLayer(options: LimitOptions = {}): ConcurrencyLimit {
  return new ConcurrencyLimit(options)
}
