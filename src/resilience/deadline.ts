import type { ChatEvent } from '../chat/index.ts'
import { ProviderError } from '../errors/index.ts'
import { type Attempt, type Handler, type Middleware, opened, type Reply, whenEnded } from '../handler/index.ts'
import { type Cancel, type Clock, systemClock } from '../runtime/index.ts'
import { checkNumbers } from './check-numbers.ts'

export interface DeadlineOptions {
  /** For one whole attempt, to the last event. A function gives each target its own. Default: none. */
  readonly attemptMs?: number | ((attempt: Attempt) => number | undefined) | undefined
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
  const {
    attemptMs: whole = Infinity,
    firstTokenMs: first = Infinity,
    idleMs = Infinity,
    clock = systemClock,
  } = options
  const fixed = {
    ...(typeof whole === 'number' && { attemptMs: whole }),
    ...(typeof first === 'number' && { firstTokenMs: first }),
  }
  checkNumbers('deadlineLayer', { idleMs, ...fixed }, { attemptMs: duration, firstTokenMs: duration, idleMs: duration })
  return function deadline(call, next) {
    const attemptMs = typeof whole === 'function' ? (whole(call) ?? Infinity) : whole
    const firstTokenMs =
      typeof first === 'function' ? (first(call) ?? Infinity) : call.mode === 'stream' ? first : Infinity
    const unlimited = attemptMs === Infinity && firstTokenMs === Infinity && idleMs === Infinity
    return unlimited ? next(call) : new TimedAttempt(call, attemptMs, firstTokenMs, idleMs, clock).run(next)
  }
}

/** One attempt against the clock. Its timer is set for the earliest limit and moved on when it finds that none is due. */
class TimedAttempt {
  readonly #call: Attempt
  readonly #attemptMs: number
  readonly #firstTokenMs: number
  readonly #idleMs: number
  readonly #clock: Clock
  readonly #startedMs: number
  readonly #controller = new AbortController()
  #reject: ((reason: unknown) => void) | undefined
  #committed = false
  /** Since when somebody waits for the next event. */
  #readingSinceMs: number | undefined
  #cancel: Cancel | undefined

  constructor(call: Attempt, attemptMs: number, firstTokenMs: number, idleMs: number, clock: Clock) {
    this.#call = call
    this.#attemptMs = attemptMs
    this.#firstTokenMs = firstTokenMs
    this.#idleMs = idleMs
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
      // One listener does what a linked signal and one on that would do; an object needs no function of its own.
      parent.addEventListener('abort', this)
      this.#arm(Math.min(this.#attemptMs, this.#firstTokenMs))
      opened({ ...this.#call, signal }, next).then(
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

  /** The caller leaves. */
  handleEvent(): void {
    this.#abort(this.#call.signal.reason)
  }

  #abort(reason: unknown): void {
    this.#controller.abort(reason)
    this.#reject?.(reason)
    this.#end()
  }

  #opened(reply: Reply): Reply {
    this.#committed = true
    whenEnded(reply, () => this.#end())
    if (this.#idleMs === Infinity || reply.ended) return reply
    this.#cancel?.()
    this.#arm(this.#leftMs())
    return this.#watched(reply)
  }

  #end(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#call.signal.removeEventListener('abort', this)
  }

  #leftMs(): number {
    return this.#dueMs() - this.#clock.mono()
  }

  #arm(leftMs: number): void {
    this.#cancel = leftMs === Infinity ? undefined : this.#clock.after(leftMs, () => this.#look())
  }

  #look(): void {
    const dueMs = this.#dueMs()
    if (this.#clock.mono() < dueMs) return this.#arm(this.#leftMs())
    this.#abort(new ProviderError({ target: this.#call.target, kind: 'timeout', message: this.#problem(dueMs) }))
  }

  /** When the first limit runs out as things stand. */
  #dueMs(): number {
    return Math.min(this.#startedMs + this.#attemptMs, this.#partDueMs())
  }

  #partDueMs(): number {
    if (!this.#committed) return this.#startedMs + this.#firstTokenMs
    return (this.#readingSinceMs ?? this.#clock.mono()) + this.#idleMs
  }

  #problem(dueMs: number): string {
    if (dueMs < this.#partDueMs() || dueMs === this.#startedMs + this.#attemptMs) {
      return `not finished within ${Math.round(this.#attemptMs)} ms`
    }
    return this.#committed
      ? `silent for ${Math.round(this.#idleMs)} ms`
      : `no content within ${Math.round(this.#firstTokenMs)} ms`
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
