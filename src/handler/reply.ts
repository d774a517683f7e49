import { type ChatEvent, type ChatResponse, Collector, isContent, replay, type Target } from '../chat/index.ts'
import { ProviderError, StreamInterruptedError } from '../errors/index.ts'
import type { Outcome } from './outcome.ts'

/** An answer under way, from its first content on. */
export interface Reply extends AsyncDisposable {
  readonly target: Target
  /** Read once. Leaving the loop closes the upstream. */
  readonly events: AsyncIterable<ChatEvent>
  /** How it ended. Never rejects. */
  readonly outcome: Promise<Outcome>
}

/**
 * Reads `source` up to its first content and returns a reply from there. What fails before is a rejection; what fails
 * after is thrown to the reader as `StreamInterruptedError` and told by `outcome`. When `signal` aborts, the reader is
 * released at once and the source closed, whether or not the source obeys the signal itself.
 */
export async function openReply(source: AsyncIterable<ChatEvent>, target: Target, signal: AbortSignal): Promise<Reply> {
  const reply = new StreamReply(source[Symbol.asyncIterator](), target, signal)
  await reply.open()
  return reply
}

/** A reply whose answer is already whole. */
export function replyOf(response: ChatResponse, target: Target): Reply {
  refuseEmpty(response, target)
  return {
    target,
    events: { [Symbol.asyncIterator]: () => toAsync(replay(response)) },
    outcome: Promise.resolve({ status: 'ok', response }),
    [Symbol.asyncDispose]: async () => {},
  }
}

/** Reads a reply to its end and returns the answer; throws what broke it. */
export async function drain(reply: Reply): Promise<ChatResponse> {
  const iterator = reply.events[Symbol.asyncIterator]()
  while (!(await iterator.next()).done);
  const outcome = await reply.outcome
  if (outcome.status === 'ok') return outcome.response
  throw outcome.status === 'failed'
    ? outcome.error
    : new DOMException('The reply was closed before its end', 'AbortError')
}

/** An answer that ends well must say something: a provider that says "stop" to nothing has failed. */
function refuseEmpty(response: ChatResponse, target: Target): void {
  if (response.finishReason !== 'stop' || response.text !== '') return
  if (response.toolCalls.length > 0 || response.reasoning !== undefined) return
  throw new ProviderError({ target, kind: 'malformed-response', message: 'the answer is empty' })
}

async function* toAsync(events: ChatEvent[]): AsyncIterator<ChatEvent> {
  yield* events
}

type Step = IteratorResult<ChatEvent, undefined>

/** Hand-written, not a generator: a generator that is left before its first `next()` never runs its `finally`. */
class StreamReply implements Reply, AsyncIterator<ChatEvent, undefined> {
  readonly target: Target
  readonly outcome: Promise<Outcome>
  readonly events: AsyncIterable<ChatEvent> = { [Symbol.asyncIterator]: () => this }
  readonly #source: AsyncIterator<ChatEvent>
  readonly #signal: AbortSignal
  readonly #collector = new Collector()
  readonly #head: ChatEvent[] = []
  #settle: (outcome: Outcome) => void = () => {}
  #ended = false
  #failure: { readonly error: unknown } | undefined
  #rejectPending: ((error: unknown) => void) | undefined

  constructor(source: AsyncIterator<ChatEvent>, target: Target, signal: AbortSignal) {
    this.#source = source
    this.target = target
    this.#signal = signal
    this.outcome = new Promise(resolve => {
      this.#settle = resolve
    })
    signal.addEventListener('abort', this.#onAbort)
  }

  /** Up to the first content. Rejects with what prevented it. */
  async open(): Promise<void> {
    try {
      for (;;) {
        this.#signal.throwIfAborted()
        const step = await this.#pull()
        if (step.done)
          throw new ProviderError({
            target: this.target,
            kind: 'malformed-response',
            message: 'the stream ended without an answer',
          })
        this.#head.push(step.value)
        if (isContent(step.value)) return
        if (step.value.type === 'finish') {
          for (const event of this.#head) this.#collector.add(event)
          const response = this.#collector.response()
          refuseEmpty(response, this.target)
          return
        }
      }
    } catch (error) {
      this.#end({ status: 'failed', error })
      this.#closeSource()
      throw error
    }
  }

  next(): Promise<Step> {
    const early = this.#head.shift()
    if (early) return Promise.resolve(this.#pass(early))
    if (this.#failure) return Promise.reject(this.#failure.error)
    if (this.#ended && !this.#collector.finished) return Promise.resolve({ done: true, value: undefined })
    return this.#advance()
  }

  async return(): Promise<Step> {
    this.#end({ status: 'cancelled', partial: this.#collector.response() })
    this.#head.length = 0
    this.#closeSource()
    return { done: true, value: undefined }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  async #advance(): Promise<Step> {
    let step: IteratorResult<ChatEvent, unknown>
    try {
      step = await this.#pull()
    } catch (error) {
      if (this.#collector.finished) return { done: true, value: undefined }
      throw this.#interrupt(error)
    }
    if (!step.done) return this.#pass(step.value)
    if (this.#collector.finished || this.#ended) return { done: true, value: undefined }
    throw this.#interrupt(
      new ProviderError({
        target: this.target,
        kind: 'malformed-response',
        message: 'the stream ended without a finish reason',
      }),
    )
  }

  #pass(event: ChatEvent): Step {
    if (!this.#collector.finished) this.#collector.add(event)
    if (event.type === 'finish') this.#end({ status: 'ok', response: this.#collector.response() })
    return { done: false, value: event }
  }

  /** The next event of the source, or a rejection as soon as the signal aborts. */
  #pull(): Promise<IteratorResult<ChatEvent, unknown>> {
    return new Promise((resolve, reject) => {
      this.#rejectPending = reject
      this.#source.next().then(resolve, reject)
    })
  }

  readonly #onAbort = (): void => {
    if (this.#rejectPending) this.#rejectPending(this.#signal.reason)
    // Between two reads nobody is waiting: the next read finds the failure.
    if (!this.#ended && this.#collector.response().text !== '') this.#interrupt(this.#signal.reason)
  }

  #interrupt(cause: unknown): unknown {
    if (this.#failure) return this.#failure.error
    const partial = this.#collector.response()
    const error = this.#signal.aborted ? cause : new StreamInterruptedError(this.target, partial, cause)
    this.#failure = { error }
    this.#end({ status: 'failed', error, partial })
    this.#closeSource()
    return error
  }

  #end(outcome: Outcome): void {
    if (this.#ended) return
    this.#ended = true
    this.#signal.removeEventListener('abort', this.#onAbort)
    this.#settle(outcome)
  }

  /** Not awaited: a source may take its time to close, and the reader has left. */
  #closeSource(): void {
    this.#source.return?.()?.then(undefined, () => {})
  }
}
