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
import type { CacheEntry } from './entry.ts'
import type { KvCache } from './kv-cache.ts'
import type { Found } from './kv-cache-options.ts'
import { RefusalMemory } from './refusal-memory.ts'
import type { QuestionPlace, SameQuestionReuse, Twin } from './same-question/index.ts'
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
  /** Answers questions with the answers to others that ask the same. Default: never. */
  readonly sameQuestion?: SameQuestionReuse
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
    const keyOptions = { constraints, vary: options.vary?.(call) }
    const key = await requestKey(call.request, scope, keyOptions)
    if (key === undefined) return next(call)
    const place = await options.sameQuestion?.placeOf(call.request, scope, keyOptions)
    const asked: Asked = { key, call, next, place, twin: undefined }
    return mode === 'refresh' ? layer.ask(asked) : layer.serve(asked)
  }
}

/** One call on its way through the layer. */
interface Asked {
  readonly key: CacheKey
  readonly call: Call
  readonly next: Handler
  readonly place: QuestionPlace | undefined
  /** Somebody else's question that may be the same, with its answer: compared with this call's answer when that comes. */
  readonly twin: { readonly twin: Twin; readonly response: ChatResponse } | undefined
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
  async serve(asked: Asked): Promise<Reply> {
    const { key, call, next } = asked
    const found = await this.#answers.find(key)
    if (found && found.freshness !== 'spare') {
      if (found.freshness !== 'fresh') this.#renew(asked)
      return this.#replyFrom(found, call) ?? next(call)
    }
    const refusal = this.#refusals.find(key)
    if (refusal) throw refusal.error
    const twin = await this.#findTwin(asked)
    if (twin?.twin.reuse) {
      const reply = this.#replyFrom(twin.found, call, { likeness: twin.twin.likeness })
      if (reply) {
        this.#options.sameQuestion?.countReuse()
        return reply
      }
    }
    try {
      return await this.#askAnyhow({ ...asked, twin: twin && { twin: twin.twin, response: twin.found.value } })
    } catch (error) {
      const spare = found && !call.signal.aborted ? this.#replyFrom(found, call) : undefined
      if (spare) return spare
      this.#refusals.add(key, error)
      throw error
    }
  }

  async #findTwin({ place }: Asked): Promise<{ twin: Twin; found: CacheEntry<ChatResponse> } | undefined> {
    const { sameQuestion } = this.#options
    const twin = place && sameQuestion?.find(place)
    if (!twin) return undefined
    const found = this.#answers.peek(twin.key)
    if (found) return { twin, found: twin.reuse ? ((await this.#answers.find(twin.key)) ?? found) : found }
    sameQuestion?.forget(place, twin.key)
    return undefined
  }

  #askAnyhow(asked: Asked): Promise<Reply> {
    const together = asked.call.mode === 'chat' && this.#answers.isolation === 'process'
    return together ? this.#askTogether(asked) : this.ask(asked)
  }

  /** Asks for this call alone, and keeps the answer once it is whole. */
  ask(asked: Asked): Promise<Reply> {
    const keep = this.#keeper(asked)
    let target: Target | undefined
    const remember: Handler = async inner => {
      const reply = await asked.next(inner)
      target = reply.target
      return reply
    }
    return observe(asked.call, remember, outcome => {
      if (outcome.status === 'ok' && target) keep({ response: outcome.response, target })
    })
  }

  async #askTogether(asked: Asked): Promise<Reply> {
    const { key, call } = asked
    let leads = false
    const ask = async (signal: AbortSignal): Promise<Answered> => {
      leads = true
      const work = (): Promise<Answered> => this.#askWhole({ ...asked, call: { ...call, signal } })
      const answeredElsewhere = ({ value, target }: CacheEntry<ChatResponse>): Answered | undefined => {
        leads = false
        return target && { response: value, target }
      }
      return this.#answers.onceInFleet(key, work, answeredElsewhere, signal)
    }
    try {
      const { response, target } = await this.#flights.run(key, ask, call.signal)
      if (!leads) call.trace.add({ type: 'cache-shared', atMs: this.#clock.mono(), target })
      return replyOf(response, target)
    } catch (error) {
      // What the leader could not afford says nothing of what this caller can.
      if (leads || call.signal.aborted || !isOwnLimit(error)) throw error
      return this.#askTogether(asked)
    }
  }

  async #askWhole(asked: Asked): Promise<Answered> {
    const keep = this.#keeper(asked)
    const reply = await asked.next(asked.call)
    const answered = { response: await drain(reply), target: reply.target }
    keep(answered)
    return answered
  }

  /** Asks in the background, for whoever comes next. */
  #renew(asked: Asked): void {
    const { key, call } = asked
    this.#answers.refresh(key, signal =>
      this.#askWhole({
        ...asked,
        call: { ...call, id: `${call.id}-renewal`, mode: 'chat', signal, trace: new Trace() },
      }),
    )
  }

  /** What stores the answer to a call that begins now. */
  #keeper({ key, call, place, twin }: Asked): (answered: Answered) => void {
    const startMs = this.#clock.mono()
    const { generation } = this.#answers
    const { sameQuestion } = this.#options
    return ({ response, target }) => {
      // What was the best of a bad moment is no answer for later.
      if (call.trace.events.some(({ type }) => type === 'degraded' || type === 'continued')) return
      if (!isCacheableAnswer(response, this.#options)) return
      if (this.#options.admit?.(response, call.request) === false) return
      if (generation === this.#answers.generation)
        this.#answers.setNow(key, response, {
          target,
          costUsd: call.trace.attempts.reduce((sum, attempt) => sum + attempt.costUsd, 0),
          latencyMs: this.#clock.mono() - startMs,
          tags: this.#options.tags?.(call),
          ttlMs: this.#options.ttlMs,
        })
      if (place) sameQuestion?.add(place, key)
      // A judge that fails teaches nothing.
      if (twin && sameQuestion)
        this.#answers.later(sameQuestion.verify(twin.twin, twin.response, response).catch(() => {}))
    }
  }

  #replyFrom(
    found: CacheEntry<ChatResponse> & Partial<Found<ChatResponse>>,
    call: Call,
    facts: { readonly likeness?: number } = {},
  ): Reply | undefined {
    const { target, storedAtMs, costUsd, freshness } = found
    if (!target) return undefined
    const atMs = this.#clock.mono()
    call.trace.add({ type: 'cache-hit', atMs, target, storedAtMs, freshness, savedUsd: costUsd, ...facts })
    return replyOf(found.value, target)
  }
}

function isOwnLimit(error: unknown): boolean {
  return error instanceof LedgerExhaustedError || error instanceof NoCandidateError
}
