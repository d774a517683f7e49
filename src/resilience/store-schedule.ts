import type { Clock, Random } from '../runtime/index.ts'

/** After an outage the store is left in peace for up to so long beyond it. */
const maxWaitMs = 5000
const restShare = 0.1

/** One exchange with the store. */
export interface Exchange {
  readonly startedMs: number
}

export interface StoreScheduleOptions {
  readonly syncMs: number
  readonly storeTimeoutMs: number
  readonly clock: Clock
  readonly random: Random
  readonly onLocal: ((cause: unknown) => void) | undefined
}

/** When the store is asked, one exchange at a time, and whether it answers in time. No timers: it is asked when it is looked at. */
export class StoreSchedule {
  readonly #options: StoreScheduleOptions
  #nextMs = 0
  #current: Exchange | undefined
  #alone = false

  constructor(options: StoreScheduleOptions) {
    this.#options = options
  }

  /** The store is away: the last exchange failed or came late. */
  get alone(): boolean {
    return this.#alone
  }

  /** Until the next exchange is due, ms. */
  get dueInMs(): number {
    return this.#nextMs - this.#nowMs()
  }

  /** An exchange is under way; one that is late is given up. */
  isBusy(): boolean {
    return this.#current !== undefined && !this.isOver(this.#current)
  }

  begin(): Exchange {
    this.#current = { startedMs: this.#nowMs() }
    return this.#current
  }

  /** This exchange has been given up, or is now because it is late: what it brings is not believed. */
  isOver(exchange: Exchange): boolean {
    if (this.#current !== exchange) return true
    const { storeTimeoutMs } = this.#options
    if (this.#nowMs() - exchange.startedMs <= storeTimeoutMs) return false
    this.lost(exchange, new Error(`the store did not answer within ${storeTimeoutMs} ms`))
    return true
  }

  /** The store failed. */
  lost(exchange: Exchange, cause: unknown): void {
    if (this.#current !== exchange) return
    this.giveUp(exchange)
    if (this.#alone) return
    this.#alone = true
    try {
      this.#options.onLocal?.(cause)
    } catch {
      // A listener's fault is not the circuit's.
    }
  }

  /** It came to nothing, by no fault of the store's. */
  giveUp(exchange: Exchange): void {
    if (this.#current !== exchange) return
    this.#current = undefined
    this.later()
  }

  arrived(): void {
    this.#current = undefined
    this.#alone = false
  }

  /** Not all instances at once. */
  later(): void {
    this.#nextMs = this.#nowMs() + this.#spreadMs()
  }

  /** At the latest as after `later()`. */
  soon(): void {
    this.#nextMs = Math.min(this.#nextMs, this.#nowMs() + this.#spreadMs())
  }

  now(): void {
    this.#nextMs = this.#nowMs()
  }

  /** News goes out at once, but a store that was away is left in peace until its time. */
  publish(): void {
    if (!this.#alone) this.now()
  }

  /** Nobody asks the store for so long, and then not all at once. */
  rest(openMs: number): void {
    this.#nextMs = this.#nowMs() + openMs + this.#options.random() * Math.min(maxWaitMs, restShare * openMs)
  }

  #nowMs(): number {
    return this.#options.clock.mono()
  }

  #spreadMs(): number {
    return this.#options.syncMs * (0.8 + 0.4 * this.#options.random())
  }
}
