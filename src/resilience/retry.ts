import pRetry from 'p-retry'
import { effectOf, ProviderError, type ProviderErrorKind, toProviderError } from '../errors/index.ts'
import { type Attempt, type Handler, type Middleware, opened, type Reply, whenEnded } from '../handler/index.ts'
import { type Clock, type Random, sleep, systemClock, systemRandom } from '../runtime/index.ts'
import { type BackoffOptions, backoffMs } from './backoff.ts'
import { checkNumbers } from './check-numbers.ts'
import type { RetryBudget } from './retry-budget.ts'

export interface RetryOptions extends BackoffOptions {
  /** How often one target is asked again. Default 2. */
  readonly retries?: number
  /** The same for single kinds of failure, at most `retries`. Default: once after `timeout` and `malformed-response`. */
  readonly retriesAfter?: Partial<Readonly<Record<ProviderErrorKind, number>>>
  /**
   * While another target is left for the request (`attempt.othersLeft`), only a wait up to this long is worth it.
   * Default 0: the other one is asked at once.
   */
  readonly patienceMs?: number
  /** How long an attempt usually takes: no wait that leaves less until the deadline makes sense. Default: not known. */
  readonly usualMs?: (attempt: Attempt) => number | undefined
  /** Shared with whatever else makes extra calls. Default: none. */
  readonly budget?: RetryBudget
  readonly clock?: Clock
  readonly random?: Random
}

/**
 * Asks the same target again when `failureEffects` says that it may answer, nobody else is left to be asked, and deadline,
 * attempts and budget allow it. The only layer that retries, and only before the first content. The caller's abort ends
 * a wait at once.
 */
export function retryLayer(options: RetryOptions = {}): Middleware<Attempt> {
  check(options)
  const { retries = 2, patienceMs = 0, usualMs, budget, clock = systemClock, random = systemRandom } = options
  const retriesAfter = { timeout: 1, 'malformed-response': 1, ...options.retriesAfter }

  /** How long to wait before the next try; `undefined` where there must be none. */
  function waitBefore(retry: number, call: Attempt, error: unknown): number | undefined {
    if (call.signal.aborted || !effectOf(error).retryable) return undefined
    const most =
      error instanceof ProviderError ? (retriesAfter[error.kind as keyof typeof retriesAfter] ?? retries) : retries
    if (retry > Math.min(retries, most)) return undefined
    const waitMs = backoffMs(retry, error, random, options)
    const { timeMs, attempts } = call.ledger.remaining
    if (waitMs === undefined || attempts < 1 || waitMs + (usualMs?.(call) ?? 0) >= timeMs) return undefined
    return call.othersLeft && waitMs > patienceMs ? undefined : waitMs
  }

  function again(call: Attempt, next: Handler<Attempt>, firstError: unknown, firstWaitMs: number): Promise<Reply> {
    let leave: Disposable | undefined
    async function attempt(number: number): Promise<Reply> {
      if (number === 1) throw comprehensible(firstError)
      try {
        const reply = await next({ ...call, attempt: call.attempt + number - 1 })
        const used = leave
        if (used) whenEnded(reply, () => used[Symbol.dispose]())
        return reply
      } catch (error) {
        leave?.[Symbol.dispose]()
        throw comprehensible(error)
      }
    }

    async function shouldRetry(error: unknown, retry: number): Promise<boolean> {
      const waitMs = retry === 1 ? firstWaitMs : waitBefore(retry, call, error)
      if (waitMs === undefined) return false
      leave = budget?.extra()
      if (budget && !leave) return false
      call.trace.add({ type: 'retry', atMs: clock.mono(), target: call.target, retry, waitMs })
      try {
        await sleep(clock, waitMs, call.signal)
      } catch (reason) {
        leave?.[Symbol.dispose]()
        throw reason
      }
      return true
    }

    /** p-retry gives up on a `TypeError` and on what is no `Error`: neither reaches it. */
    function comprehensible(error: unknown): unknown {
      return call.signal.aborted ? error : toProviderError(error, call.target)
    }

    return pRetry(attempt, {
      retries,
      // The waits are ours, on our clock; and without a signal p-retry never drops a reply that is already open.
      minTimeout: 0,
      shouldRetry: ({ error, attemptNumber }) => shouldRetry(error, attemptNumber),
    })
  }

  return function retry(call, next) {
    budget?.start()
    // Most calls end well: p-retry is set up for the others only, and told how the first try ended.
    const asked = opened(call, next).catch((error: unknown) => {
      const waitMs = waitBefore(1, call, error)
      if (waitMs === undefined) throw error
      return again(call, next, error, waitMs)
    })
    return budget ? counted(budget, asked) : asked
  }
}

/** Says when a first call has ended, with all that followed from it. */
function counted(budget: RetryBudget, asked: Promise<Reply>): Promise<Reply> {
  return asked.then(
    reply => {
      whenEnded(reply, () => budget.end())
      return reply
    },
    (error: unknown) => {
      budget.end()
      throw error
    },
  )
}

function check(options: RetryOptions): void {
  const count = { min: 0, integer: true }
  const duration = { min: 0 }
  checkNumbers(
    'retryLayer',
    { ...options },
    {
      retries: count,
      patienceMs: { ...duration, infinite: true },
      baseMs: duration,
      throttledBaseMs: duration,
      maxMs: duration,
      maxHintMs: duration,
    },
  )
  const perKind = options.retriesAfter ?? {}
  checkNumbers('retryLayer retriesAfter', { ...perKind }, Object.fromEntries(Object.keys(perKind).map(k => [k, count])))
}
