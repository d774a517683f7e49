import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a service says to one request: the frames of a stream, an answer in one piece, or a refusal. */
export type Said =
  | { readonly frames: readonly object[]; readonly end?: string }
  | { readonly json: object; readonly status?: number }
type Body = { readonly messages: readonly { readonly [field: string]: unknown }[]; readonly [field: string]: unknown }

/**
 * A service on this machine that plays a script, one entry a request, so that an example runs without a key. What it says was
 * written after recorded answers of the real one.
 */
export async function service(
  script: readonly ((body: Body) => Said)[],
): Promise<AsyncDisposable & { baseUrl: string }> {
  let round = 0
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', chunk => {
      text += String(chunk)
    })
    request.on('end', () => {
      const said = script[round++]?.(JSON.parse(text) as Body) ?? {
        json: { error: { message: 'no more' } },
        status: 500,
      }
      if ('json' in said) {
        response.writeHead(said.status ?? 200, { 'content-type': 'application/json' })
        return response.end(JSON.stringify(said.json))
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const frame of said.frames) response.write(`data: ${JSON.stringify(frame)}\n\n`)
      return response.end(said.end ?? '')
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
