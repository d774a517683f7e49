import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  anthropic,
  type ChatEvent,
  type ChatResponse,
  collect,
  google,
  type HttpProviderOptions,
  openai,
  openaiCompatible,
  type Provider,
  replay,
} from 'routewise'

interface Spoken {
  readonly name: string
  readonly make: (options: HttpProviderOptions) => Provider
  /** The frames of a stream that thinks, speaks, calls a tool with these arguments, and ends for this reason. */
  readonly frames: (args: string, reason: string) => readonly object[]
}

const usage = { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 }
const halves = (text: string): readonly [string, string] => [text.slice(0, 5), text.slice(5)]

const wires: readonly Spoken[] = [
  {
    name: 'chat completions',
    make: options => openaiCompatible({ ...options, id: 'x', baseUrl: 'http://localhost' }),
    frames: (args, reason) => [
      { model: 'm', choices: [{ index: 0, delta: { role: 'assistant', reasoning_content: 'hm 中' } }] },
      { choices: [{ index: 0, delta: { content: 'Hallo 😀' } }] },
      ...halves(args).map((part, at) => ({
        choices: [
          {
            index: 0,
            delta: {
              tool_calls: [{ index: 0, ...(at === 0 && { id: 'a' }), function: { name: 'f', arguments: part } }],
            },
          },
        ],
      })),
      { choices: [{ index: 0, delta: {}, finish_reason: reason }] },
      { choices: [], usage },
    ],
  },
  {
    name: 'Responses',
    make: openai,
    frames: args => {
      const call = { type: 'function_call', call_id: 'a', name: 'f', arguments: args }
      return [
        { type: 'response.reasoning_summary_text.delta', output_index: 0, delta: 'hm 中' },
        { type: 'response.output_item.done', output_index: 0, item: { type: 'reasoning', id: 'r', summary: [] } },
        { type: 'response.output_text.delta', output_index: 1, delta: 'Hallo 😀' },
        { type: 'response.output_item.added', output_index: 2, item: { ...call, arguments: '' } },
        ...halves(args).map(delta => ({ type: 'response.function_call_arguments.delta', output_index: 2, delta })),
        { type: 'response.output_item.done', output_index: 2, item: call },
        {
          type: 'response.completed',
          response: { status: 'completed', usage: { input_tokens: 9, output_tokens: 5 }, output: [] },
        },
      ]
    },
  },
  {
    name: 'Messages',
    make: anthropic,
    frames: (args, reason) => [
      { type: 'message_start', message: { model: 'm', usage: { input_tokens: 9, output_tokens: 1 } } },
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'hm 中' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 's' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'Hallo 😀' } },
      { type: 'content_block_stop', index: 1 },
      { type: 'content_block_start', index: 2, content_block: { type: 'tool_use', id: 'a', name: 'f', input: {} } },
      ...halves(args).map(partial_json => ({
        type: 'content_block_delta',
        index: 2,
        delta: { type: 'input_json_delta', partial_json },
      })),
      { type: 'content_block_stop', index: 2 },
      { type: 'message_delta', delta: { stop_reason: reason }, usage: { output_tokens: 5, input_tokens: 0 } },
      { type: 'message_stop' },
    ],
  },
  {
    name: 'generateContent',
    make: google,
    frames: (args, reason) => [
      { modelVersion: 'm', candidates: [{ content: { parts: [{ text: 'hm 中', thought: true }] } }] },
      { candidates: [{ content: { parts: [{ text: 'Hallo 😀', thoughtSignature: 's' }] } }] },
      {
        candidates: [
          { content: { parts: [{ functionCall: { id: 'a', name: 'f', args: JSON.parse(args) as unknown } }] } },
        ],
      },
      {
        candidates: [{ finishReason: reason }],
        usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 5 },
      },
    ],
  },
]

const options = { model: 'm', signal: new AbortController().signal }
const request = { messages: [{ role: 'user', content: 'x' }] } as const
const utf8 = new TextEncoder()

function bytesOf(frames: readonly object[], lineEnd = '\n'): Uint8Array {
  const sse = frames.map(frame => `: a comment${lineEnd}data: ${JSON.stringify(frame)}${lineEnd}${lineEnd}`)
  return utf8.encode(`\u{FEFF}${sse.join('')}`)
}

async function read({ make }: Spoken, chunks: readonly Uint8Array[]): Promise<ChatEvent[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) if (chunk.length > 0) controller.enqueue(chunk)
      controller.close()
    },
  })
  const response = new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  const provider = make({ apiKey: 'k', fetch: () => Promise.resolve(response) })
  const events: ChatEvent[] = []
  for await (const event of provider.stream?.(request, options) ?? []) events.push(event)
  return events
}

describe.each(wires)('a stream of $name', wire => {
  const frames = wire.frames('{"x":"Hé"}', 'stop')

  it('holds all that was said', async () => {
    const answer = await collect(await read(wire, [bytesOf(frames)]))
    expect(answer.reasoning?.[0]?.text).toBe('hm 中')
    expect(answer).toMatchObject({
      text: 'Hallo 😀',
      toolCalls: [{ id: 'a', name: 'f', arguments: { x: 'Hé' } }],
      usage: { inputTokens: 9, outputTokens: 5 },
    })
  })

  it.each(['\n', '\r\n', '\r'])('has the same events cut at every byte, with line ends %j', async lineEnd => {
    const bytes = bytesOf(frames, lineEnd)
    const whole = await read(wire, [bytesOf(frames)])
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(await read(wire, [bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(whole)
    }
    expect(
      await read(
        wire,
        [...bytes].map(byte => Uint8Array.of(byte)),
      ),
    ).toEqual(whole)
  })

  it('is collected and replayed to the same answer', async () => {
    const answer = await collect(await read(wire, [bytesOf(frames)]))
    expect(await collect(replay(answer))).toEqual(answer)
  })

  it('has arguments of any name, which change nothing else', async () => {
    const hostile = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":null}'
    const { toolCalls } = await collect(await read(wire, [bytesOf(wire.frames(hostile, 'stop'))]))
    expect(JSON.stringify(toolCalls[0]?.arguments)).toBe(hostile)
    expect(Object.keys(toolCalls[0]?.arguments ?? {})).toEqual(['__proto__', 'constructor', 'toString'])
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  it('has a finish reason that is one, whatever the service calls it', async () => {
    for (const reason of ['__proto__', 'constructor', 'toString', 'something new']) {
      const { finishReason } = await collect(await read(wire, [bytesOf(wire.frames('{"x":"1"}', reason))]))
      expect(['stop', 'length', 'tool-calls', 'content-filter', 'other']).toContain(finishReason)
    }
  })
})

describe('arguments of Gemini in parts', () => {
  it('may be called by any name', async () => {
    const [, , , wire] = wires
    if (!wire) throw new Error('no Gemini')
    const partialArgs = [{ jsonPath: '$.__proto__.polluted', numberValue: 1 }]
    const frames = [
      { candidates: [{ content: { parts: [{ functionCall: { name: 'f', partialArgs, willContinue: true } }] } }] },
      { candidates: [{ content: { parts: [{ functionCall: {} }] }, finishReason: 'STOP' }] },
    ]
    const { toolCalls } = await collect(await read(wire, [bytesOf(frames)]))
    expect(JSON.stringify(toolCalls[0]?.arguments)).toBe('{"__proto__":{"polluted":1}}')
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })
})

const text = fc.string({ maxLength: 8 })
const tokens = fc.nat(1000)
const target = fc.constant('a/b' as const)
const anyAnswer: fc.Arbitrary<ChatResponse> = fc
  .record(
    {
      reasoning: fc.array(
        fc.record(
          {
            text,
            provenance: fc.record({ target, opaque: fc.record({ signature: text }) }, { requiredKeys: ['target'] }),
          },
          { requiredKeys: ['text'] },
        ),
        { minLength: 1, maxLength: 3 },
      ),
      sources: fc.array(fc.record({ url: text, title: text }, { requiredKeys: ['url'] }), {
        minLength: 1,
        maxLength: 2,
      }),
      rawFinishReason: text,
      warnings: fc.array(text, { maxLength: 2 }),
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      text,
      toolCalls: fc.array(
        fc.record({ id: text, name: text, arguments: fc.dictionary(text, text), rawArguments: text }),
      ),
      finishReason: fc.constantFrom('stop', 'length', 'tool-calls', 'content-filter', 'other'),
      usage: fc.record({ inputTokens: fc.option(tokens, { nil: undefined }), outputTokens: tokens }),
      model: text,
    },
    { requiredKeys: ['text', 'toolCalls', 'finishReason', 'usage', 'model'] },
  )
  .map(({ reasoning, ...rest }) => ({
    ...rest,
    ...(reasoning && { reasoning: reasoning.map(part => ({ type: 'reasoning' as const, ...part })) }),
  }))

it('any answer is the same after it was replayed and collected', async () => {
  await fc.assert(
    fc.asyncProperty(anyAnswer, async answer => {
      expect(await collect(replay(answer))).toEqual(answer)
    }),
    { numRuns: 200 },
  )
})
