import type { ChatEvent } from '../chat/index.ts'
import { ProviderError } from '../errors/index.ts'
import type { Attempt, Handler, Middleware, Reply } from '../handler/index.ts'
import { type Cancel, type Clock, type LinkedSignal, linkSignal, systemClock } from '../runtime/index.ts'
import { checkNumbers } from './check-numbers.ts'

export interface DeadlineOptions {
  /** For one whole attempt, to the last event. Default: none. */
  readonly attemptMs?: number | undefined
  /** Until the first content of a stream; a whole answer (`chat`) comes at once. Default: none. */
  readonly firstTokenMs?: number | undefined
  /** Between two events of a stream; counts only while somebody waits for the next. Default: none. */
  readonly idleMs?: number | undefined
  readonly clock?: Clock
}

/**
 * Limits the time of one attempt. When one runs out, the attempt's own signal aborts with a `ProviderError` of kind
 * `timeout`: the target's failure, not the caller's leaving. One timer and one signal per attempt, none without limits.
 */
export function deadlineLayer(options: DeadlineOptions = {}): Middleware<Attempt> {
  const duration = { min: 0, above: true, infinite: true }
  checkNumbers('deadlineLayer', { ...options }, { attemptMs: duration, firstTokenMs: duration, idleMs: duration })
  const { attemptMs = Infinity, firstTokenMs = Infinity, idleMs = Infinity, clock = systemClock } = options
  const limits = { attemptMs, firstTokenMs, idleMs }
  const unlimited = attemptMs === Infinity && firstTokenMs === Infinity && idleMs === Infinity
  return async function deadline(call, next) {
    return unlimited ? next(call) : new TimedAttempt(call, limits, clock).run(next)
  }
}

interface Limits {
  readonly attemptMs: number
  readonly firstTokenMs: number
  readonly idleMs: number
}

/** One attempt against the clock. Its timer is set for the earliest limit and moved on when it finds that none is due. */
class TimedAttempt {
  readonly #call: Attempt
  readonly #limits: Limits
  readonly #clock: Clock
  readonly #startedMs: number
  readonly #link: LinkedSignal
  #committed = false
  /** Since when somebody waits for the next event. */
  #readingSinceMs: number | undefined
  #cancel: Cancel | undefined

  constructor(call: Attempt, limits: Limits, clock: Clock) {
    this.#call = call
    this.#limits = limits
    this.#clock = clock
    this.#startedMs = clock.mono()
    this.#link = linkSignal(call.signal)
  }

  /** Settles at the latest when the signal aborts, whether or not the target obeys it. */
  run(next: Handler<Attempt>): Promise<Reply> {
    const { signal } = this.#link
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#end()
        reject(signal.reason)
      }
      if (signal.aborted) return giveUp()
      signal.addEventListener('abort', giveUp, { once: true })
      this.#arm()
      next({ ...this.#call, signal }).then(
        reply => {
          signal.removeEventListener('abort', giveUp)
          if (signal.aborted) void reply[Symbol.asyncDispose]()
          else resolve(this.#opened(reply))
        },
        (error: unknown) => {
          signal.removeEventListener('abort', giveUp)
          this.#end()
          reject(error)
        },
      )
    })
  }

  #opened(reply: Reply): Reply {
    this.#committed = true
    void reply.outcome.then(() => this.#end())
    if (this.#limits.idleMs === Infinity) return reply
    this.#cancel?.()
    this.#arm()
    return this.#watched(reply)
  }

  #end(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#link[Symbol.dispose]()
  }

  #arm(): void {
    const leftMs = this.#due().atMs - this.#clock.mono()
    this.#cancel = leftMs === Infinity ? undefined : this.#clock.after(leftMs, () => this.#look())
  }

  #look(): void {
    const due = this.#due()
    if (this.#clock.mono() < due.atMs) return this.#arm()
    this.#cancel = undefined
    this.#link.abort(new ProviderError({ target: this.#call.target, kind: 'timeout', message: due.message }))
  }

  /** The limit that runs out first as things stand. */
  #due(): { readonly atMs: number; readonly message: string } {
    const { attemptMs, firstTokenMs, idleMs } = this.#limits
    const attempt = { atMs: this.#startedMs + attemptMs, message: `not finished within ${attemptMs} ms` }
    const other = this.#committed
      ? { atMs: (this.#readingSinceMs ?? this.#clock.mono()) + idleMs, message: `silent for ${idleMs} ms` }
      : { atMs: this.#startedMs + this.#firstTokenMs(), message: `no content within ${firstTokenMs} ms` }
    return other.atMs < attempt.atMs ? other : attempt
  }

  #firstTokenMs(): number {
    return this.#call.mode === 'stream' ? this.#limits.firstTokenMs : Infinity
  }

  #watched(reply: Reply): Reply {
    const events = reply.events[Symbol.asyncIterator]()
    const next = async (): Promise<IteratorResult<ChatEvent>> => {
      this.#readingSinceMs = this.#clock.mono()
      try {
        return await events.next()
      } finally {
        this.#readingSinceMs = undefined
      }
    }
    const leave = async (): Promise<IteratorResult<ChatEvent>> =>
      (await events.return?.()) ?? { done: true, value: undefined }
    return {
      target: reply.target,
      events: { [Symbol.asyncIterator]: () => ({ next, return: leave }) },
      outcome: reply.outcome,
      [Symbol.asyncDispose]: () => reply[Symbol.asyncDispose](),
    }
  }
}
