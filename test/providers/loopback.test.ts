import { LLMock } from '@copilotkit/aimock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  anthropic,
  type ChatEvent,
  collect,
  google,
  type HttpProviderOptions,
  openai,
  openaiChat,
  openaiCompatible,
  type Provider,
  ProviderError,
} from 'routewise'
import { providerContract } from 'routewise/testing'

const mock = new LLMock({ port: 0, host: '127.0.0.1' })
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
  ['OpenAI over chat', () => openaiChat(options('/v1')), 'gpt-4o'],
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
