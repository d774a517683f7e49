import type { Target } from '../chat/index.ts'
import { ProviderError, TargetBusyError } from '../errors/index.ts'
import { type Attempt, type ClassifiedCall, type Middleware, observe } from '../handler/index.ts'
import { type Clock, systemClock } from '../runtime/index.ts'

/** What a provider says, with an answer, of one of its limits. */
export interface RateReport {
  readonly limit: number
  readonly remaining: number
  /** The time in which an empty allowance is full again. Default 60 000. */
  readonly windowMs?: number
}

/** What a provider says of its limits; what it does not say is not limited. */
export interface RateReports {
  readonly requests?: RateReport
  readonly tokens?: RateReport
}

export interface RateTrackerOptions {
  /** Tokens that an attempt may use. Default: those of the input and `maxOutputTokens`, or 1000. */
  readonly tokensOf?: (call: ClassifiedCall) => number
  /** Whose limits they are: targets with one name share them. Default: each target has its own. */
  readonly keyOf?: (target: Target) => string
  readonly clock?: Clock
}

/**
 * What is left of the limits of each target, learned from what providers say and from refusals, so that a call that would
 * be refused is not made: it fails at once with `TargetBusyError`, which says when, and goes elsewhere or waits.
 * An allowance refills evenly; calls that left after a report was written count against it.
 */
export class RateTracker {
  readonly #tokensOf: (call: ClassifiedCall) => number
  readonly #keyOf: (target: Target) => string
  readonly #clock: Clock
  readonly #rates = new Map<string, Rates>()

  constructor(options: RateTrackerOptions = {}) {
    this.#tokensOf = options.tokensOf ?? (({ task, request }) => task.inputTokens + (request.maxOutputTokens ?? 1000))
    this.#keyOf = options.keyOf ?? (target => target)
    this.#clock = options.clock ?? systemClock
  }

  /** A report that came with the answer to a call that left at `sentMs` (elapsed time). An older one never replaces a newer. */
  learn(target: Target, reports: RateReports, sentMs: number = this.#clock.mono()): void {
    this.#of(target).learn(reports, sentMs, this.#clock.mono())
  }

  /** Share of the tightest limit that is used, 0–1; 0 where none is known. */
  used(target: Target): number {
    return this.#rates.get(this.#keyOf(target))?.used(this.#clock.mono()) ?? 0
  }

  /** When a call of so many tokens, or this call, may leave, ms from now. */
  waitMs(target: Target, call: number | ClassifiedCall): number {
    const rates = this.#rates.get(this.#keyOf(target))
    return rates?.waitMs(typeof call === 'number' ? call : this.#tokensOf(call), this.#clock.mono()) ?? 0
  }

  readonly layer: Middleware<Attempt> = async (call, next) => {
    const rates = this.#rates.get(this.#keyOf(call.target))
    const sentMs = this.#clock.mono()
    const tokens = rates ? this.#tokensOf(call) : 0
    const waitMs = rates?.waitMs(tokens, sentMs) ?? 0
    if (waitMs > 0) throw new TargetBusyError(call.target, waitMs, 'its rate limit is used up')
    const reservation = { tokens, sentMs }
    rates?.reserved.add(reservation)
    return observe(call, next, outcome => {
      rates?.reserved.delete(reservation)
      const error = outcome.status === 'failed' ? outcome.error : undefined
      if (error instanceof ProviderError && error.kind === 'rate-limit' && error.retryAfterMs !== undefined) {
        this.#of(call.target).block(this.#clock.mono() + error.retryAfterMs)
      }
    })
  }

  #of(target: Target): Rates {
    const key = this.#keyOf(target)
    let rates = this.#rates.get(key)
    if (!rates) this.#rates.set(key, (rates = new Rates()))
    return rates
  }
}

interface Reservation {
  readonly tokens: number
  readonly sentMs: number
}

/** The limits that some targets share, and who is on the way. */
class Rates {
  readonly reserved = new Set<Reservation>()
  #reports: RateReports = {}
  #sentMs = -Infinity
  #readMs = 0
  #blockedUntilMs = -Infinity

  learn(reports: RateReports, sentMs: number, nowMs: number): void {
    if (sentMs < this.#sentMs) return
    const known = { ...this.#reports, ...reports }
    if (![known.requests, known.tokens].every(report => report === undefined || isSane(report))) return
    this.#reports = known
    this.#sentMs = sentMs
    this.#readMs = nowMs
  }

  block(untilMs: number): void {
    this.#blockedUntilMs = Math.max(this.#blockedUntilMs, untilMs)
  }

  used(nowMs: number): number {
    const { requests, tokens } = this.#reports
    return Math.max(
      requests ? 1 - this.#left(requests, () => 1, nowMs) / requests.limit : 0,
      tokens ? 1 - this.#left(tokens, call => call.tokens, nowMs) / tokens.limit : 0,
      nowMs < this.#blockedUntilMs ? 1 : 0,
    )
  }

  waitMs(need: number, nowMs: number): number {
    const { requests, tokens } = this.#reports
    return Math.max(
      requests
        ? this.#refillMs(
            requests,
            1,
            this.#left(requests, () => 1, nowMs),
          )
        : 0,
      tokens
        ? this.#refillMs(
            tokens,
            need,
            this.#left(tokens, call => call.tokens, nowMs),
          )
        : 0,
      this.#blockedUntilMs - nowMs,
      0,
    )
  }

  #left(report: RateReport, needOf: (call: Reservation) => number, nowMs: number): number {
    let onTheWay = 0
    // The report counts what had been sent before its own call, and that call itself.
    for (const call of this.reserved) if (call.sentMs > this.#sentMs) onTheWay += needOf(call)
    const refilled = (report.limit * (nowMs - this.#readMs)) / (report.windowMs ?? 60_000)
    return Math.max(0, Math.min(report.limit, report.remaining + refilled) - onTheWay)
  }

  /** A call that needs more than the whole limit may leave when that is full: its provider decides. */
  #refillMs(report: RateReport, need: number, left: number): number {
    const missing = Math.min(need, report.limit) - left
    return missing <= 0 ? 0 : (missing / report.limit) * (report.windowMs ?? 60_000)
  }
}

function isSane({ limit, remaining, windowMs = 60_000 }: RateReport): boolean {
  return limit > 0 && remaining >= 0 && windowMs > 0 && Number.isFinite(limit + remaining + windowMs)
}
