import type { ChatEvent } from '../../chat/index.ts'
import type { Clock } from '../../runtime/index.ts'
import { SseParser } from './sse.ts'
import type { StreamReader } from './wire.ts'

export interface EventSource {
  readonly reader: StreamReader
  readonly maxBytes: number
  readonly clock: Clock
  /** What goes wrong, as the error to throw. `text`: what came instead of frames. */
  fail(problem: 'truncated' | 'malformed' | 'too-large', text: string): unknown
  /** Told once, however it ends. */
  end(report: { readonly malformedFrames: number; readonly error?: unknown }): void
  /** An error of the connection as the error to throw. */
  broken(error: unknown): unknown
}

/** What a call has opened: a stream to be read, or, from a server that does not stream, all events at once. */
export type OpenedStream =
  | { readonly body: ReadableStream<Uint8Array>; readonly source: EventSource }
  | { readonly events: readonly ChatEvent[] }

/** How long a connection whose answer is complete may take to say so. */
const LINGER_MS = 1000

type Step = IteratorResult<ChatEvent, undefined>
const done: Step = { done: true, value: undefined }

/**
 * The events of one streamed answer. Reads from the network only when asked for an event that is not there yet, so a
 * slow reader slows the server; leaving closes the connection. Written by hand: a generator costs several turns an event.
 */
export class EventStream implements AsyncIterableIterator<ChatEvent, undefined> {
  readonly #open: () => Promise<OpenedStream>
  readonly #closed: (early: boolean) => void
  #queue: ChatEvent[] = []
  #next = 0
  #state: 'new' | 'open' | 'ended' = 'new'
  #failure: { readonly error: unknown } | undefined
  #body: ReadableStreamDefaultReader<Uint8Array> | undefined
  #source: EventSource | undefined
  /** What a frame said was wrong, until the rest of its chunk is read. */
  #thrown: { readonly error: unknown } | undefined
  #malformed = 0
  #framed = false
  #bytes = 0
  #closing = false
  readonly #decoder = new TextDecoder()
  readonly #parser = new SseParser(data => this.#frame(data))

  /** `closed`: told once that it is over; `early`: its reader left before there was an answer. */
  constructor(open: () => Promise<OpenedStream>, closed: (early: boolean) => void) {
    this.#open = open
    this.#closed = closed
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
    this.#next = 0
    this.#failure = undefined
    this.#close(undefined, this.#state === 'new')
    return Promise.resolve(done)
  }

  /** Reads until there is an event, an error or the end. */
  async #fill(): Promise<void> {
    this.#queue = []
    this.#next = 0
    try {
      if (this.#state === 'new') await this.#start()
      while (this.#queue.length === 0 && this.#state === 'open') await this.#read()
    } catch (error) {
      this.#stop(error)
    }
  }

  async #start(): Promise<void> {
    const opened = await this.#open()
    if ('events' in opened) {
      if (this.#state === 'new') this.#queue.push(...opened.events)
      return this.#close()
    }
    this.#source = opened.source
    this.#body = opened.body.getReader()
    if (this.#state !== 'ended') this.#state = 'open'
    else {
      opened.source.end({ malformedFrames: 0 })
      this.#release()
    }
  }

  async #read(): Promise<void> {
    const { body, source } = this.#opened()
    let step: { done: boolean; value?: Uint8Array | undefined }
    try {
      step = await body.read()
    } catch (error) {
      // An answer that had said how it ends is whole, even if the connection breaks after that.
      if (source.reader.finish(this.#queue)) return this.#close()
      throw source.broken(error)
    }
    if (this.#state === 'ended') return
    if (step.done) return this.#over()
    this.#bytes += step.value?.byteLength ?? 0
    if (this.#bytes > source.maxBytes) throw source.fail('too-large', '')
    this.#parser.push(this.#decoder.decode(step.value, { stream: true }))
    this.#rethrow()
    if (source.reader.ended) this.#complete()
  }

  #over(): void {
    const { source } = this.#opened()
    this.#closing = true
    this.#parser.push(this.#decoder.decode())
    this.#parser.end()
    this.#rethrow()
    if (!this.#framed && this.#parser.stray.trim() !== '' && !source.reader.ended) {
      const whole = source.reader.finish(this.#queue)
      if (!whole) throw source.fail('truncated', this.#parser.stray)
      return this.#close()
    }
    this.#complete()
  }

  #complete(): void {
    const { source } = this.#opened()
    if (!source.reader.finish(this.#queue)) throw source.fail('truncated', '')
    this.#close()
  }

  #frame(data: string): void {
    const { source } = this.#opened()
    this.#framed = true
    if (source.reader.ended || data === '') return
    // After an error only what it cost and whether it was the end is still of interest.
    const out = this.#thrown ? [] : this.#queue
    let json: unknown
    try {
      json = data === '[DONE]' ? data : JSON.parse(data)
    } catch {
      this.#malformed++
      // Half a frame at the end is what a cut connection leaves: whether the answer is whole is asked next.
      if (!this.#closing) this.#thrown ??= { error: source.fail('malformed', '') }
      return
    }
    try {
      source.reader.frame(json, out)
    } catch (error) {
      this.#thrown ??= { error }
    }
  }

  #rethrow(): void {
    if (this.#thrown) throw this.#thrown.error
  }

  /** What was read before the error is delivered first. */
  #stop(error: unknown): void {
    if (this.#state === 'ended') return
    this.#failure = { error }
    this.#close(error)
  }

  #close(error?: unknown, early = false): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    this.#source?.end({ malformedFrames: this.#malformed, ...(error !== undefined && { error }) })
    this.#release()
    this.#closed(early)
  }

  /** Frees the connection: read to its end where only that is left, else cut. */
  #release(): void {
    const [body, source] = [this.#body, this.#source]
    if (!body || !source || this.#closing) return
    const cancel = (): void => void body.cancel().catch(() => {})
    if (!source.reader.ended) return cancel()
    const giveUp = source.clock.after(LINGER_MS, cancel)
    body.read().then(
      step => {
        giveUp()
        if (!step.done) cancel()
      },
      () => giveUp(),
    )
  }

  #opened(): { body: ReadableStreamDefaultReader<Uint8Array>; source: EventSource } {
    if (!this.#body || !this.#source) throw new Error('the stream is not open')
    return { body: this.#body, source: this.#source }
  }
}
