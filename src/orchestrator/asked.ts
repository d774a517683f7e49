import type { ChatResponse } from '../chat/index.ts'
import { type Call, drain, type Handler, type Reply, whenEnded } from '../handler/index.ts'
import { holdsValue, structured, validatorOf } from '../providers/index.ts'
import type { RoutingStrategy } from '../routing/index.ts'
import type { Assembly } from './assemble.ts'
import type { FeedbackLoop } from './feedback-loop.ts'
import type { RequestCounts } from './report.ts'
import { decisionIn, type RoutedResponse, routingOf } from './routing.ts'

export interface AskedParts {
  readonly assembly: Assembly
  readonly counts: RequestCounts
  readonly feedback: FeedbackLoop
  /** What was learned elsewhere is there; `undefined` where there is nothing to wait for. */
  readonly ready: () => Promise<unknown> | undefined
}

/** One request, whole or as a stream: asked once, counted, and its answer told with the way it took. */
export class Asked {
  readonly call: Call
  readonly #strategy: RoutingStrategy
  readonly #handler: Handler
  readonly #parts: AskedParts
  #startMs = 0

  constructor(call: Call, strategy: RoutingStrategy, handler: Handler, parts: AskedParts) {
    this.call = call
    this.#strategy = strategy
    this.#handler = handler
    this.#parts = parts
  }

  /** The whole answer. */
  async whole(): Promise<RoutedResponse> {
    const reply = await this.open()
    return this.answered(reply, await drain(reply))
  }

  /** Asks. Who reads the reply to its end hands the answer to `answered`. */
  async open(): Promise<Reply> {
    const { assembly, counts, ready } = this.#parts
    this.#startMs = assembly.clock.mono()
    counts.began(assembly.clock.now())
    try {
      this.call.signal.throwIfAborted()
      const loading = ready()
      if (loading) await loading
      const reply = await this.#handler(this.call)
      whenEnded(reply, outcome => outcome.status === 'failed' && this.#failed())
      return reply
    } catch (error) {
      this.#failed()
      throw error
    }
  }

  async answered(reply: Reply, response: ChatResponse): Promise<RoutedResponse> {
    const { call } = this
    const { id } = call
    const { assembly, counts, feedback } = this.#parts
    const routing = routingOf(call, reply.target, assembly.clock.mono() - this.#startMs)
    if (routing.cached) counts.cacheHits++
    // What no model has said teaches nothing of one.
    else if (assembly.parts.targets.some(known => known.target === reply.target)) {
      feedback.remember(call, routing, response)
    }
    this.#spent()
    const schema = validatorOf(call.request)
    if (!schema || !holdsValue(response)) return { ...response, id, routing }
    // Once more, of what is delivered: it may be merged, or come from the cache.
    const parsing = structured(response, schema, reply.target)
    const parsed = await (routing.degraded ? parsing.catch(() => undefined) : parsing)
    return { ...response, id, routing, ...(parsed !== undefined && { parsed }) }
  }

  #failed(): void {
    if (!this.call.signal.aborted) this.#parts.counts.failures++
    this.#spent()
  }

  /** A strategy that holds a budget hears of what it decided on. */
  #spent(): void {
    const { trace, ledger } = this.call
    const decided = decisionIn(trace)
    if (decided) this.#strategy.spent?.(ledger.spentUsd, decided.context)
  }
}
