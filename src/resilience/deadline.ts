import type { ChatEvent } from '../chat/index.ts'
import { ProviderError } from '../errors/index.ts'
import type { Attempt, Handler, Middleware, Reply } from '../handler/index.ts'
import { type Cancel, type Clock, systemClock } from '../runtime/index.ts'
import { checkNumbers } from './check-numbers.ts'

export interface DeadlineOptions {
  /** For one whole attempt, to the last event. Default: none. */
  readonly attemptMs?: number | undefined
  /**
   * Until the first content of a stream; a whole answer (`chat`) comes at once and is not held to it. A function gives one
   * learned per target, such as three times `HedgePolicy.usualMs`, and decides for `chat` too. Default: none.
   */
  readonly firstTokenMs?: number | ((attempt: Attempt) => number | undefined) | undefined
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
  const { attemptMs = Infinity, idleMs = Infinity, clock = systemClock } = options
  const { firstTokenMs: first = Infinity } = options
  const fixed = typeof first === 'number' ? { firstTokenMs: first } : {}
  checkNumbers(
    'deadlineLayer',
    { attemptMs, idleMs, ...fixed },
    { attemptMs: duration, firstTokenMs: duration, idleMs: duration },
  )
  return async function deadline(call, next) {
    const firstTokenMs =
      typeof first === 'function' ? (first(call) ?? Infinity) : call.mode === 'stream' ? first : Infinity
    const unlimited = attemptMs === Infinity && firstTokenMs === Infinity && idleMs === Infinity
    return unlimited ? next(call) : new TimedAttempt(call, { attemptMs, firstTokenMs, idleMs }, clock).run(next)
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
  readonly #controller = new AbortController()
  #reject: (reason: unknown) => void = () => {}
  #committed = false
  /** Since when somebody waits for the next event. */
  #readingSinceMs: number | undefined
  #cancel: Cancel | undefined

  constructor(call: Attempt, limits: Limits, clock: Clock) {
    this.#call = call
    this.#limits = limits
    this.#clock = clock
    this.#startedMs = clock.mono()
  }

  /** Settles at the latest when a limit runs out or the caller leaves, whether or not the target obeys the signal. */
  run(next: Handler<Attempt>): Promise<Reply> {
    const { signal: parent } = this.#call
    const { signal } = this.#controller
    return new Promise((resolve, reject) => {
      if (parent.aborted) return reject(parent.reason)
      this.#reject = reject
      // One listener does what a linked signal and one on that would do.
      parent.addEventListener('abort', this.#follow)
      this.#arm()
      next({ ...this.#call, signal }).then(
        reply => {
          if (signal.aborted) void reply[Symbol.asyncDispose]()
          else resolve(this.#opened(reply))
        },
        (error: unknown) => {
          this.#end()
          reject(error)
        },
      )
    })
  }

  readonly #follow = (): void => this.#abort(this.#call.signal.reason)

  #abort(reason: unknown): void {
    this.#controller.abort(reason)
    this.#reject(reason)
    this.#end()
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
    this.#call.signal.removeEventListener('abort', this.#follow)
  }

  #arm(): void {
    const leftMs = this.#due().atMs - this.#clock.mono()
    this.#cancel = leftMs === Infinity ? undefined : this.#clock.after(leftMs, () => this.#look())
  }

  #look(): void {
    const due = this.#due()
    if (this.#clock.mono() < due.atMs) return this.#arm()
    this.#abort(new ProviderError({ target: this.#call.target, kind: 'timeout', message: due.message }))
  }

  /** The limit that runs out first as things stand. */
  #due(): { readonly atMs: number; readonly message: string } {
    const { attemptMs, firstTokenMs, idleMs } = this.#limits
    const attempt = { atMs: this.#startedMs + attemptMs, message: `not finished within ${attemptMs} ms` }
    const other = this.#committed
      ? { atMs: (this.#readingSinceMs ?? this.#clock.mono()) + idleMs, message: `silent for ${idleMs} ms` }
      : { atMs: this.#startedMs + firstTokenMs, message: `no content within ${firstTokenMs} ms` }
    return other.atMs < attempt.atMs ? other : attempt
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
      ...(reply.rateLimits && { rateLimits: reply.rateLimits }),
      [Symbol.asyncDispose]: () => reply[Symbol.asyncDispose](),
    }
  }
}
