import { type ChatEvent, type ChatResponse, collect, moonshot, type Provider } from 'routewise'
import { describe, expect, it } from 'vitest'

const signal = new AbortController().signal
const options = { model: 'kimi-k3', signal }
const request = { messages: [{ role: 'user', content: 'Who won?' }], search: true } as const
const weather = { name: 'weather', parameters: { type: 'object', properties: {} } }

interface Body {
  readonly stream?: boolean
  readonly tools?: readonly { readonly type: string }[]
  readonly messages: readonly { readonly role: string; readonly [field: string]: unknown }[]
}
interface Said {
  readonly text?: string
  readonly thought?: string
  readonly calls?: readonly (readonly [id: string, name: string, args: string])[]
}

/** A Kimi that says these things, one a call; more calls than that are answered with the last. */
function kimi(...rounds: readonly Said[]): { readonly provider: Provider; readonly bodies: Body[] } {
  const bodies: Body[] = []
  const provider = moonshot({
    apiKey: 'key',
    fetch: (_, init) => {
      const body = JSON.parse(typeof init?.body === 'string' ? init.body : '') as Body
      const { text = '', thought, calls = [] } = rounds[Math.min(bodies.push(body), rounds.length) - 1] ?? {}
      const message = {
        content: text,
        ...(thought !== undefined && { reasoning_content: thought }),
        ...(calls.length > 0 && {
          tool_calls: calls.map(([id, name, args], index) => ({
            index,
            id,
            type: name.startsWith('$') ? 'builtin_function' : 'function',
            function: { name, arguments: args },
          })),
        }),
      }
      const finish_reason = calls.length > 0 ? 'tool_calls' : 'stop'
      const usage = { prompt_tokens: 100, completion_tokens: 10, prompt_tokens_details: { cached_tokens: 40 } }
      if (!body.stream) {
        return Promise.resolve(Response.json({ model: 'kimi-k3', choices: [{ message, finish_reason }], usage }))
      }
      const frames = [{ choices: [{ delta: message }] }, { choices: [{ delta: {}, finish_reason }], usage }]
      const stream = `${frames.map(frame => `data: ${JSON.stringify(frame)}\n\n`).join('')}data: [DONE]\n\n`
      return Promise.resolve(new Response(stream, { headers: { 'content-type': 'text/event-stream' } }))
    },
  })
  return { provider, bodies }
}

const searches = (id: string): Said => ({ thought: 'I look.', calls: [[id, '$web_search', '{"q": "who won"}']] })

async function ask(
  provider: Provider,
  mode: string,
  asked: Parameters<Provider['chat']>[0] = request,
): Promise<ChatResponse> {
  return mode === 'chat' ? provider.chat(asked, options) : collect(provider.stream?.(asked, options) ?? [])
}

describe.each(['chat', 'stream'])('a search of Kimi in %s', mode => {
  it('is answered within the call: its arguments go back as its result', async () => {
    const { provider, bodies } = kimi(searches('s:0'), { text: 'Norway won.' })
    const response = await ask(provider, mode)
    expect(response).toMatchObject({ text: 'Norway won.', toolCalls: [], finishReason: 'stop' })
    expect(response.usage).toEqual({ inputTokens: 120, cacheReadTokens: 80, outputTokens: 20 })
    expect(bodies.map(body => body.tools)).toEqual([
      [{ type: 'builtin_function', function: { name: '$web_search' } }],
      [{ type: 'builtin_function', function: { name: '$web_search' } }],
    ])
    const called = {
      id: 's:0',
      type: 'builtin_function',
      function: { name: '$web_search', arguments: '{"q": "who won"}' },
    }
    expect(bodies[1]?.messages).toEqual([
      { role: 'user', content: 'Who won?' },
      { role: 'assistant', content: null, reasoning_content: 'I look.', tool_calls: [called] },
      { role: 'tool', tool_call_id: 's:0', content: '{"q": "who won"}' },
    ])
  })

  it('ends after five: then the model has to answer', async () => {
    const rounds = Array.from({ length: 5 }, (_, i) => searches(`s:${i}`))
    const { provider, bodies } = kimi(...rounds, { text: 'Nobody knows.' })
    expect(await ask(provider, mode)).toMatchObject({ text: 'Nobody knows.' })
    expect(bodies).toHaveLength(6)
    expect(bodies.map(body => body.tools?.length)).toEqual([1, 1, 1, 1, 1, undefined])
  })

  it('is dropped where it comes together with a call of the user', async () => {
    const both: Said = {
      calls: [
        ['s:0', '$web_search', '{}'],
        ['w:1', 'weather', '{"place":"Oslo"}'],
      ],
    }
    const { provider, bodies } = kimi(both)
    const response = await ask(provider, mode, { ...request, tools: [weather] })
    expect(response).toMatchObject({ finishReason: 'tool-calls', toolCalls: [{ id: 'w:1', name: 'weather' }] })
    expect(response.toolCalls).toHaveLength(1)
    expect(bodies).toHaveLength(1)
  })

  it('is none where nobody asks for it: one call, and its tool calls are the user’s', async () => {
    const { provider, bodies } = kimi({ calls: [['w:1', 'weather', '{}']] })
    const response = await ask(provider, mode, { messages: request.messages, tools: [weather] })
    expect(response.toolCalls).toMatchObject([{ id: 'w:1' }])
    expect(bodies).toHaveLength(1)
  })

  it('fails like any call where a round fails', async () => {
    let calls = 0
    const provider = moonshot({
      apiKey: 'key',
      fetch: () => {
        if (++calls > 1)
          return Promise.resolve(new Response('{"error":{"type":"engine_overloaded_error"}}', { status: 429 }))
        const message = { content: '', tool_calls: [{ id: 's', function: { name: '$web_search', arguments: '{}' } }] }
        return Promise.resolve(Response.json({ choices: [{ message, finish_reason: 'tool_calls' }] }))
      },
    })
    await expect(ask(provider, mode)).rejects.toMatchObject({ code: 'provider', kind: 'overloaded' })
  })
})

describe('a streamed search of Kimi', () => {
  it('tells what is thought and said meanwhile, and ends once', async () => {
    const { provider } = kimi(searches('s:0'), { thought: 'So.', text: 'Norway won.' })
    const events: ChatEvent[] = []
    for await (const event of provider.stream?.(request, options) ?? []) events.push(event)
    expect(events.map(event => event.type)).toEqual([
      'reasoning-delta',
      'reasoning-end',
      'reasoning-delta',
      'reasoning-end',
      'text-delta',
      'finish',
    ])
  })

  it('can be left in any round', async () => {
    const { provider, bodies } = kimi(searches('s:0'), { text: 'Norway won.' })
    for await (const event of provider.stream?.(request, options) ?? []) if (event.type === 'reasoning-delta') break
    expect(bodies).toHaveLength(1)
  })
})
