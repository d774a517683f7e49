import pRetry from 'p-retry'
import { effectOf, toProviderError } from '../errors/index.ts'
import type { Attempt, Handler, Middleware, Reply } from '../handler/index.ts'
import { type Clock, type Random, sleep, systemClock, systemRandom } from '../runtime/index.ts'
import { type BackoffOptions, backoffMs } from './backoff.ts'
import { checkNumbers } from './check-numbers.ts'

export interface RetryOptions extends BackoffOptions {
  /** How often one target is asked again. Default 2. */
  readonly retries?: number
  readonly clock?: Clock
  readonly random?: Random
}

/**
 * Asks the same target again when `failureEffects` says that it may answer, and the request's deadline and attempts
 * allow the wait. The only layer that retries. The caller's abort ends a wait at once.
 */
export function retryLayer(options: RetryOptions = {}): Middleware<Attempt> {
  checkNumbers(
    'retryLayer',
    { ...options },
    {
      retries: { min: 0, integer: true },
      baseMs: { min: 0 },
      throttledBaseMs: { min: 0 },
      maxMs: { min: 0 },
      maxHintMs: { min: 0 },
    },
  )
  const { retries = 2, clock = systemClock, random = systemRandom } = options

  /** Waits before the next try; false where there must be none. */
  async function mayRetry(call: Attempt, error: unknown, retry: number): Promise<boolean> {
    if (call.signal.aborted || !effectOf(error).retryable) return false
    const waitMs = backoffMs(retry, error, random, options)
    const { timeMs, attempts } = call.ledger.remaining
    if (waitMs === undefined || waitMs >= timeMs || attempts < 1) return false
    call.trace.add({ type: 'retry', atMs: clock.mono(), target: call.target, retry, waitMs })
    await sleep(clock, waitMs, call.signal)
    return true
  }

  return async function retry(call, next) {
    try {
      return await next(call)
    } catch (error) {
      // Most calls end above: p-retry is set up for the others only, and told how the first try ended.
      if (retries === 0 || call.signal.aborted || !effectOf(error).retryable) throw error
      return again(call, next, error)
    }
  }

  function again(call: Attempt, next: Handler<Attempt>, first: unknown): Promise<Reply> {
    return pRetry(n => (n === 1 ? failed(first) : next({ ...call, attempt: call.attempt + n - 1 }).catch(failed)), {
      retries,
      // The waits are ours, on our clock; without a signal p-retry never drops a reply that is already open.
      minTimeout: 0,
      shouldRetry: ({ error, attemptNumber }) => mayRetry(call, error, attemptNumber),
    })

    /** p-retry gives up on a `TypeError` and on what is no `Error`: neither reaches it. */
    function failed(error: unknown): never {
      throw call.signal.aborted ? error : toProviderError(error, call.target)
    }
  }
}
