import type { IncomingMessage } from 'node:http'
import { pipeline, type Readable, type Transform } from 'node:stream'
import zlib from 'node:zlib'

/** Statuses that have no body, for which `Response` takes none. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304])

/** An answer as the platform's `Response`. Its body is read from the connection as it is asked for. */
export function responseOf(incoming: IncomingMessage, broken: (error: unknown) => unknown): Response {
  const { statusCode: status = 0, statusMessage: statusText = '' } = incoming
  const headers = new Headers(pairs(incoming.rawHeaders))
  if (bodiless.has(status)) {
    incoming.resume()
    return new Response(null, { status, statusText, headers })
  }
  return new Response(webStream(decoded(incoming), broken), { status, statusText, headers })
}

function pairs(raw: readonly string[]): [string, string][] {
  const result: [string, string][] = []
  for (let index = 0; index + 1 < raw.length; index += 2) result.push([raw[index] ?? '', raw[index + 1] ?? ''])
  return result
}

/** What was compressed, unpacked, each piece as soon as it is there. */
function decoded(incoming: IncomingMessage): Readable {
  const codings = (incoming.headers['content-encoding'] ?? '').toLowerCase().split(',')
  let stream: Readable = incoming
  for (const coding of codings.toReversed()) {
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

const MAX_BUFFERED_BYTES = 65_536

/** Made by hand: `Readable.toWeb` costs several times as much a chunk. */
function webStream(source: Readable, broken: (error: unknown) => unknown): ReadableStream<Uint8Array> {
  let over = false
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        source.on('data', (chunk: Uint8Array) => {
          controller.enqueue(chunk)
          if ((controller.desiredSize ?? 0) <= 0) source.pause()
        })
        source.once('end', () => {
          over = true
          controller.close()
        })
        source.on('error', error => {
          if (!over) controller.error(broken(error))
          over = true
        })
        source.once('close', () => {
          if (!over) controller.error(broken(new Error('the connection was closed')))
          over = true
        })
      },
      pull() {
        source.resume()
      },
      cancel() {
        over = true
        source.destroy()
      },
    },
    { highWaterMark: MAX_BUFFERED_BYTES, size: chunk => chunk.byteLength },
  )
}
