import { linkSignal } from '../runtime/index.ts'

interface Flight<V> {
  readonly result: Promise<V>
  readonly abort: (reason: unknown) => void
  waiters: number
}

/**
 * One piece of work per key at a time, however many ask for it. Everybody waits under a signal of their own; the work
 * is aborted when the last one has left, never before. A failure reaches those who wait now, nobody later.
 */
export class SingleFlight<V> {
  readonly #flights = new Map<string, Flight<V>>()

  /** Keys that are being worked on. */
  get size(): number {
    return this.#flights.size
  }

  /** Is somebody working on this key? */
  has(key: string): boolean {
    return this.#flights.has(key)
  }

  /** The result of the work under way for `key`, or of `work`, started now. Rejects with `signal.reason` when `signal` aborts. */
  run(key: string, work: (signal: AbortSignal) => Promise<V>, signal?: AbortSignal): Promise<V> {
    if (signal?.aborted) return Promise.reject(signal.reason)
    const flight = this.#flights.get(key) ?? this.#start(key, work)
    flight.waiters++
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        reject(signal?.reason)
        if (--flight.waiters > 0) return
        this.#remove(key, flight)
        flight.abort(signal?.reason)
      }
      signal?.addEventListener('abort', leave, { once: true })
      flight.result.then(resolve, reject).finally(() => signal?.removeEventListener('abort', leave))
    })
  }

  #start(key: string, work: (signal: AbortSignal) => Promise<V>): Flight<V> {
    const link = linkSignal()
    // A step later, so that the flight is known by the time its work can end.
    const result = Promise.resolve()
      .then(() => work(link.signal))
      .finally(() => this.#remove(key, flight))
    const flight: Flight<V> = { result, abort: reason => link.abort(reason), waiters: 0 }
    this.#flights.set(key, flight)
    return flight
  }

  /** Only this flight: after its last waiter left, another may have begun under the same key. */
  #remove(key: string, flight: Flight<V>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key)
  }
}
