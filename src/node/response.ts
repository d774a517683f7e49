import type { IncomingMessage } from 'node:http'
import { pipeline, type Readable, type Transform } from 'node:stream'
import zlib from 'node:zlib'
import { IncomingBody } from './incoming-body.ts'

/** Statuses that have no body, for which `Response` takes none. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304])

/** An answer as the platform's `Response`. Its body is read from the connection as it is asked for. */
export function responseOf(incoming: IncomingMessage, broken: (error: unknown) => unknown): Response {
  const { statusCode: status = 0, statusMessage: statusText = '', rawHeaders } = incoming
  if (bodiless.has(status)) {
    incoming.resume()
    return new Response(null, { status, statusText, headers: headersOf(rawHeaders) })
  }
  return new IncomingResponse({ status, statusText }, rawHeaders, new IncomingBody(decoded(incoming), broken))
}

/**
 * A `Response` whose dear parts are made when they are asked for. Its text is read without any of them; everything else is
 * left to one of the platform's own.
 */
class IncomingResponse extends Response {
  readonly #head: ResponseInit
  readonly #rawHeaders: readonly string[]
  readonly #incoming: IncomingBody
  #headers: Headers | undefined
  #read = false
  #full: Response | undefined

  constructor(head: ResponseInit, rawHeaders: readonly string[], incoming: IncomingBody) {
    super(null, head)
    this.#head = head
    this.#rawHeaders = rawHeaders
    this.#incoming = incoming
  }

  /** The whole text, or `undefined`, and the connection closed, where it is larger than that. */
  async textWithin(maxBytes: number): Promise<string | undefined> {
    if (this.#read || this.#full) return this.#platform().text()
    this.#read = true
    return this.#incoming.text(maxBytes)
  }
  override async text(): Promise<string> {
    return (await this.textWithin(Infinity)) ?? ''
  }
  override async json(): Promise<unknown> {
    return JSON.parse(await this.text())
  }
  override get headers(): Headers {
    return (this.#headers ??= headersOf(this.#rawHeaders))
  }
  override get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    return this.#platform().body
  }
  override get bodyUsed(): boolean {
    return this.#read || (this.#full?.bodyUsed ?? false)
  }
  override arrayBuffer(): Promise<ArrayBuffer> {
    return this.#platform().arrayBuffer()
  }
  override blob(): Promise<Blob> {
    return this.#platform().blob()
  }
  override bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#platform().bytes()
  }
  override formData(): Promise<FormData> {
    return this.#platform().formData()
  }
  override clone(): Response {
    return this.#platform().clone()
  }

  #platform(): Response {
    if (this.#full) return this.#full
    const init = { ...this.#head, headers: this.headers }
    this.#full = new Response(this.#read ? '' : this.#incoming.stream(), init)
    // What was read cannot be read again.
    if (this.#read) void this.#full.text()
    return this.#full
  }
}

function headersOf(raw: readonly string[]): Headers {
  const headers = new Headers()
  for (let index = 0; index + 1 < raw.length; index += 2) headers.append(raw[index] ?? '', raw[index + 1] ?? '')
  return headers
}

/** What was compressed, unpacked, each piece as soon as it is there. */
function decoded(incoming: IncomingMessage): Readable {
  const codings = incoming.headers['content-encoding']
  if (codings === undefined) return incoming
  let stream: Readable = incoming
  for (const coding of codings.toLowerCase().split(',').toReversed()) {
    const decoder = decoderOf(coding.trim())
    // Errors surface in the last stream, which is the one that is read.
    if (decoder) stream = pipeline(stream, decoder, () => {})
  }
  return stream
}

function decoderOf(coding: string): Transform | undefined {
  const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = zlib.constants
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
    case 'deflate':
      return zlib.createUnzip({ flush: Z_SYNC_FLUSH })
    case 'br':
      return zlib.createBrotliDecompress({ flush: BROTLI_OPERATION_FLUSH })
    default:
      return undefined
  }
}
