import { describe, expect, it } from 'vitest'
import { anthropic, type ChatResponse, collect, openaiCompatible, type Provider, ProviderError } from 'routewise'

const options = { model: 'm', signal: new AbortController().signal }
const request = { messages: [{ role: 'user', content: 'x' }] } as const

const chat = (answer: () => Response): Provider =>
  openaiCompatible({ id: 'x', baseUrl: 'http://localhost', fetch: () => Promise.resolve(answer()) })
const whole = (body: object, status = 200): Promise<ChatResponse> =>
  chat(() => Response.json(body, { status })).chat(request, options)
const headers = { 'content-type': 'text/event-stream' }
const streamed = (sse: string, make = chat): Promise<ChatResponse> =>
  collect(make(() => new Response(sse, { headers })).stream?.(request, options) ?? [])
const data = (...frames: object[]): string => frames.map(frame => `data: ${JSON.stringify(frame)}\n\n`).join('')

async function kindOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((thrown: unknown) => thrown)
  return error instanceof ProviderError ? error.kind : 'no error'
}

const begun = data({ choices: [{ index: 0, delta: { content: 'Hal' } }] })
const ended = data({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })

describe('an error', () => {
  it('may stand in a choice', async () => {
    const error = { code: 429, message: 'Rate limit exceeded upstream' }
    const choices = [{ index: 0, error, delta: { content: '' }, message: { content: '' }, finish_reason: 'error' }]
    expect(await kindOf(whole({ choices }))).toBe('rate-limit')
    expect(await kindOf(streamed(begun + data({ choices })))).toBe('rate-limit')
  })

  it('may be told by the name of an event alone', async () => {
    const frame = 'event: error\ndata: {"message":"The server is busy","code":"server_busy"}\n\n'
    expect(await kindOf(streamed(begun + frame + ended))).toBe('overloaded')
    expect(await kindOf(streamed(`${begun}event: error\ndata: rate limit reached\n\n${ended}`))).toBe('rate-limit')
  })

  it('may stand where the choices should be', async () => {
    const frame = { code: 'DataInspectionFailed', message: 'Output data may contain inappropriate content.' }
    expect(await kindOf(streamed(begun + data(frame)))).toBe('content-policy')
  })

  it('may be quoted by a gateway', async () => {
    const raw = '{"error":{"message":"This model\'s maximum context length is 8192 tokens."}}'
    const error = { code: 400, message: 'Provider returned error', metadata: { raw, provider_name: 'y' } }
    expect(await kindOf(whole({ error }, 400))).toBe('context-length')
  })
})

describe('calls of tools', () => {
  const call = (name: string): object => ({ type: 'function', function: { name, arguments: '{}' } })

  it('of one answer are several, with neither id nor index', async () => {
    const choices = [{ message: { content: null, tool_calls: [call('a'), call('b')] }, finish_reason: 'tool_calls' }]
    const { toolCalls } = await whole({ choices })
    expect(toolCalls.map(({ name }) => name)).toEqual(['a', 'b'])
    expect(new Set(toolCalls.map(({ id }) => id)).size).toBe(2)
  })

  it('keep their places where several are told at once, without an index', async () => {
    const pieces = [
      [
        { id: 'a', function: { name: 'f', arguments: '' } },
        { id: 'b', function: { name: 'g', arguments: '' } },
      ],
      [{ function: { arguments: '{"x":1}' } }, { function: { arguments: '{"y":2}' } }],
    ].map(calls => ({ choices: [{ index: 0, delta: { tool_calls: calls } }] }))
    const { toolCalls } = await streamed(data(...pieces) + ended)
    expect(toolCalls).toMatchObject([
      { id: 'a', name: 'f', arguments: { x: 1 } },
      { id: 'b', name: 'g', arguments: { y: 2 } },
    ])
  })

  it('may take turns by their ids alone', async () => {
    const piece = (id: string, text: string): object => ({
      choices: [{ index: 0, delta: { tool_calls: [{ id, function: { name: 'f', arguments: text } }] } }],
    })
    const { toolCalls } = await streamed(
      data(piece('a', '{"x"'), piece('b', '{"y"'), piece('a', ':1}'), piece('b', ':2}')) + ended,
    )
    expect(toolCalls).toMatchObject([
      { id: 'a', arguments: { x: 1 } },
      { id: 'b', arguments: { y: 2 } },
    ])
  })

  it('of Messages may be there from the start', async () => {
    const call = { type: 'tool_use', id: 't', name: 'f', input: { x: 1 } }
    const message = { content: [call], stop_reason: 'tool_use', usage: { input_tokens: 3, output_tokens: 2 } }
    const sse = data({ type: 'message_start', message }, { type: 'message_stop' })
    expect(await streamed(sse, answer => anthropic({ fetch: () => Promise.resolve(answer()) }))).toMatchObject({
      toolCalls: [{ id: 't', name: 'f', arguments: { x: 1 } }],
      finishReason: 'tool-calls',
    })
  })

  it('may be told the old way, one an answer', async () => {
    const old = { name: 'f', arguments: '{"x":1}' }
    const choices = [{ message: { content: null, function_call: old }, finish_reason: 'function_call' }]
    const expected = { toolCalls: [{ name: 'f', arguments: { x: 1 } }], finishReason: 'tool-calls' }
    expect(await whole({ choices })).toMatchObject(expected)
    const pieces = [
      { content: null, function_call: { name: 'f', arguments: '' } },
      { function_call: { arguments: '{"x"' } },
      { function_call: { arguments: ':1}' } },
    ].map(delta => ({ choices: [{ index: 0, delta }] }))
    expect(await streamed(data(...pieces) + ended)).toMatchObject(expected)
    const none = [{ name: '', arguments: '' }, null, {}].map(call => ({
      choices: [{ index: 0, delta: { content: 'a', function_call: call } }],
    }))
    expect(await streamed(data(...none) + ended)).toMatchObject({ text: 'aaa', toolCalls: [], finishReason: 'stop' })
  })

  it('are one where every piece repeats the id', async () => {
    const pieces = ['{"x"', ':1}'].map(text => ({
      choices: [{ index: 0, delta: { tool_calls: [{ id: 'c', function: { name: 'f', arguments: text } }] } }],
    }))
    const { toolCalls } = await streamed(data(...pieces) + ended)
    expect(toolCalls).toMatchObject([{ id: 'c', name: 'f', arguments: { x: 1 } }])
  })
})

describe('usage', () => {
  it('may be told in the words of the newer wire', async () => {
    const choices = [{ message: { content: 'x' }, finish_reason: 'stop' }]
    const { usage } = await whole({ choices, usage: { input_tokens: 7, output_tokens: 3 } })
    expect(usage).toMatchObject({ inputTokens: 7, outputTokens: 3 })
  })

  it('of Messages is not taken back by a 0 at the end', async () => {
    const sse = data(
      { type: 'message_start', message: { usage: { input_tokens: 25, output_tokens: 1, cache_read_input_tokens: 4 } } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'x' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { input_tokens: 0, output_tokens: 9 } },
      { type: 'message_stop' },
    )
    const { usage } = await streamed(sse, answer => anthropic({ fetch: () => Promise.resolve(answer()) }))
    expect(usage).toMatchObject({ inputTokens: 25, cacheReadTokens: 4, outputTokens: 9 })
  })
})

describe('sources', () => {
  it('are told in many places, once each, with a title where there is one', async () => {
    const body = {
      choices: [{ message: { content: 'x' }, finish_reason: 'stop' }],
      citations: ['https://a.example', 'https://b.example'],
      search_results: [{ url: 'https://b.example', title: 'B' }],
      web_search: [{ link: 'https://c.example', title: 'C' }],
      references: [{ url: 'https://d.example' }],
      search_info: { search_results: [{ url: 'https://e.example', title: 'E' }] },
    }
    expect((await whole(body)).sources).toEqual([
      { url: 'https://a.example' },
      { url: 'https://b.example', title: 'B' },
      { url: 'https://c.example', title: 'C' },
      { url: 'https://d.example' },
      { url: 'https://e.example', title: 'E' },
    ])
  })
})
