import { Buffer } from 'node:buffer'
import type { ClientRequest } from 'node:http'

export interface OutgoingBody {
  readonly content: string | Uint8Array | ReadableStream<Uint8Array> | undefined
  readonly headers: Readonly<Record<string, string>>
}

/** A body in any of the forms that `fetch` takes, and the headers that go with it. */
export function outgoingBodyOf(body: RequestInit['body']): OutgoingBody {
  if (body === undefined || body === null) return { content: undefined, headers: {} }
  if (typeof body === 'string') return { content: body, headers: { 'content-length': `${Buffer.byteLength(body)}` } }
  if (body instanceof Uint8Array) return { content: body, headers: { 'content-length': `${body.byteLength}` } }
  // Forms, blobs and the like: the platform knows how they are written.
  const written = new Response(body)
  const type = written.headers.get('content-type')
  return { content: written.body ?? undefined, headers: type === null ? {} : { 'content-type': type } }
}

/** Writes the body as fast as the connection takes it. */
export async function sendBody(request: ClientRequest, { content }: OutgoingBody): Promise<void> {
  if (!(content instanceof ReadableStream)) {
    if (content === undefined) request.end()
    else request.end(content)
    return
  }
  for await (const chunk of content) {
    if (request.destroyed) return
    if (!request.write(chunk)) await drained(request)
  }
  request.end()
}

/** Until more may be written, or nothing any more. */
function drained(request: ClientRequest): Promise<void> {
  return new Promise(resolve => {
    const go = (): void => {
      request.off('drain', go).off('close', go)
      resolve()
    }
    request.on('drain', go).on('close', go)
  })
}
