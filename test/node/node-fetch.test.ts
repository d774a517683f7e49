import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, createGzip, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openaiCompatible } from 'routewise'
import { nodeFetch } from 'routewise/node'
import { providerContract } from 'routewise/testing'

let behave: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => void response.end()
const sockets = new Set<unknown>()
const server = createServer((request, response) => behave(request, response))
server.on('connection', socket => {
  sockets.add(socket)
  socket.once('close', () => sockets.delete(socket))
})
beforeAll(() => new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve)))
afterAll(() => {
  server.closeAllConnections()
  return new Promise(resolve => server.close(resolve))
})
const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

const fetch = nodeFetch()
afterAll(() => fetch[Symbol.dispose]())

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)
const post = (body: RequestInit['body']): RequestInit => ({ method: 'POST', body, duplex: 'half' }) as RequestInit

/** Answers with what was asked. */
const echo: typeof behave = (request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const { method, url, headers } = request
    response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }))
  })
}
interface Echoed {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}
const echoed = async (...args: Parameters<typeof fetch>): Promise<Echoed> => {
  behave = echo
  return (await (await fetch(...args)).json()) as Echoed
}

describe('a request', () => {
  it('is a GET unless told otherwise, of an address, a URL or a Request', async () => {
    expect(await echoed(`${address()}/a?b=c`)).toMatchObject({ method: 'GET', url: '/a?b=c', body: '' })
    expect(await echoed(new URL(`${address()}/d`), { method: 'DELETE' })).toMatchObject({ method: 'DELETE', url: '/d' })
    const request = new Request(`${address()}/e`, { ...post('hi'), headers: { 'x-a': 'b' } })
    expect(await echoed(request)).toMatchObject({ method: 'POST', url: '/e', body: 'hi', headers: { 'x-a': 'b' } })
  })

  it('carries any kind of body, with its length where it is known', async () => {
    const text = 'Hé中😀'
    const length = `${bytes(text).length}`
    expect(await echoed(address(), post(text))).toMatchObject({ body: text, headers: { 'content-length': length } })
    expect(await echoed(address(), post(bytes(text)))).toMatchObject({ body: text })
    const stream = new ReadableStream({
      start(controller) {
        for (const byte of bytes(text)) controller.enqueue(Uint8Array.of(byte))
        controller.close()
      },
    })
    const streamed = await echoed(address(), post(stream))
    expect(streamed).toMatchObject({ body: text, headers: { 'transfer-encoding': 'chunked' } })
    expect(await echoed(address(), post(new URLSearchParams({ a: 'b' })))).toMatchObject({ body: 'a=b' })
    const form = new FormData()
    form.set('file', new Blob([text]), 'a.txt')
    const sent = await echoed(address(), post(form))
    expect(sent.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    expect(sent.body).toContain(text)
  })

  it('takes headers in any form, which win over its own', async () => {
    const given = [{ 'User-Agent': 'me' }, [['user-agent', 'me']], new Headers({ 'user-agent': 'me' })] as const
    for (const headers of given) {
      const sent = await echoed(address(), { headers: headers as Record<string, string> })
      expect(sent.headers).toMatchObject({ 'user-agent': 'me', accept: '*/*' })
      expect(sent.headers['accept-encoding']).toBeUndefined()
    }
  })

  it('writes a large body only as fast as it is taken', async () => {
    let pulled = 0
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          if (pulled++ === 300) controller.close()
          else controller.enqueue(new Uint8Array(65_536))
        },
      },
      { highWaterMark: 0 },
    )
    let resume = (): void => {}
    const paused = new Promise<void>(resolve => {
      behave = (request, response) => {
        request.once('data', () => request.pause())
        setImmediate(resolve)
        resume = () => {
          request.resume()
          request.on('end', () => response.end('ok'))
        }
      }
    })
    const answer = fetch(address(), post(body))
    await paused
    expect(pulled).toBeLessThan(300)
    resume()
    expect(await (await answer).text()).toBe('ok')
    expect(pulled).toBe(301)
  })

  it('fails where the body of the caller does', async () => {
    behave = echo
    const body = new ReadableStream({ pull: controller => controller.error(new Error('lost')) })
    await expect(fetch(address(), post(body))).rejects.toThrow('fetch failed')
  })

  it('goes to addresses of version 6 too, and to none that holds a password', async () => {
    const other = createServer((_, response) => void response.end('six'))
    const heard = await new Promise<boolean>(resolve => {
      other.once('error', () => resolve(false)).listen(0, '::1', () => resolve(true))
    })
    if (heard) {
      const { port } = other.address() as AddressInfo
      expect(await (await fetch(`http://[::1]:${port}`)).text()).toBe('six')
      other.closeAllConnections()
      other.close()
    }
    const error = await fetch('http://me:secret@127.0.0.1/').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(TypeError)
    expect(String(error)).not.toContain('secret')
  })

  it('fails for protocols that are not HTTP, and tells no header by its value', async () => {
    await expect(fetch('ftp://127.0.0.1/')).rejects.toThrow(/ftp:/)
    const secret = { authorization: 'Bearer secret\n' }
    const error = await fetch(address(), { headers: secret }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(TypeError)
    expect(String(error)).not.toContain('secret')
  })
})

describe('an answer', () => {
  it('has status, headers and body, or none', async () => {
    behave = (_, response) =>
      void response
        .writeHead(418, 'Teapot', [
          ['set-cookie', 'a'],
          ['x-a', 'é'],
        ] as never)
        .end('x')
    const response = await fetch(address())
    expect(response).toBeInstanceOf(Response)
    expect(response).toMatchObject({ status: 418, statusText: 'Teapot', ok: false })
    expect(response.headers.get('set-cookie')).toBe('a')
    expect(await response.text()).toBe('x')
    behave = (_, answer) => void answer.writeHead(204).end()
    expect((await fetch(address())).body).toBeNull()
  })

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['identity', (text: string) => text],
    ['gzip, br', (text: string) => brotliCompressSync(gzipSync(text))],
  ])('is unpacked when it came as %s', async (coding, pack) => {
    const text = 'Hé中😀'.repeat(10_000)
    behave = (_, response) => void response.writeHead(200, { 'content-encoding': coding }).end(pack(text))
    expect(await (await fetch(address())).text()).toBe(text)
  })

  it('that was compressed arrives as it is sent, and fails when it was cut', async () => {
    let more = (): void => {}
    behave = (_, response) => {
      const gzip = createGzip()
      gzip.pipe(response.writeHead(200, { 'content-encoding': 'gzip' }))
      gzip.write('one')
      gzip.flush()
      more = () => response.destroy()
    }
    const reader = (await fetch(address())).body?.getReader()
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('one')
    more()
    await expect(reader?.read()).rejects.toThrow('terminated')
    behave = (_, response) =>
      void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(9999)).subarray(0, 30))
    await expect((await fetch(address())).text()).rejects.toThrow('terminated')
  })

  it('is read from the connection only as it is asked for', async () => {
    let written = 0
    behave = (_, response) => {
      const fill = (): void => {
        written += 65_536
        if (!response.destroyed && response.write(Buffer.alloc(65_536))) setImmediate(fill)
        else response.once('drain', fill)
      }
      fill()
    }
    const reader = (await fetch(address())).body?.getReader()
    await reader?.read()
    let before = -1
    // The buffers of both ends fill up, and then nothing moves.
    while (before !== written) {
      before = written
      for (let turn = 0; turn < 50; turn++) await new Promise(resolve => setImmediate(resolve))
    }
    await reader?.read()
    await reader?.cancel()
    expect(written).toBeLessThan(64 * 2 ** 20)
  })

  const readings: readonly [string, (response: Response) => Promise<unknown>, unknown][] = [
    ['text', response => response.text(), '{"a":1}'],
    ['json', response => response.json(), { a: 1 }],
    ['arrayBuffer', async response => new Uint8Array(await response.arrayBuffer()), bytes('{"a":1}')],
    ['bytes', response => response.bytes(), bytes('{"a":1}')],
    ['blob', async response => (await response.blob()).text(), '{"a":1}'],
    ['clone', async response => response.clone().text(), '{"a":1}'],
    [
      'a reader',
      async response => new Uint8Array((await response.body?.getReader().read())?.value ?? []),
      bytes('{"a":1}'),
    ],
  ]
  it.each(readings)('can be read by %s, and once only', async (name, read, expected) => {
    behave = (_, response) => void response.end('{"a":1}')
    const response = await fetch(address())
    expect(response.bodyUsed).toBe(false)
    expect(await read(response)).toEqual(expected)
    expect(response.bodyUsed).toBe(name !== 'clone')
    if (name === 'clone') return expect(await response.json()).toEqual({ a: 1 })
    for (const [, again] of readings.slice(0, -1)) await expect(again(response)).rejects.toThrow(TypeError)
    expect(() => response.body?.getReader()).toThrow(TypeError)
  })

  it('can be read as a form', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    behave = (_, response) => void response.writeHead(200, headers).end('a=b')
    const response = await fetch(address())
    expect((await response.formData()).get('a')).toBe('b')
    expect(response.headers).toBe(response.headers)
  })

  it('is the same text however it is cut, without its byte order mark', async () => {
    const text = 'Hé中😀'
    behave = (_, response) => {
      const all = bytes(`\ufeff${text}`)
      let index = 0
      const next = (): void => {
        if (index === all.length) response.end()
        else response.write(all.subarray(index, ++index), next)
      }
      next()
    }
    expect(await (await fetch(address())).text()).toBe(text)
    expect(await new Response((await fetch(address())).body).text()).toBe(text)
  })

  it('of moderate size frees its connection even if nobody reads it, and can be read later', async () => {
    using own = nodeFetch({ maxSockets: 1 })
    behave = (_, response) => void response.end('x'.repeat(10_000))
    const first = await own(address())
    expect(await (await own(address())).text()).toHaveLength(10_000)
    expect(await first.text()).toHaveLength(10_000)
    const big = 1_000_000
    behave = (_, response) => void response.end('x'.repeat(big))
    const second = await own(address())
    await new Promise(resolve => setImmediate(resolve))
    expect(await second.text()).toHaveLength(big)
  })

  it('that was cut before anybody read it fails when it is read', async () => {
    let cut = (): void => {}
    behave = (_, response) => {
      response.writeHead(200, { 'content-length': '10' }).write('x')
      cut = () => response.destroy()
    }
    for (const read of [(r: Response) => r.text(), (r: Response) => new Response(r.body).text()]) {
      const before = sockets.size
      const response = await fetch(address())
      cut()
      while (sockets.size > before) await new Promise(resolve => setImmediate(resolve))
      await expect(read(response)).rejects.toThrow('terminated')
    }
  })

  it('that redirects is an error, unless it is asked for as it is', async () => {
    behave = (_, response) => void response.writeHead(302, { location: 'https://elsewhere.example' }).end()
    await expect(fetch(address())).rejects.toThrow('redirects are not followed')
    expect(await fetch(address(), { redirect: 'manual' })).toMatchObject({ status: 302 })
  })
})

describe('connections', () => {
  it('are kept for the next call, and closed at the end', async () => {
    behave = echo
    using own = nodeFetch()
    const before = sockets.size
    for (let call = 0; call < 3; call++) await (await own(address(), post('x'))).text()
    expect(sockets.size).toBe(before + 1)
    own[Symbol.dispose]()
    while (sockets.size > before) await new Promise(resolve => setImmediate(resolve))
  })

  it('are no more at once than allowed', async () => {
    behave = echo
    using own = nodeFetch({ maxSockets: 2 })
    const before = sockets.size
    let most = 0
    const calls = Array.from({ length: 8 }, async () => {
      await (await own(address(), post('x'))).text()
      most = Math.max(most, sockets.size - before)
    })
    await Promise.all(calls)
    expect(most).toBe(2)
  })
})

describe('a provider over it', () => {
  const chunk = (delta: object, finish_reason: string | null): string =>
    `data: ${JSON.stringify({ model: 'm', choices: [{ index: 0, delta, finish_reason }] })}\n\n`
  const answer = JSON.stringify({ model: 'm', choices: [{ message: { content: 'Hello.' }, finish_reason: 'stop' }] })
  beforeAll(() => {
    behave = (request, response) => {
      let body = ''
      request.on('data', (part: Buffer) => (body += part.toString()))
      request.on('end', () => {
        const streamed = body.includes('"stream":true')
        response.writeHead(200, { 'content-type': streamed ? 'text/event-stream' : 'application/json' })
        response.end(streamed ? `${chunk({ content: 'Hello.' }, null)}${chunk({}, 'stop')}data: [DONE]\n\n` : answer)
      })
    }
  })
  const make = (baseUrl: string) => () => openaiCompatible({ id: 'local', baseUrl, fetch })
  const contract = providerContract({
    make: () => make(address())(),
    model: 'm',
    failing: make('http://127.0.0.1:9'),
  })
  for (const { name, run } of contract) it(name, run)
})
