import type { ChatEvent } from '../../chat/index.ts'
import type { Exchange } from './exchange.ts'
import { parseJson } from './json.ts'
import { SseParser } from './sse.ts'
import type { AnswerReader } from './wire.ts'

/** Turns the bytes of a streamed answer into its events. Errors are thrown when everything that came before them is out. */
export class StreamedAnswer {
  malformedFrames = 0
  /** Nothing more is to be read. */
  closed = false
  readonly #exchange: Exchange
  readonly #reader: AnswerReader
  readonly #maxBytes: number
  readonly #decoder = new TextDecoder()
  readonly #parser = new SseParser((data, event) => this.#frame(data, event === 'error'))
  #out: ChatEvent[] = []
  #bytes = 0
  #framed = false
  /** What a frame said was wrong, until the rest of its chunk is read. */
  #thrown: { readonly error: unknown } | undefined

  constructor(exchange: Exchange, reader: AnswerReader, maxBytes: number) {
    this.#exchange = exchange
    this.#reader = reader
    this.#maxBytes = maxBytes
  }

  /** Its end marker came: nothing follows it. */
  get ended(): boolean {
    return this.#reader.ended
  }

  push(bytes: Uint8Array, out: ChatEvent[]): void {
    this.#bytes += bytes.byteLength
    if (this.#bytes > this.#maxBytes) throw this.#exchange.malformed('the answer is too large')
    this.#out = out
    this.#parser.push(this.#decoder.decode(bytes, { stream: true }))
    this.#rethrow()
    if (this.ended) this.#finish(out)
  }

  /** The connection has been closed in good order. */
  close(out: ChatEvent[]): void {
    this.closed = true
    this.#out = out
    this.#parser.push(this.#decoder.decode())
    this.#parser.end()
    this.#rethrow()
    this.#finish(out)
  }

  /** The connection broke. An answer that had said how it ends is whole all the same. */
  break(error: unknown, out: ChatEvent[]): void {
    this.closed = true
    if (!this.#reader.finish(out)) throw this.#exchange.broken(error)
  }

  #finish(out: ChatEvent[]): void {
    if (!this.#reader.finish(out)) throw this.#exchange.cut(this.#framed || this.ended ? '' : this.#parser.stray.trim())
  }

  /** `failed`: the frame is an error by its name, whatever it holds. */
  #frame(data: string, failed: boolean): void {
    this.#framed = true
    if (this.ended || data === '') return
    const json = data === '[DONE]' ? data : parseJson(data)
    // Half a frame at the end is what a cut connection leaves: whether the answer is whole is asked next.
    if (json === undefined) this.malformedFrames++
    if (json === undefined && this.closed) return
    try {
      // After an error only what it cost and whether it was the end is still of interest.
      if (json !== undefined) this.#reader.frame(json, this.#thrown ? [] : this.#out)
      if (failed) throw this.#exchange.ask.fail({ error: json ?? data })
      if (json === undefined) throw this.#exchange.malformed('a frame of the stream is not JSON')
    } catch (error) {
      this.#thrown ??= { error }
    }
  }

  #rethrow(): void {
    if (this.#thrown) throw this.#thrown.error
  }
}
