import type { RateLimit, Target } from '../chat/index.ts'
import { effectOf, ProviderError, TargetBusyError } from '../errors/index.ts'
import { type Attempt, type ClassifiedCall, type Middleware, opened, whenEnded } from '../handler/index.ts'
import { type Clock, systemClock } from '../runtime/index.ts'
import { type Allowance, allowanceOf, leftOf, needOf, refillMs, type Reservation } from './allowance.ts'

export interface RateTrackerOptions {
  /** Tokens that an answer may have. Default: `maxOutputTokens`, or 1000. */
  readonly outputTokensOf?: (call: ClassifiedCall) => number
  /** Whose limits they are: targets with one name share them. Default: each target has its own. */
  readonly keyOf?: (target: Target) => string
  readonly clock?: Clock
}

/**
 * What is left of the limits of each target, learned from the headers of answers and from refusals, so that a call that
 * would be refused is not made: it fails at once with `TargetBusyError`, which says when, and goes elsewhere or waits.
 */
export class RateTracker {
  readonly #outputTokensOf: (call: ClassifiedCall) => number
  readonly #keyOf: (target: Target) => string
  readonly #clock: Clock
  readonly #rates = new Map<string, Rates>()

  constructor(options: RateTrackerOptions = {}) {
    this.#outputTokensOf = options.outputTokensOf ?? (({ request }) => request.maxOutputTokens ?? 1000)
    this.#keyOf = options.keyOf ?? (target => target)
    this.#clock = options.clock ?? systemClock
  }

  /** Reports that came with the answer to a call that left at `sentMs` (elapsed time). An older one never replaces a newer. */
  learn(target: Target, reports: readonly RateLimit[], sentMs: number = this.#clock.mono()): void {
    if (reports.length > 0) this.#of(target).learn(reports, sentMs, this.#clock.mono())
  }

  /** Share of the tightest limit that is used, 0–1; 0 where none is known. */
  used(target: Target): number {
    return this.#rates.get(this.#keyOf(target))?.used(this.#clock.mono()) ?? 0
  }

  /** When this call may leave, ms from now. */
  waitMs(target: Target, call: ClassifiedCall): number {
    const rates = this.#rates.get(this.#keyOf(target))
    const nowMs = this.#clock.mono()
    return rates ? rates.waitMs(this.#reservation(call, nowMs), nowMs) : 0
  }

  /** Refuses what would be refused, counts what is on its way, and reads what the answers say. */
  readonly layer: Middleware<Attempt> = (call, next) => {
    const { target } = call
    const sentMs = this.#clock.mono()
    const rates = this.#rates.get(this.#keyOf(target))
    const reservation = rates && this.#reservation(call, sentMs)
    if (rates && reservation) {
      const waitMs = rates.waitMs(reservation, sentMs)
      if (waitMs > 0) return Promise.reject(new TargetBusyError(target, waitMs, 'its rate limit is used up'))
      rates.onTheWay.add(reservation)
    }
    return opened(call, next).then(
      reply => {
        if (reply.rateLimits) this.learn(target, reply.rateLimits, sentMs)
        if (rates && reservation) whenEnded(reply, () => rates.onTheWay.delete(reservation))
        return reply
      },
      (error: unknown) => {
        if (reservation) rates?.onTheWay.delete(reservation)
        if (error instanceof ProviderError) this.#refused(error, target, sentMs)
        throw error
      },
    )
  }

  #refused(error: ProviderError, target: Target, sentMs: number): void {
    const { rateLimits, retryAfterMs } = error
    if (rateLimits) this.learn(target, rateLimits, sentMs)
    if (effectOf(error).circuit === 'throttled' && retryAfterMs !== undefined && Number.isFinite(retryAfterMs)) {
      this.#of(target).block(this.#clock.mono() + retryAfterMs)
    }
  }

  #reservation(call: ClassifiedCall, sentMs: number): Reservation {
    return { sentMs, inputTokens: call.task.inputTokens, outputTokens: this.#outputTokensOf(call) }
  }

  #of(target: Target): Rates {
    const key = this.#keyOf(target)
    let rates = this.#rates.get(key)
    if (!rates) this.#rates.set(key, (rates = new Rates()))
    return rates
  }
}

/** The limits that some targets share, and who is on the way. */
class Rates {
  readonly onTheWay = new Set<Reservation>()
  /** By unit and window: there may be one a minute and one a day. */
  readonly #allowances = new Map<string, Allowance>()
  #blockedUntilMs = -Infinity

  learn(reports: readonly RateLimit[], sentMs: number, nowMs: number): void {
    for (const report of reports) {
      const allowance = allowanceOf(report, sentMs, nowMs)
      // The window may be derived from rounded numbers: only whether it is about a minute or a day tells limits apart.
      const key = allowance && `${allowance.unit} ${Math.round(Math.log10(allowance.windowMs) / 2)}`
      if (allowance && key && sentMs >= (this.#allowances.get(key)?.sentMs ?? -Infinity)) {
        this.#allowances.set(key, allowance)
      }
    }
  }

  block(untilMs: number): void {
    this.#blockedUntilMs = Math.max(this.#blockedUntilMs, untilMs)
  }

  used(nowMs: number): number {
    let used = nowMs < this.#blockedUntilMs ? 1 : 0
    for (const allowance of this.#allowances.values()) {
      used = Math.max(used, 1 - leftOf(allowance, this.onTheWay, nowMs) / allowance.limit)
    }
    return used
  }

  waitMs(call: Reservation, nowMs: number): number {
    let waitMs = Math.max(0, this.#blockedUntilMs - nowMs)
    for (const allowance of this.#allowances.values()) {
      const need = needOf(allowance.unit, call)
      waitMs = Math.max(waitMs, refillMs(allowance, need, leftOf(allowance, this.onTheWay, nowMs)))
    }
    return waitMs
  }
}
