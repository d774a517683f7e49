import {
  type ChatEvent,
  type ChatResponse,
  Collector,
  isContent,
  type RateLimit,
  replay,
  type Target,
} from '../chat/index.ts'
import { ProviderError, StreamInterruptedError } from '../errors/index.ts'
import type { Outcome } from './outcome.ts'

/** An answer under way, from its first content on. */
export interface Reply extends AsyncDisposable {
  readonly target: Target
  /** Read once. Leaving the loop closes the upstream. */
  readonly events: AsyncIterable<ChatEvent>
  /** How it ended. Never rejects. */
  readonly outcome: Promise<Outcome>
  /** The same, where it had ended before it was handed over: an answer that came whole. `whenEnded` asks both. */
  readonly ended?: Outcome
  /** What the provider says is left of its allowances, for attempt layers; absent where it says nothing. */
  readonly rateLimits?: readonly RateLimit[]
}

/**
 * Reads `source` up to its first content and returns a reply from there. What fails before is a rejection; what fails
 * after is thrown to the reader as `StreamInterruptedError` and told by `outcome`. The `finish` event is the last one.
 * When `signal` aborts, the reader is released at once with the signal's reason and the source closed, whether or not
 * the source obeys the signal itself. `mayBeEmpty`: it is no failure to say nothing, as for an answer that was begun already.
 */
export async function openReply(
  source: AsyncIterable<ChatEvent>,
  target: Target,
  signal: AbortSignal,
  mayBeEmpty = false,
): Promise<Reply> {
  signal.throwIfAborted()
  const reply = new StreamReply(source[Symbol.asyncIterator](), target, signal, mayBeEmpty)
  await reply.open()
  return reply
}

/** A reply whose answer is already whole. `mayBeEmpty`: as for `openReply`. */
export function replyOf(response: ChatResponse, target: Target, mayBeEmpty = false): Reply {
  if (!mayBeEmpty) refuseEmpty(response, target)
  return new WholeReply(response, target)
}

/**
 * A class, since literals with computed names are slow to make, and one of these is made for every call. `ended` is no
 * property of its own: a layer that copies a reply with another outcome does not copy how this one ended.
 */
class WholeReply implements Reply, AsyncIterable<ChatEvent> {
  readonly target: Target
  readonly events: AsyncIterable<ChatEvent> = this
  readonly outcome: Promise<Outcome>
  readonly #ended: Extract<Outcome, { status: 'ok' }>

  constructor(response: ChatResponse, target: Target) {
    this.target = target
    this.#ended = { status: 'ok', response }
    this.outcome = Promise.resolve(this.#ended)
  }

  get ended(): Outcome {
    return this.#ended
  }

  [Symbol.asyncIterator](): AsyncIterator<ChatEvent, undefined> {
    return arrayIterator(replay(this.#ended.response))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve()
  }
}

/** Reads a reply to its end and returns the answer; throws what broke it. */
export async function drain(reply: Reply): Promise<ChatResponse> {
  if (reply.ended?.status === 'ok') return reply.ended.response
  const iterator = reply.events[Symbol.asyncIterator]()
  while (!(await iterator.next()).done);
  const outcome = await reply.outcome
  if (outcome.status === 'ok') return outcome.response
  throw outcome.status === 'failed'
    ? outcome.error
    : new DOMException('the reply was closed before its end', 'AbortError')
}

/** An answer that ends well must say something: a provider that says "stop" to nothing has failed. */
function refuseEmpty(response: ChatResponse, target: Target): void {
  if (response.finishReason !== 'stop' || response.text !== '') return
  if (response.toolCalls.length > 0 || response.reasoning !== undefined) return
  throw malformed(target, 'the answer is empty')
}

function malformed(target: Target, message: string): ProviderError {
  return new ProviderError({ target, kind: 'malformed-response', message })
}

type Step = IteratorResult<ChatEvent, undefined>
const done: Step = { done: true, value: undefined }

function arrayIterator(events: ChatEvent[]): AsyncIterator<ChatEvent, undefined> {
  let index = 0
  return {
    next: () => {
      const value = events[index++]
      return Promise.resolve(value ? { done: false, value } : done)
    },
    return: () => {
      index = events.length
      return Promise.resolve(done)
    },
  }
}

/** Hand-written, not a generator: a generator that is left before its first `next()` never runs its `finally`. */
class StreamReply implements Reply, AsyncIterator<ChatEvent, undefined> {
  readonly target: Target
  readonly outcome: Promise<Outcome>
  readonly events: AsyncIterable<ChatEvent> = { [Symbol.asyncIterator]: () => this }
  readonly #source: AsyncIterator<ChatEvent>
  readonly #signal: AbortSignal
  readonly #mayBeEmpty: boolean
  readonly #collector = new Collector()
  /** What was read before the reply was handed over. */
  readonly #head: ChatEvent[] = []
  #settle: (outcome: Outcome) => void = () => {}
  #state: 'opening' | 'open' | 'ended' = 'opening'
  /** What a reader after the end is told. */
  #failure: { readonly error: unknown } | undefined
  #rejectPending: (error: unknown) => void = () => {}

  constructor(source: AsyncIterator<ChatEvent>, target: Target, signal: AbortSignal, mayBeEmpty: boolean) {
    this.#source = source
    this.target = target
    this.#signal = signal
    this.#mayBeEmpty = mayBeEmpty
    this.outcome = new Promise(resolve => {
      this.#settle = resolve
    })
    signal.addEventListener('abort', this.#onAbort)
  }

  /** Reads up to the first content. Rejects with what prevented it. */
  async open(): Promise<void> {
    try {
      for (;;) {
        const step = await this.#pull()
        if (step.done) throw malformed(this.target, 'the stream ended without an answer')
        this.#head.push(step.value)
        if (step.value.type === 'finish' && !this.#mayBeEmpty) refuseEmpty(collected(this.#head), this.target)
        if (step.value.type === 'finish' || isContent(step.value)) break
      }
      this.#state = 'open'
    } catch (error) {
      this.#end({ status: 'failed', error })
      throw error
    }
  }

  async next(): Promise<Step> {
    if (this.#failure) throw this.#failure.error
    const early = this.#head.shift()
    if (early) return this.#pass(early)
    if (this.#state === 'ended') return done
    let step: IteratorResult<ChatEvent, unknown>
    try {
      step = await this.#pull()
    } catch (error) {
      throw this.#interrupt(error)
    }
    if (!step.done) return this.#pass(step.value)
    throw this.#interrupt(malformed(this.target, 'the stream ended without a finish reason'))
  }

  return(): Promise<Step> {
    this.#head.length = 0
    if (this.#state !== 'ended') this.#end({ status: 'cancelled', partial: this.#collector.response() })
    return Promise.resolve(done)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  #pass(event: ChatEvent): Step {
    this.#collector.add(event)
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
    this.#rejectPending(this.#signal.reason)
    // Between two reads nobody is waiting: the next one is told.
    if (this.#state === 'open') this.#interrupt(this.#signal.reason)
  }

  /** Ends a reply that had begun to deliver, and returns what its reader is told. */
  #interrupt(cause: unknown): unknown {
    if (this.#failure) return this.#failure.error
    const partial = this.#collector.response()
    // A deadline below is the target's failure like any other; whoever aborts above is told his own reason.
    const left = this.#signal.aborted && !(this.#signal.reason instanceof ProviderError)
    const error = left ? this.#signal.reason : new StreamInterruptedError(this.target, partial, cause)
    this.#failure = { error }
    this.#end({ status: 'failed', error, partial })
    return error
  }

  #end(outcome: Outcome): void {
    this.#state = 'ended'
    this.#signal.removeEventListener('abort', this.#onAbort)
    this.#settle(outcome)
    // Not awaited: a source may take its time to close, and its reader has what it wanted.
    this.#source.return?.().then(undefined, () => {})
  }
}

function collected(events: readonly ChatEvent[]): ChatResponse {
  const collector = new Collector()
  for (const event of events) collector.add(event)
  return collector.response()
}
