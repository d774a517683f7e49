import type { ChatEvent } from '../../chat/index.ts'
import type { Clock } from '../../runtime/index.ts'
import type { Exchange } from './exchange.ts'
import { StreamedAnswer } from './streamed-answer.ts'
import type { AnswerReader } from './wire.ts'

/** What a call has opened: a stream to be read, or, from a server that does not stream, all events at once. */
export type Opened = { readonly body: ReadableStream<Uint8Array>; readonly reader: AnswerReader } | readonly ChatEvent[]

/** How long a connection whose answer is complete may take to say so. */
const LINGER_MS = 1000

type Step = IteratorResult<ChatEvent, undefined>
const done: Step = { done: true, value: undefined }

interface Source {
  readonly body: ReadableStreamDefaultReader<Uint8Array>
  readonly answer: StreamedAnswer
}

/**
 * The events of one streamed answer. Reads from the network only when asked for an event that is not there yet, so a
 * slow reader slows the server; leaving closes the connection. Written by hand: a generator costs several turns an event.
 */
export class EventStream implements AsyncIterableIterator<ChatEvent, undefined> {
  readonly #begin: () => Exchange
  readonly #open: (exchange: Exchange) => Promise<Opened>
  readonly #maxBytes: number
  #queue: ChatEvent[] = []
  #next = 0
  #state: 'new' | 'open' | 'ended' = 'new'
  #failure: { readonly error: unknown } | undefined
  #exchange: Exchange | undefined
  #source: Source | undefined

  /** Both are called when the first event is asked for. */
  constructor(begin: () => Exchange, open: (exchange: Exchange) => Promise<Opened>, maxBytes: number) {
    this.#begin = begin
    this.#open = open
    this.#maxBytes = maxBytes
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<Step> {
    const value = this.#queue[this.#next]
    if (value !== undefined) {
      this.#next++
      return Promise.resolve({ done: false, value })
    }
    if (this.#failure) return Promise.reject(this.#failure.error)
    if (this.#state === 'ended') return Promise.resolve(done)
    return this.#fill().then(() => this.next())
  }

  return(): Promise<Step> {
    this.#queue = []
    this.#failure = undefined
    if (this.#state === 'new') this.#exchange?.abandon()
    this.#close()
    return Promise.resolve(done)
  }

  /** Reads until there is an event, an error or the end. */
  async #fill(): Promise<void> {
    this.#queue = []
    this.#next = 0
    try {
      if (this.#state === 'new') await this.#start()
      while (this.#queue.length === 0 && this.#state === 'open' && this.#source) await this.#read(this.#source)
    } catch (error) {
      // What was read before the error is delivered first.
      if (this.#state !== 'ended') this.#failure = { error }
      this.#close(error)
    }
  }

  async #start(): Promise<void> {
    const exchange = this.#begin()
    this.#exchange = exchange
    const opened = await this.#open(exchange)
    if ('body' in opened) {
      const source = {
        body: opened.body.getReader(),
        answer: new StreamedAnswer(exchange, opened.reader, this.#maxBytes),
      }
      if (this.#state === 'ended') return release(source, exchange.clock)
      this.#source = source
      this.#state = 'open'
    } else if (this.#state === 'new') {
      this.#queue.push(...opened)
      this.#close()
    }
  }

  async #read({ body, answer }: Source): Promise<void> {
    const step = await body.read().catch((error: unknown) => ({ error }))
    if (this.#state === 'ended') return
    if ('error' in step) answer.break(step.error, this.#queue)
    else if (step.done) answer.close(this.#queue)
    else answer.push(step.value, this.#queue)
    if (answer.closed || answer.ended) this.#close()
  }

  #close(error?: unknown): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    const [exchange, source] = [this.#exchange, this.#source]
    exchange?.end({
      ...(source && { endMarker: source.answer.ended, malformedFrames: source.answer.malformedFrames }),
      ...(error !== undefined && { error }),
    })
    if (exchange && source) release(source, exchange.clock)
  }
}

/** Frees the connection: read to its end where only that is left, else cut. */
function release({ body, answer }: Source, clock: Clock): void {
  if (answer.closed) return
  const cancel = (): void => void body.cancel().catch(() => {})
  if (!answer.ended) return cancel()
  const giveUp = clock.after(LINGER_MS, cancel)
  body
    .read()
    .then(step => step.done || cancel())
    .catch(() => {})
    .finally(giveUp)
}
