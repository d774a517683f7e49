import { type ChatEvent, type ChatRequest, Collector, type Target, type Usage } from '../chat/index.ts'
import { effectOf, ProviderError, StreamInterruptedError } from '../errors/index.ts'
import type { Attempt, ClassifiedCall, Handler, Outcome, Reply } from '../handler/index.ts'
import { totalUsage } from '../merge/index.ts'
import type { Clock } from '../runtime/index.ts'
import { Seam } from './seam.ts'

export interface Continuation {
  /** Who can go on from the beginning of an answer, in the order in which they are asked. */
  readonly targets: readonly Target[]
  readonly attempt: Handler<Attempt>
  readonly clock: Clock
}

/** Of English; a rough measure for what nobody counted. */
const charactersPerToken = 4

/** Whether what is asked may be continued by another call at all: a stream of text, without tools or searches. */
export function isContinuable({ mode, request }: ClassifiedCall): boolean {
  const plain = request.responseFormat === undefined || request.responseFormat.type === 'text'
  return mode === 'stream' && plain && !request.tools?.length && !request.search
}

/**
 * The same reply, that goes on where it is cut: one of `targets` is asked to continue the text that has come, and its
 * words follow as if nothing had happened. The answer says so in a warning and the trace in a `continued` event; usage is
 * that of all parts, estimated for those that broke off. What holds more than text (reasoning, tool calls, sources) is
 * not continued, and a target that begins anew instead is hung up on: two answers are never glued together.
 */
export function continued(reply: Reply, call: ClassifiedCall, continuation: Continuation): Reply {
  return new ContinuedReply(reply, call, continuation)
}

type Step = IteratorResult<ChatEvent, undefined>
const done: Step = { done: true, value: undefined }

class ContinuedReply implements Reply, AsyncIterator<ChatEvent, undefined> {
  readonly target: Target
  readonly outcome: Promise<Outcome>
  readonly events: AsyncIterable<ChatEvent> = { [Symbol.asyncIterator]: () => this }
  readonly #call: ClassifiedCall
  readonly #continuation: Continuation
  readonly #collector = new Collector()
  readonly #usages: Usage[] = []
  readonly #warnings: string[] = []
  #settle: (outcome: Outcome) => void = () => {}
  #part: Reply
  #events: AsyncIterator<ChatEvent>
  /** Characters that earlier parts have brought. */
  #partStart = 0
  #seam: Seam | undefined
  #last: ChatEvent | undefined
  #reading = false
  #failure: { readonly error: unknown } | undefined
  #ended = false

  constructor(reply: Reply, call: ClassifiedCall, continuation: Continuation) {
    this.target = reply.target
    this.#call = call
    this.#continuation = continuation
    this.outcome = new Promise(resolve => {
      this.#settle = resolve
    })
    this.#part = reply
    this.#events = reply.events[Symbol.asyncIterator]()
    this.#watch(reply)
  }

  async next(): Promise<Step> {
    if (this.#failure) throw this.#failure.error
    if (this.#ended) return done
    this.#reading = true
    try {
      return await this.#read()
    } finally {
      this.#reading = false
    }
  }

  async return(): Promise<Step> {
    if (!this.#ended) this.#end({ status: 'cancelled', partial: this.#collector.response() })
    await this.#events.return?.()
    return done
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
    await this.#part[Symbol.asyncDispose]()
  }

  async #read(): Promise<Step> {
    for (;;) {
      const held = this.#last
      if (held) {
        this.#last = undefined
        return this.#pass(held)
      }
      let step: IteratorResult<ChatEvent>
      try {
        step = await this.#events.next()
      } catch (error) {
        await this.#resume(error)
        continue
      }
      if (step.done) return done
      const event = this.#joined(step.value)
      if (event === 'anew') {
        const target = this.#part.target
        void this.#part[Symbol.asyncDispose]()
        const message = 'it began the answer anew instead of continuing it'
        const cause = new ProviderError({ target, kind: 'malformed-response', message })
        await this.#resume(new StreamInterruptedError(target, this.#collector.response(), cause), target)
      } else if (event) return this.#pass(event)
    }
  }

  /** An event as it follows what has been passed on already; nothing where there is nothing to pass on. */
  #joined(event: ChatEvent): ChatEvent | 'anew' | undefined {
    const seam = this.#seam
    if (!seam) return event
    if (event.type === 'finish') {
      const rest = seam.end()
      if (rest === undefined) return 'anew'
      if (rest === '') return event
      this.#last = event
      return { type: 'text-delta', text: rest }
    }
    // A second part may reason again: its reader has the beginning of the answer already.
    if (event.type !== 'text-delta') return undefined
    const text = seam.push(event.text)
    if (text === undefined) return 'anew'
    return text === '' ? undefined : { type: 'text-delta', text }
  }

  #pass(event: ChatEvent): Step {
    const last = event.type === 'finish' ? this.#whole(event) : event
    this.#collector.add(last)
    if (last.type === 'finish') this.#end({ status: 'ok', response: this.#collector.response() })
    return { done: false, value: last }
  }

  #whole(event: Extract<ChatEvent, { type: 'finish' }>): ChatEvent {
    if (this.#usages.length === 0) return event
    const usage = totalUsage([...this.#usages, event.usage])
    return { ...event, usage, warnings: [...(event.warnings ?? []), ...this.#warnings] }
  }

  /** Goes on with the reply of somebody who continues, or throws what the reader is told. */
  async #resume(error: unknown, anew?: Target): Promise<void> {
    const partial = this.#collector.response()
    const from = this.#part.target
    if (error instanceof StreamInterruptedError && isPlain(partial)) {
      const seam = new Seam(partial.text)
      for (const [i, target] of order(this.#continuation.targets, error).entries()) {
        if (this.#call.signal.aborted || this.#call.ledger.remaining.attempts < 1) break
        if (target === anew) continue
        const left = this.#continuation.targets.length - i - 1
        const reply = await this.#ask(target, seam.sent, left)
        if (reply) return this.#goOn(reply, from, seam, partial.text)
      }
    }
    throw this.#fail(this.#call.signal.aborted ? this.#call.signal.reason : error, partial)
  }

  async #ask(target: Target, text: string, othersLeft: number): Promise<Reply | undefined> {
    const request = continuing(this.#call.request, text)
    try {
      return await this.#continuation.attempt({ ...this.#call, request, target, attempt: 1, othersLeft })
    } catch {
      // Told by the trace; the reader is told of what broke first.
      return undefined
    }
  }

  #goOn(reply: Reply, from: Target, seam: Seam, text: string): void {
    const outputTokens = Math.ceil((text.length - this.#partStart) / charactersPerToken)
    this.#usages.push({ inputTokens: this.#call.task.inputTokens, outputTokens })
    this.#warnings.push(`${from} broke off after ${text.length} characters: ${reply.target} continued`)
    const { clock } = this.#continuation
    const facts = { from, to: reply.target, afterCharacters: text.length }
    this.#call.trace.add({ type: 'continued', atMs: clock.mono(), ...facts })
    this.#partStart = text.length
    this.#seam = seam
    this.#part = reply
    this.#events = reply.events[Symbol.asyncIterator]()
    this.#watch(reply)
    // Somebody left while it was being asked.
    if (this.#ended) void reply[Symbol.asyncDispose]()
  }

  /** Where it ends while nobody reads (the caller aborts, a deadline passes), that is the end of it. */
  #watch(part: Reply): void {
    void part.outcome.then(outcome => {
      if (outcome.status !== 'failed' || this.#reading || part !== this.#part) return
      this.#fail(outcome.error, this.#collector.response())
    })
  }

  #fail(cause: unknown, partial: ReturnType<Collector['response']>): unknown {
    if (this.#failure) return this.#failure.error
    const whole = cause instanceof StreamInterruptedError
    const error = whole ? new StreamInterruptedError(cause.target, partial, cause.cause) : cause
    this.#failure = { error }
    this.#end({ status: 'failed', error, partial })
    return error
  }

  #end(outcome: Outcome): void {
    this.#ended = true
    this.#settle(outcome)
  }
}

/** Text and nothing else, of which something can be sent. */
function isPlain(partial: ReturnType<Collector['response']>): boolean {
  return partial.text.trim() !== '' && partial.toolCalls.length === 0 && !partial.reasoning && !partial.sources
}

/** Who broke off by an accident goes on best himself; who was slow or full comes last. */
function order(targets: readonly Target[], { target, cause }: StreamInterruptedError): readonly Target[] {
  if (!targets.includes(target)) return targets
  const others = targets.filter(other => other !== target)
  const { remedy, load } = effectOf(cause)
  const accident = remedy === 'retry' && load === 'none'
  return accident || others.length === 0 ? [target, ...others] : [...others, target]
}

/** The request with the beginning of its answer, for which the room is less by that. */
function continuing(request: ChatRequest, text: string): ChatRequest {
  const { maxOutputTokens, messages } = request
  const last = messages.at(-1)
  const begun = last?.role === 'assistant' && !last.toolCalls && typeof last.content === 'string' ? last.content : ''
  const before = begun === '' ? messages : messages.slice(0, -1)
  const spent = Math.ceil(text.length / charactersPerToken)
  return {
    ...request,
    messages: [...before, { role: 'assistant', content: begun + text }],
    ...(maxOutputTokens !== undefined && { maxOutputTokens: Math.max(1, maxOutputTokens - spent) }),
  }
}
