import pLimit, { type LimitFunction } from 'p-limit'
import type { Target } from '../chat/index.ts'
import type { Attempt, Handler, Middleware, Reply } from '../handler/index.ts'
import { checkNumbers } from './check-numbers.ts'

export interface LimitOptions {
  /** Calls under way at one target. Default: no limit, they are only counted. */
  readonly concurrency?: number
}

/**
 * A slot per target, held from the moment the call leaves until its reply has ended. Who waits in the queue and is
 * aborted is rejected at once.
 */
export class ConcurrencyLimit {
  readonly #concurrency: number
  readonly #inFlight = new Map<Target, number>()
  readonly #queues = new Map<Target, LimitFunction>()

  constructor(options: LimitOptions = {}) {
    checkNumbers('ConcurrencyLimit', { ...options }, { concurrency: { min: 1, integer: true, infinite: true } })
    this.#concurrency = options.concurrency ?? Infinity
  }

  /** Calls under way at this target. */
  inFlight(target: Target): number {
    return this.#inFlight.get(target) ?? 0
  }

  /** Calls that wait for a slot. */
  queued(target: Target): number {
    return this.#queues.get(target)?.pendingCount ?? 0
  }

  readonly layer: Middleware<Attempt> = (call, next) =>
    this.#concurrency === Infinity ? this.#count(call, next) : this.#queue(call, next)

  async #count(call: Attempt, next: Handler<Attempt>): Promise<Reply> {
    this.#add(call.target, 1)
    try {
      const reply = await next(call)
      void reply.outcome.then(() => this.#add(call.target, -1))
      return reply
    } catch (error) {
      this.#add(call.target, -1)
      throw error
    }
  }

  #queue(call: Attempt, next: Handler<Attempt>): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const { signal } = call
      const leave = (): void => reject(signal.reason)
      if (signal.aborted) return leave()
      signal.addEventListener('abort', leave, { once: true })
      void this.#limitOf(call.target)(async () => {
        signal.removeEventListener('abort', leave)
        if (signal.aborted) return
        this.#add(call.target, 1)
        const opened = next(call)
        opened.then(resolve, reject)
        try {
          await (await opened).outcome
        } catch {
          // Told to the caller above; here only the slot matters.
        } finally {
          this.#add(call.target, -1)
        }
      })
    })
  }

  #limitOf(target: Target): LimitFunction {
    let limit = this.#queues.get(target)
    if (!limit) this.#queues.set(target, (limit = pLimit(this.#concurrency)))
    return limit
  }

  #add(target: Target, calls: number): void {
    this.#inFlight.set(target, this.inFlight(target) + calls)
  }
}

/** The layer and its counts: `{ layer, inFlight(target) }`. */
export function limitLayer(options: LimitOptions = {}): ConcurrencyLimit {
  return new ConcurrencyLimit(options)
}
