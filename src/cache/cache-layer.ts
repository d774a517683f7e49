import type { ChatRequest, ChatResponse, JsonValue, Target } from '../chat/index.ts'
import { LedgerExhaustedError, NoCandidateError } from '../errors/index.ts'
import {
  type Call,
  drain,
  type Handler,
  type Middleware,
  observe,
  type Reply,
  replyOf,
  Trace,
} from '../handler/index.ts'
import { type Clock, systemClock } from '../runtime/index.ts'
import { type AnswerRules, isCacheableAnswer, isCacheableRequest } from './admission.ts'
import { type CacheKey, requestKey } from './cache-key.ts'
import type { Found, KvCache } from './kv-cache.ts'
import { RefusalMemory } from './refusal-memory.ts'
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
  /** How long a request that was refused for what it is (malformed, too long) is refused again without asking, ms. Default 30 s; 0 for never. */
  readonly refusalTtlMs?: number
  readonly clock?: Clock
}

/**
 * A call layer that answers from `answers` and writes whole answers to it. Calls without a scope pass through.
 *
 * Equal `chat` calls that miss at the same time are asked once. Streams that miss are asked each: a reader who is slow
 * or leaves would decide for the others, and a shared stream could not fail over for one of them.
 */
export function cacheLayer(answers: KvCache<ChatResponse>, options: CacheLayerOptions = {}): Middleware {
  const layer = new ResponseCache(answers, options)
  return async function cache(call, next) {
    const { scope, cache: mode, constraints } = call.options
    if (!scope || !isCacheableRequest(call.request, call.options)) return next(call)
    const key = await requestKey(call.request, scope, { constraints, vary: options.vary?.(call) })
    if (key === undefined) return next(call)
    return mode === 'refresh' ? layer.ask(key, call, next) : layer.serve(key, call, next)
  }
}

interface Answered {
  readonly response: ChatResponse
  readonly target: Target
}

class ResponseCache {
  readonly #answers: KvCache<ChatResponse>
  readonly #options: CacheLayerOptions
  readonly #clock: Clock
  readonly #flights = new SingleFlight<Answered>()
  readonly #refusals: RefusalMemory

  constructor(answers: KvCache<ChatResponse>, options: CacheLayerOptions) {
    this.#answers = answers
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#refusals = new RefusalMemory(options.refusalTtlMs ?? 30_000, this.#clock)
  }

  /** From the cache where it may be, else by asking. */
  async serve(key: CacheKey, call: Call, next: Handler): Promise<Reply> {
    const found = await this.#answers.find(key)
    if (found && found.freshness !== 'spare') {
      if (found.freshness !== 'fresh') this.#renew(key, call, next)
      return this.#replyFrom(found, call) ?? next(call)
    }
    const refusal = this.#refusals.find(key)
    if (refusal) throw refusal.error
    try {
      return await this.#ask(key, call, next)
    } catch (error) {
      const spare = found && !call.signal.aborted ? this.#replyFrom(found, call) : undefined
      if (spare) return spare
      this.#refusals.add(key, error)
      throw error
    }
  }

  #ask(key: CacheKey, call: Call, next: Handler): Promise<Reply> {
    const together = call.mode === 'chat' && this.#answers.isolation === 'process'
    return together ? this.#askTogether(key, call, next) : this.ask(key, call, next)
  }

  /** Asks for this call alone, and keeps the answer once it is whole. */
  ask(key: CacheKey, call: Call, next: Handler): Promise<Reply> {
    const keep = this.#keeper(key, call)
    let target: Target | undefined
    const remember: Handler = async inner => {
      const reply = await next(inner)
      target = reply.target
      return reply
    }
    return observe(call, remember, outcome => {
      if (outcome.status === 'ok' && target) keep({ response: outcome.response, target })
    })
  }

  async #askTogether(key: CacheKey, call: Call, next: Handler): Promise<Reply> {
    let leads = false
    const ask = async (signal: AbortSignal): Promise<Answered> => {
      leads = true
      return this.#askWhole(key, { ...call, signal }, next)
    }
    try {
      const { response, target } = await this.#flights.run(key, ask, call.signal)
      if (!leads) call.trace.add({ type: 'cache-shared', atMs: this.#clock.mono(), target })
      return replyOf(response, target)
    } catch (error) {
      // What the leader could not afford says nothing of what this caller can.
      if (leads || call.signal.aborted || !isOwnLimit(error)) throw error
      return this.#askTogether(key, call, next)
    }
  }

  async #askWhole(key: CacheKey, call: Call, next: Handler): Promise<Answered> {
    const keep = this.#keeper(key, call)
    const reply = await next(call)
    const answered = { response: await drain(reply), target: reply.target }
    keep(answered)
    return answered
  }

  /** Asks in the background, for whoever comes next. */
  #renew(key: CacheKey, call: Call, next: Handler): void {
    this.#answers.refresh(key, signal =>
      this.#askWhole(key, { ...call, id: `${call.id}-renewal`, mode: 'chat', signal, trace: new Trace() }, next),
    )
  }

  /** What stores the answer to a call that begins now. */
  #keeper(key: CacheKey, call: Call): (answered: Answered) => void {
    const startMs = this.#clock.mono()
    const { generation } = this.#answers
    return ({ response, target }) => {
      if (!isCacheableAnswer(response, this.#options)) return
      if (this.#options.admit?.(response, call.request) === false) return
      const stored = this.#answers.setIfCurrent(generation, key, response, {
        target,
        costUsd: call.trace.attempts.reduce((sum, attempt) => sum + attempt.costUsd, 0),
        latencyMs: this.#clock.mono() - startMs,
        tags: this.#options.tags?.(call),
        ttlMs: this.#options.ttlMs,
      })
      this.#answers.later(stored)
    }
  }

  #replyFrom(found: Found<ChatResponse>, call: Call): Reply | undefined {
    const { target, storedAtMs, costUsd, freshness } = found
    if (!target) return undefined
    const atMs = this.#clock.mono()
    call.trace.add({ type: 'cache-hit', atMs, target, storedAtMs, freshness, savedUsd: costUsd })
    return replyOf(found.value, target)
  }
}

function isOwnLimit(error: unknown): boolean {
  return error instanceof LedgerExhaustedError || error instanceof NoCandidateError
}
