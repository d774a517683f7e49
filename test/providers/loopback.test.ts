import { LLMock } from '@copilotkit/aimock'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  anthropic,
  type ChatEvent,
  collect,
  google,
  type HttpProviderOptions,
  openai,
  openaiCompatible,
  type Provider,
  ProviderError,
} from 'routewise'
import { providerContract } from 'routewise/testing'

const mock = new LLMock({ port: 0, host: '127.0.0.1' })
const usage = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 }
beforeAll(async () => {
  mock.onMessage('Say hello.', { content: 'Hello there, friend.' })
  mock.onMessage('weather', { toolCalls: [{ name: 'weather', arguments: { place: 'Rome' } }] })
  mock.onMessage('cut', { content: 'This goes on and on and is cut.' }, { truncateAfterChunks: 2, chunkSize: 4 })
  mock.onMessage('malformed', { content: 'x' }, { chaos: { malformedRate: 1 } })
  mock.onMessage('limited', { content: 'x' }, { chaos: { rateLimitRate: 1 } })
  mock.onMessage('drop', { content: 'x' }, { chaos: { dropRate: 1 } })
  mock.onMessage('disconnect', { content: 'x' }, { chaos: { disconnectRate: 1 } })
  await mock.start()
})
afterAll(() => mock.stop())

type Make = () => Provider
const options = (path: string): HttpProviderOptions => ({ apiKey: 'test', baseUrl: `${mock.url}${path}` })
const wires: readonly (readonly [string, Make, string])[] = [
  ['chat completions', () => openaiCompatible({ ...options('/v1'), id: 'test' }), 'gpt-4o'],
  ['OpenAI over chat', () => openai({ ...options('/v1'), wire: 'chat' }), 'gpt-4o'],
  ['OpenAI Responses', () => openai(options('/v1')), 'gpt-4o'],
  ['Anthropic Messages', () => anthropic(options('')), 'claude-sonnet-4-5'],
  ['Gemini', () => google(options('/v1beta')), 'gemini-2.5-flash'],
]

const signal = new AbortController().signal
const none: AsyncIterable<ChatEvent> = { [Symbol.asyncIterator]: () => expect.unreachable('it does not stream') }
const ask = (
  content: string,
): {
  messages: [{ role: 'user'; content: string }]
  tools: [{ name: string; parameters: object & { type: 'object' } }]
} => ({
  messages: [{ role: 'user', content }],
  tools: [{ name: 'weather', parameters: { type: 'object' } }],
})

async function kindOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  )
  return error instanceof ProviderError ? error.kind : String(error)
}

describe.each(wires)('%s against a mock server', (_name, make, model) => {
  for (const { name, run } of providerContract({
    make,
    model,
    failing: () => openaiCompatible({ id: 'x', baseUrl: 'http://127.0.0.1:9' }),
  })) {
    it(name, run)
  }

  it('calls a tool, in one piece and streamed', async () => {
    const call = { name: 'weather', arguments: { place: 'Rome' } }
    const provider = make()
    const stream = provider.stream?.(ask('weather'), { model, signal }) ?? none
    for (const response of [await provider.chat(ask('weather'), { model, signal }), await collect(stream)]) {
      expect(response).toMatchObject({ finishReason: 'tool-calls', toolCalls: [call] })
    }
  })

  it.each([
    ['malformed', ['malformed-response', 'server']],
    ['limited', ['rate-limit']],
    ['drop', ['server']],
    ['disconnect', ['network']],
  ] as const)('fails by class when the answer is %s', async (fault, kinds) => {
    const provider = make()
    expect(kinds).toContain(await kindOf(provider.chat(ask(fault), { model, signal })))
    expect(kinds).toContain(await kindOf(collect(provider.stream?.(ask(fault), { model, signal }) ?? none)))
  })

  it('fails when the stream is cut', async () => {
    expect(await kindOf(collect(make().stream?.(ask('cut'), { model, signal }) ?? none))).toBe('network')
  })
})

describe('a real socket', () => {
  let behave: (response: ServerResponse) => void = response => response.end()
  let closed: Promise<void> = Promise.resolve()
  const server = createServer((request, response) => {
    request.resume()
    closed = new Promise(resolve => response.once('close', resolve))
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    behave(response)
  })
  beforeAll(() => new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve)))
  afterAll(() => new Promise(resolve => server.close(resolve)))
  const provider = (): Provider => {
    const { port } = server.address() as AddressInfo
    return openaiCompatible({ id: 'socket', baseUrl: `http://127.0.0.1:${port}` })
  }
  const frame = (delta: object, finish?: string): string =>
    `data: ${JSON.stringify({ choices: [{ index: 0, delta, ...(finish && { finish_reason: finish }) }], usage })}\n\n`
  const stream = (at: AbortSignal = signal): AsyncIterable<ChatEvent> =>
    provider().stream?.(ask('x'), { model: 'm', signal: at }) ?? none

  it('that is reset in the middle is a network failure', async () => {
    behave = response => {
      response.write(frame({ content: 'Hel' }), () => response.destroy())
    }
    expect(await kindOf(collect(stream()))).toBe('network')
  })

  it('that is reset after the finish reason has delivered its answer', async () => {
    behave = response => {
      response.write(frame({ content: 'Hello' }) + frame({}, 'stop'), () => response.destroy())
    }
    expect(await collect(stream())).toMatchObject({ text: 'Hello', finishReason: 'stop' })
  })

  it('that stalls is left with the reason of the signal, and closed', async () => {
    behave = response => void response.write(frame({ content: 'Hel' }))
    const controller = new AbortController()
    const reason = new Error('too slow')
    const seen: string[] = []
    const reading = (async () => {
      for await (const event of stream(controller.signal)) {
        seen.push(event.type)
        controller.abort(reason)
      }
    })()
    await expect(reading).rejects.toBe(reason)
    expect(seen).toEqual(['text-delta'])
    await closed
  })

  it('that drips byte by byte gives the same answer', async () => {
    const bytes = new TextEncoder().encode(
      `${frame({ content: 'Hé' })}${frame({ content: '中😀' })}${frame({}, 'stop')}data: [DONE]\n\n`,
    )
    behave = response => {
      let index = 0
      const drip = (): void => {
        if (index >= bytes.length) response.end()
        else response.write(bytes.subarray(index, ++index), drip)
      }
      drip()
    }
    expect(await collect(stream())).toMatchObject({ text: 'Hé中😀', finishReason: 'stop' })
  })

  it('is closed when the reader leaves', async () => {
    behave = response => {
      const fill = (): void => void (response.destroyed || response.write(frame({ content: 'x'.repeat(1000) }), fill))
      fill()
    }
    for await (const event of stream()) if (event.type === 'text-delta') break
    await closed
  })

  it('that nobody listens on is a network failure', async () => {
    const dead = openaiCompatible({ id: 'dead', baseUrl: 'http://127.0.0.1:9' })
    expect(await kindOf(dead.chat(ask('x'), { model: 'm', signal }))).toBe('network')
  })
})
