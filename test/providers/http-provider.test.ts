import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ChatEvent,
  type ChatResponse,
  collect,
  type ExchangeEnd,
  type HttpProviderOptions,
  openaiChat,
  openaiCompatible,
  type Provider,
  ProviderError,
  type RateLimit,
} from 'routewise'

const request = { messages: [{ role: 'user', content: 'a secret wish' }] } as const
const signal = new AbortController().signal
const options = { model: 'm', signal }

const chunk = (delta: object, rest: object = {}): string =>
  `data: ${JSON.stringify({ id: 'x', model: 'm-1', choices: [{ index: 0, delta, ...rest }] })}\n\n`
const streamText =
  chunk({ role: 'assistant', content: '' }) +
  chunk({ reasoning_content: 'hm 中' }) +
  chunk({ content: 'Hallo 😀' }) +
  chunk({ tool_calls: [{ index: 0, id: 'a', function: { name: 'f', arguments: '{"x":' } }] }) +
  chunk({ tool_calls: [{ index: 0, function: { arguments: '1}' } }] }) +
  chunk({}, { finish_reason: 'tool_calls' }) +
  `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 } })}\n\n` +
  'data: [DONE]\n\n'

function server(answer: () => Response | Promise<Response>, more: Partial<HttpProviderOptions> = {}): Provider {
  return openaiCompatible({
    id: 'test',
    baseUrl: 'http://localhost',
    apiKey: 'sk-secret-key',
    fetch: () => Promise.resolve(answer()),
    ...more,
  })
}

function streamOf(chunks: readonly Uint8Array[], onCancel?: () => void): Response {
  let index = 0
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const next = chunks[index++]
        if (next) controller.enqueue(next)
        else controller.close()
      },
      cancel: () => onCancel?.(),
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const streamed = (provider: Provider, at: AbortSignal = signal): AsyncIterable<ChatEvent> => {
  if (!provider.stream) throw new Error('no stream')
  return provider.stream(request, { model: 'm', signal: at })
}
async function failure(work: Promise<unknown>): Promise<ProviderError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof ProviderError) return error
  throw new Error(`expected a ProviderError, got ${String(error)}`)
}

describe('a streamed answer', () => {
  it('is the same wherever the network cuts it, in the middle of a character too', async () => {
    const whole = await collect(streamed(server(() => streamOf([bytes(streamText)]))))
    expect(whole).toMatchObject({
      text: 'Hallo 😀',
      reasoning: [{ text: 'hm 中' }],
      toolCalls: [{ id: 'a', name: 'f', arguments: { x: 1 }, rawArguments: '{"x":1}' }],
      finishReason: 'tool-calls',
      rawFinishReason: 'tool_calls',
      usage: { inputTokens: 9, outputTokens: 5 },
    })
    const all = bytes(streamText)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(all.length), { maxLength: 8 }), async cuts => {
        const points = [0, ...cuts.sort((a, b) => a - b), all.length]
        const chunks = points.slice(1).map((point, index) => all.slice(points[index], point))
        const parts = chunks.filter(part => part.length > 0)
        expect(await collect(streamed(server(() => streamOf(parts))))).toEqual(whole)
      }),
      { numRuns: 60 },
    )
    expect(await collect(streamed(server(() => streamOf([...all].map(byte => Uint8Array.of(byte))))))).toEqual(whole)
  })

  it('may be cut anywhere: it ends whole or fails, and never ends short', async () => {
    const all = bytes(streamText)
    const finished = bytes(streamText.slice(0, streamText.indexOf('\n\n', streamText.indexOf('finish_reason')))).length
    for (let end = 0; end < all.length; end += 7) {
      const outcome = await collect(streamed(server(() => streamOf([all.slice(0, end)])))).then(
        (response: ChatResponse) => response.toolCalls[0]?.rawArguments,
        (error: unknown) => (error as ProviderError).kind,
      )
      expect(outcome).toBe(end >= finished ? '{"x":1}' : 'network')
    }
  })

  it('reads from the network only what is asked for', async () => {
    let pulls = 0
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          pulls++
          controller.enqueue(bytes(chunk({ content: 'x' })))
        },
      },
      { highWaterMark: 0 },
    )
    const provider = server(() => new Response(body, { headers: { 'content-type': 'text/event-stream' } }))
    const iterator = streamed(provider)[Symbol.asyncIterator]()
    for (let index = 0; index < 5; index++) await iterator.next()
    expect(pulls).toBe(5)
    await iterator.return?.()
  })

  it('closes the connection when its reader leaves', async () => {
    let cancelled = 0
    const provider = server(() =>
      streamOf([bytes(chunk({ content: 'a' })), bytes(chunk({ content: 'b' }))], () => cancelled++),
    )
    for await (const event of streamed(provider)) if (event.type === 'text-delta') break
    expect(cancelled).toBe(1)
  })

  it('asks nobody before it is read, nor after it was left', async () => {
    let asked = 0
    const provider = server(() => {
      asked++
      return streamOf([bytes(streamText)])
    })
    const iterator = streamed(provider)[Symbol.asyncIterator]()
    expect(asked).toBe(0)
    await iterator.return?.()
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(asked).toBe(0)
  })

  it('fails with what a frame says, after what came before it', async () => {
    const source = chunk({ content: 'par' }) + 'data: {"error":{"message":"too busy","type":"overloaded_error"}}\n\n'
    const seen: string[] = []
    const read = async (): Promise<void> => {
      for await (const event of streamed(server(() => streamOf([bytes(source)])))) seen.push(event.type)
    }
    expect((await failure(read())).kind).toBe('overloaded')
    expect(seen).toEqual(['text-delta'])
  })

  it('may come in one piece from a server that does not stream', async () => {
    const body = { model: 'm-1', choices: [{ message: { content: 'hi' }, finish_reason: 'stop' }] }
    expect(await collect(streamed(server(() => Response.json(body))))).toMatchObject({
      text: 'hi',
      finishReason: 'stop',
    })
  })

  it('may be an error under the name of a stream', async () => {
    const headers = { 'content-type': 'text/event-stream' }
    const body = '{"error":{"code":503,"status":"UNAVAILABLE","message":"busy"}}'
    expect((await failure(collect(streamed(server(() => new Response(body, { headers })))))).kind).toBe('overloaded')
    const html = '<html>gateway</html>'
    expect((await failure(collect(streamed(server(() => new Response(html, { headers })))))).kind).toBe(
      'malformed-response',
    )
  })

  it('is not read beyond the limit', async () => {
    const endless = server(() => streamOf(Array.from({ length: 100 }, () => bytes(chunk({ content: 'x' })))), {
      maxResponseBytes: 500,
    })
    expect((await failure(collect(streamed(endless)))).kind).toBe('malformed-response')
  })

  it('throws the reason of its signal', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const stalled = server(
      () => new Promise<Response>((_, reject) => controller.signal.addEventListener('abort', () => reject(reason))),
    )
    const reading = collect(streamed(stalled, controller.signal))
    controller.abort(reason)
    await expect(reading).rejects.toBe(reason)
  })
})

describe('a call that fails', () => {
  it('is told by its class, with the status and the wait that the server asks for', async () => {
    const body = { error: { message: 'Rate limit reached', type: 'requests', code: 'rate_limit_exceeded' } }
    const error = await failure(
      server(() => Response.json(body, { status: 429, headers: { 'retry-after': '2' } })).chat(request, options),
    )
    expect(error).toMatchObject({
      kind: 'rate-limit',
      status: 429,
      retryAfterMs: 2000,
      retryable: true,
      target: 'test/m',
    })
  })

  it('never shows the key, the prompt or what the server quoted of them', async () => {
    const body = {
      error: { message: 'Incorrect API key provided: sk-secret-key for a secret wish', code: 'invalid_api_key' },
    }
    const error = await failure(server(() => Response.json(body, { status: 401 })).chat(request, options))
    expect(error.kind).toBe('auth')
    expect(JSON.stringify([error.message, error, String(error.cause)])).not.toMatch(/secret/)
  })

  it.each([
    ['', 'malformed-response'],
    ['<html></html>', 'malformed-response'],
    ['{"choices":[', 'malformed-response'],
    ['{"choices":[]}', 'server'],
    ['null', 'malformed-response'],
  ])('with a 200 answer of %j is known as %s', async (body, kind) => {
    expect((await failure(server(() => new Response(body)).chat(request, options))).kind).toBe(kind)
  })

  it('because of the connection is a network failure', async () => {
    const broken = server(() => Promise.reject(new TypeError('fetch failed')))
    expect(await failure(broken.chat(request, options))).toMatchObject({ kind: 'network', retryable: true })
  })

  it('by a redirect is not sent on: the key would go along', async () => {
    const inits: (RequestInit | undefined)[] = []
    const provider = server(
      () => new Response(null, { status: 302, headers: { location: 'https://elsewhere.example' } }),
      {
        fetch: (_url, init) => {
          inits.push(init)
          return Promise.resolve(new Response(null, { status: 302 }))
        },
      },
    )
    const error = await failure(provider.chat(request, options))
    expect(error).toMatchObject({ kind: 'invalid-request', movable: true, status: 302 })
    expect(inits.map(init => init?.redirect)).toEqual(['manual'])
  })

  it('is classified whatever the body holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.integer({ min: 400, max: 599 }), async (error, status) => {
        const provider = server(() => Response.json({ error }, { status }))
        expect((await failure(provider.chat(request, options))).kind).not.toBe('unknown')
      }),
      { numRuns: 100 },
    )
  })
})

describe('an exchange', () => {
  it('tells what is left of the allowances, and how it ended', async () => {
    const limits: (readonly RateLimit[])[] = []
    const ends: ExchangeEnd[] = []
    const headers = {
      'content-type': 'text/event-stream',
      'x-ratelimit-limit-requests': '100',
      'x-ratelimit-remaining-requests': '99',
      'x-ratelimit-reset-requests': '6m0s',
      'x-request-id': 'req_1',
    }
    const provider = server(() => new Response(streamText, { headers }), {
      onRateLimits: found => limits.push(found),
      onExchangeEnd: end => ends.push(end),
    })
    await collect(streamed(provider))
    expect(limits).toEqual([[{ unit: 'requests', limit: 100, remaining: 99, resetMs: 360_000 }]])
    expect(ends).toMatchObject([
      { target: 'test/m', status: 200, requestId: 'req_1', endMarker: true, rawFinishReason: 'tool_calls' },
    ])
  })

  it('puts the key into a header and takes headers of the user', async () => {
    const seen: Headers[] = []
    const provider = openaiChat({
      apiKey: () => Promise.resolve('k1'),
      headers: { 'openai-project': 'p' },
      fetch: (url, init) => {
        expect(url).toBe('https://api.openai.com/v1/chat/completions')
        seen.push(new Headers(init?.headers))
        return Promise.resolve(Response.json({ choices: [{ message: { content: 'x' }, finish_reason: 'stop' }] }))
      },
    })
    await provider.chat(request, options)
    expect(seen[0]?.get('authorization')).toBe('Bearer k1')
    expect(seen[0]?.get('openai-project')).toBe('p')
  })
})

describe('the address of a provider', () => {
  it.each([
    'nonsense',
    'ftp://example.com',
    'http://example.com/v1',
    'http://10.example.com',
    'http://192.168.example.com',
    'http://127.0.0.1.example.com',
    'http://[2606:4700::1111]',
    'https://user:pass@example.com',
  ])('cannot be %s', baseUrl => {
    expect(() => openaiCompatible({ id: 'x', baseUrl })).toThrow(/baseUrl/)
  })
  it.each([
    'https://example.com/v1/',
    'http://localhost:1234',
    'http://127.0.0.1',
    'http://192.168.1.2:8000/v1',
    'http://ollama:11434',
    'http://box.local',
    'http://[::1]:8080',
    'http://[fd00::1]:8080',
  ])('can be %s', baseUrl => {
    expect(openaiCompatible({ id: 'x', baseUrl }).id).toBe('x')
  })
  it('must be given for a server that is not known by name', () => {
    expect(() => openaiCompatible({ id: 'x' })).toThrow(/baseUrl/)
  })
})
