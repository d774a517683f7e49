import { Buffer } from 'node:buffer'
import type { Readable } from 'node:stream'

/** Who takes what comes in. */
interface Sink {
  /** Whether more may follow at once. */
  chunk(bytes: Uint8Array): boolean
  end(): void
  fail(error: unknown): void
}

/** What is taken before anybody asks: a short answer frees its connection though nobody reads it. */
const MAX_HELD_BYTES = 65_536

/** The body of one answer as it comes in from the connection. To be read once. */
export class IncomingBody {
  readonly #source: Readable
  #held: Uint8Array[] = []
  #heldBytes = 0
  #over: { readonly error?: unknown } | undefined
  #sink: Sink | undefined

  /** `broken`: what to throw for an error of the connection. */
  constructor(source: Readable, broken: (error: unknown) => unknown) {
    this.#source = source
    source.on('data', (bytes: Uint8Array) => {
      if (!(this.#sink?.chunk(bytes) ?? this.#hold(bytes))) source.pause()
    })
    source.on('end', () => this.#end({}))
    source.on('error', error => this.#end({ error: broken(error) }))
    source.on('close', () => this.#over || this.#end({ error: broken(new Error('the connection was closed')) }))
  }

  /** All of it as UTF-8, or `undefined`, and the connection closed, where it is larger than that. */
  text(maxBytes: number): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      const chunks: Uint8Array[] = []
      let bytes = 0
      this.#pour({
        chunk: chunk => {
          chunks.push(chunk)
          bytes += chunk.byteLength
          if (bytes <= maxBytes) return true
          this.#leave()
          resolve(undefined)
          return false
        },
        end: () => resolve(joined(chunks)),
        fail: reject,
      })
    })
  }

  /** Made by hand: `Readable.toWeb` costs several times as much a chunk. */
  stream(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>(
      {
        start: controller =>
          this.#pour({
            chunk(bytes) {
              controller.enqueue(bytes)
              return (controller.desiredSize ?? 0) > 0
            },
            end: () => controller.close(),
            fail: error => controller.error(error),
          }),
        pull: () => void this.#source.resume(),
        cancel: () => this.#leave(),
      },
      { highWaterMark: MAX_HELD_BYTES, size: chunk => chunk.byteLength },
    )
  }

  #hold(bytes: Uint8Array): boolean {
    this.#held.push(bytes)
    this.#heldBytes += bytes.byteLength
    return this.#heldBytes < MAX_HELD_BYTES
  }

  #end(over: { readonly error?: unknown }): void {
    if (this.#over) return
    this.#over = over
    if (this.#sink) settle(this.#sink, over)
  }

  #pour(sink: Sink): void {
    this.#sink = sink
    let more = true
    for (const bytes of this.#held.splice(0)) more = sink.chunk(bytes)
    if (this.#over) settle(sink, this.#over)
    else if (more) this.#source.resume()
  }

  #leave(): void {
    this.#over ??= {}
    this.#source.destroy()
  }
}

function settle(sink: Sink, over: { readonly error?: unknown }): void {
  if ('error' in over) sink.fail(over.error)
  else sink.end()
}

const joined = (chunks: readonly Uint8Array[]): string =>
  new TextDecoder().decode(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))
