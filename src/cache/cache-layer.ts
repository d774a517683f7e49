import type { ChatRequest, ChatResponse, JsonValue, Target } from '../chat/index.ts'
import { LedgerExhaustedError, NoCandidateError } from '../errors/index.ts'
import { type Call, drain, type Handler, type Middleware, observe, type Reply, replyOf } from '../handler/index.ts'
import { type Clock, systemClock } from '../runtime/index.ts'
import { type AnswerRules, isCacheableAnswer, isCacheableRequest } from './admission.ts'
import { type CacheKey, requestKey } from './cache-key.ts'
import type { KvCache } from './kv-cache.ts'
import { SingleFlight } from './single-flight.ts'

export interface CacheLayerOptions extends AnswerRules {
  /** Is this answer good enough to be given again? Asked after the rules above. Default: yes. */
  readonly admit?: (response: ChatResponse, request: ChatRequest) => boolean
  /** What else changes the answer, of this call: it becomes part of the key. Default: nothing. */
  readonly vary?: (call: Call) => JsonValue
  /** Names under which an answer can be invalidated. Default: none. */
  readonly tags?: (call: Call) => readonly string[]
  /** How long an answer is fresh, ms. Default: the cache's. */
  readonly ttlMs?: number
  /** `request`: no call ever awaits a promise made by another, as some edge runtimes demand. Default `process`. */
  readonly isolation?: 'process' | 'request'
  readonly clock?: Clock
}

interface Answered {
  readonly response: ChatResponse
  readonly target: Target
}

/**
 * A call layer that answers from `answers` and writes whole answers to it. Calls without a scope pass through.
 *
 * Equal `chat` calls that miss at the same time are asked once. Streams that miss are asked each: a reader who is slow
 * or leaves would decide for the others, and a shared stream could not fail over for one of them.
 */
export function cacheLayer(answers: KvCache<ChatResponse>, options: CacheLayerOptions = {}): Middleware {
  const clock = options.clock ?? systemClock
  const flights = new SingleFlight<Answered>()
  const shares = options.isolation !== 'request'

  const keep = async (key: CacheKey, call: Call, answered: Answered, startMs: number): Promise<void> => {
    const { response, target } = answered
    if (!isCacheableAnswer(response, options) || options.admit?.(response, call.request) === false) return
    await answers.set(key, response, {
      target,
      costUsd: call.trace.attempts.reduce((sum, attempt) => sum + attempt.costUsd, 0),
      latencyMs: clock.mono() - startMs,
      tags: options.tags?.(call),
      ttlMs: options.ttlMs,
    })
  }

  const askAlone = (key: CacheKey, call: Call, next: Handler): Promise<Reply> => {
    const startMs = clock.mono()
    let target: Target | undefined
    const remember: Handler = async inner => {
      const reply = await next(inner)
      target = reply.target
      return reply
    }
    return observe(call, remember, outcome => {
      if (outcome.status === 'ok' && target) void keep(key, call, { response: outcome.response, target }, startMs)
    })
  }

  const askTogether = async (key: CacheKey, call: Call, next: Handler): Promise<Reply> => {
    let leads = false
    const ask = async (signal: AbortSignal): Promise<Answered> => {
      leads = true
      const startMs = clock.mono()
      const reply = await next({ ...call, signal })
      const answered = { response: await drain(reply), target: reply.target }
      await keep(key, call, answered, startMs)
      return answered
    }
    try {
      const { response, target } = await flights.run(key, ask, call.signal)
      if (!leads) call.trace.add({ type: 'cache-shared', atMs: clock.mono(), target })
      return replyOf(response, target)
    } catch (error) {
      // What the leader could not afford says nothing of what this caller can.
      if (leads || call.signal.aborted || !isOwnLimit(error)) throw error
      return askTogether(key, call, next)
    }
  }

  return async function cache(call, next) {
    const { scope, cache: mode, constraints } = call.options
    if (!scope || !isCacheableRequest(call.request, call.options)) return next(call)
    const key = await requestKey(call.request, scope, { constraints, vary: options.vary?.(call) })
    if (key === undefined) return next(call)
    const found = mode === 'refresh' ? undefined : await answers.find(key)
    if (found?.target) {
      const { target, storedAtMs, costUsd } = found
      call.trace.add({ type: 'cache-hit', atMs: clock.mono(), target, storedAtMs, savedUsd: costUsd })
      return replyOf(found.value, target)
    }
    return shares && call.mode === 'chat' && mode !== 'refresh'
      ? askTogether(key, call, next)
      : askAlone(key, call, next)
  }
}

function isOwnLimit(error: unknown): boolean {
  return error instanceof LedgerExhaustedError || error instanceof NoCandidateError
}
