import type { Cancel, Clock } from './clock.ts'

export interface VirtualClockOptions {
  /** Wall time at the start, epoch ms. Default 0. */
  readonly startMs?: number
  /**
   * Resolves when everything that can go on without time passing has gone on. Default: the platform's next task.
   * In Node `setImmediate` is a faster one.
   */
  readonly idle?: () => Promise<void>
}

interface Timer {
  readonly atMs: number
  readonly order: number
  readonly run: () => void
}

/** A clock that moves only when told to: for tests, simulations and replays. Timers fire in order of time, then of asking. */
export class VirtualClock implements Clock {
  readonly #idle: () => Promise<void>
  readonly #timers = new Set<Timer>()
  #monoMs = 0
  #wallMs: number
  #order = 0

  constructor(options: VirtualClockOptions = {}) {
    this.#wallMs = options.startMs ?? 0
    this.#idle = options.idle ?? (() => new Promise(resolve => setTimeout(resolve, 0)))
  }

  now(): number {
    return this.#wallMs
  }

  mono(): number {
    return this.#monoMs
  }

  after(ms: number, run: () => void): Cancel {
    const timer = { atMs: this.#monoMs + Math.max(0, ms), order: this.#order++, run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Timers that have been asked for and have neither fired nor been cancelled. */
  get pending(): number {
    return this.#timers.size
  }

  /** Lets `ms` pass, firing what falls due on the way and letting its consequences happen. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#monoMs + ms
    for (;;) {
      await this.#idle()
      const timer = this.#earliest()
      if (!timer || timer.atMs > endMs) break
      this.#fire(timer)
    }
    this.#moveTo(endMs)
    await this.#idle()
  }

  /** Sets the wall clock forward or back, as an administrator would; elapsed time does not notice. */
  jump(ms: number): void {
    this.#wallMs += ms
  }

  /** Lets time pass as fast as the work allows, until `work` settles. Throws when it waits for something that no timer brings. */
  async run<T>(work: Promise<T>): Promise<T> {
    let settled = false
    const end = (): void => {
      settled = true
    }
    work.then(end, end)
    for (let idleRounds = 0; ; ) {
      await this.#idle()
      if (settled) return work
      const timer = this.#earliest()
      if (timer) {
        idleRounds = 0
        this.#fire(timer)
      } else if (++idleRounds > 1000) {
        throw new Error('the work waits for something that is not on this clock')
      }
    }
  }

  #earliest(): Timer | undefined {
    let first: Timer | undefined
    for (const timer of this.#timers) {
      if (!first || timer.atMs < first.atMs || (timer.atMs === first.atMs && timer.order < first.order)) first = timer
    }
    return first
  }

  #fire(timer: Timer): void {
    this.#timers.delete(timer)
    this.#moveTo(timer.atMs)
    timer.run()
  }

  #moveTo(monoMs: number): void {
    this.#wallMs += monoMs - this.#monoMs
    this.#monoMs = monoMs
  }
}
