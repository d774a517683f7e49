import type { Target, TaskProfile } from '../chat/index.ts'
import type { Attempt } from '../handler/index.ts'
import type { Learner } from '../learning/index.ts'
import type { HedgePolicy } from '../resilience/index.ts'
import type { Clock } from '../runtime/index.ts'

export interface PatienceOptions {
  readonly learner: Pick<Learner, 'predict'>
  readonly hedge: Pick<HedgePolicy, 'usualMs'> | undefined
  /** Of a stream, until its first content. */
  readonly firstTokenMs: number
  readonly clock: Clock
}

/** Targets that share what is left of a request's time: one that hangs must not spend the patience of all. */
const mostParts = 3
/** An attempt that takes so many times as long as nineteen of twenty do is given up, but not before `leastMs`. */
const slowFactor = 3
const leastMs = 1000

/** How long it is worth waiting for a target. */
export class Patience {
  readonly #options: PatienceOptions

  constructor(options: PatienceOptions) {
    this.#options = options
  }

  /** How long an attempt usually takes, to its end; `undefined` where nothing is known. */
  usualMs(target: Target, task: TaskProfile): number | undefined {
    const latencyMs = this.#options.learner.predict(task, [target])[0]?.latencyMs
    return latencyMs && latencyMs.samples > 0 ? latencyMs.mean : undefined
  }

  /**
   * How long an attempt may take until its first content. While others are left to be asked, at most its part of the time
   * that the request has left; with hedging at most thrice what is usual, where that is known. The last try there is takes
   * its time.
   */
  readonly firstTokenMs = (attempt: Attempt): number => {
    const { target, mode, ledger, othersLeft = 0 } = attempt
    const { hedge, firstTokenMs, clock } = this.#options
    const fixedMs = mode === 'stream' ? firstTokenMs : Infinity
    const isLastTry = othersLeft === 0 && attempt.attempt > 1
    const slowMs = isLastTry ? undefined : hedge?.usualMs(target, attempt)
    const slowLimitMs = slowMs === undefined ? Infinity : Math.max(leastMs, slowFactor * slowMs)
    if (othersLeft === 0) return Math.min(fixedMs, slowLimitMs)
    const partMs = (ledger.deadlineMs - clock.mono()) / Math.min(mostParts, othersLeft + 1)
    return Math.min(fixedMs, slowLimitMs, partMs)
  }
}
