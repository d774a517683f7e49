import fc from 'fast-check'
import {
  anthropic,
  type ChatEvent,
  collect,
  drain,
  google,
  openai,
  openaiCompatible,
  openReply,
  type Provider,
  replay,
  StreamInterruptedError,
} from 'routewise'
import { describe, expect, it } from 'vitest'

const request = { messages: [{ role: 'user', content: 'go' }] } as const
const signal = new AbortController().signal

interface Called {
  readonly id: string
  readonly name: string
  readonly pieces: readonly string[]
}

/** Calls with their arguments cut anywhere, empty pieces included. */
const calls: fc.Arbitrary<readonly Called[]> = fc
  .array(
    fc.record({
      name: fc.constantFrom('weather', 'now', 'search'),
      value: fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
      cuts: fc.array(fc.nat(60), { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map(list =>
    list.map(({ name, value, cuts }, i) => ({ id: `id_${i}`, name, pieces: cut(JSON.stringify(value), cuts) })),
  )

function cut(text: string, cuts: readonly number[]): string[] {
  const at = [0, ...cuts.map(place => Math.min(place, text.length)).toSorted((a, b) => a - b), text.length]
  return at.slice(1).map((end, i) => text.slice(at[i], end))
}

const sse = (frames: readonly object[]): string => frames.map(frame => `data: ${JSON.stringify(frame)}\n\n`).join('')

const answer = (text: string) => () =>
  Promise.resolve(new Response(text, { headers: { 'content-type': 'text/event-stream' } }))

const streamOf = (provider: Provider): AsyncIterable<ChatEvent> =>
  provider.stream?.(request, { model: 'm', signal }) ?? expect.unreachable('it does not stream')

async function eventsOf(provider: Provider): Promise<ChatEvent[]> {
  const events: ChatEvent[] = []
  for await (const event of streamOf(provider)) events.push(event)
  return events
}

/** What the deltas say, by id, in the order in which the calls began. */
function announced(events: readonly ChatEvent[]): { id: string; name: string; text: string }[] {
  const byId = new Map<string, { id: string; name: string; text: string }>()
  for (const event of events) {
    if (event.type !== 'tool-call-delta') continue
    const { id, name, text } = event
    byId.set(id, { id, name, text: (byId.get(id)?.text ?? '') + text })
  }
  return [...byId.values()]
}

function expectWhole(events: readonly ChatEvent[], expected: readonly Called[]): void {
  const whole = expected.map(({ id, name, pieces }) => ({ id, name, text: pieces.join('') }))
  expect(announced(events)).toEqual(whole)
  const told = events.flatMap(event => (event.type === 'tool-call' ? [event.toolCall] : []))
  expect(told.map(({ id, name, rawArguments }) => ({ id, name, text: rawArguments }))).toEqual(whole)
  expect(told.map(call => call.arguments)).toEqual(whole.map(({ text }) => JSON.parse(text) as unknown))
}

/** Pieces of several calls taking turns, each call's own in order. */
const turns = (all: readonly Called[]): fc.Arbitrary<readonly number[]> =>
  fc.shuffledSubarray(
    all.flatMap(({ pieces }, call) => pieces.map(() => call)),
    {
      minLength: all.reduce((sum, { pieces }) => sum + pieces.length, 0),
    },
  )

const chat = (frames: readonly object[]): Provider =>
  openaiCompatible({
    id: 'test',
    baseUrl: 'http://localhost',
    fetch: answer(`${sse([...frames, { choices: [{ delta: {}, finish_reason: 'tool_calls' }] }])}data: [DONE]\n\n`),
  })
const chunk = (call: object): object => ({ choices: [{ delta: { tool_calls: [call] } }] })

describe('tool calls streamed over chat completions', () => {
  it('join to what they then are, taking turns, with gaps between their indexes', async () => {
    const withTurns = calls.chain(all => fc.tuple(fc.constant(all), turns(all), fc.integer({ min: 1, max: 4 })))
    await fc.assert(
      fc.asyncProperty(withTurns, async ([all, order, gap]) => {
        const next = all.map(() => 0)
        // The first piece of each goes first, as it carries the names.
        const opened = all.map(({ id, name, pieces }, i) => {
          next[i] = 1
          return chunk({ index: gap * i + 1, id, type: 'function', function: { name, arguments: pieces[0] } })
        })
        const rest = order.flatMap(i => {
          const at = next[i] ?? 0
          const piece = all[i]?.pieces[at]
          next[i] = at + 1
          return piece === undefined ? [] : [chunk({ index: gap * i + 1, id: '', function: { arguments: piece } })]
        })
        expectWhole(await eventsOf(chat([...opened, ...rest])), all)
      }),
      { numRuns: 100 },
    )
  })

  it('join one after another where there are no indexes', async () => {
    await fc.assert(
      fc.asyncProperty(calls, async all => {
        const frames = all.flatMap(({ id, name, pieces }) =>
          pieces.map((piece, i) =>
            chunk(i === 0 ? { id, function: { name, arguments: piece } } : { function: { arguments: piece } }),
          ),
        )
        expectWhole(await eventsOf(chat(frames)), all)
      }),
      { numRuns: 50 },
    )
  })

  it('get an id where the service gives none, or gives it too late, and keep it', async () => {
    const frames = [
      chunk({ index: 0, function: { name: 'weather', arguments: '' } }),
      chunk({ index: 0, function: { arguments: '{"x":' } }),
      chunk({ index: 0, id: 'late', function: { arguments: '1}' } }),
      chunk({ index: 1, function: { name: 'now', arguments: '{}' } }),
    ]
    const named = [
      { id: 'call_0', name: 'weather', pieces: ['{"x":1}'] },
      { id: 'call_1', name: 'now', pieces: ['{}'] },
    ]
    expectWhole(await eventsOf(chat(frames)), named)
  })

  it('take the id that comes before their arguments', async () => {
    const frames = [
      chunk({ index: 0, function: { name: 'weather' } }),
      chunk({ index: 0, id: 'in_time' }),
      chunk({ index: 0, function: { arguments: '{}' } }),
    ]
    expectWhole(await eventsOf(chat(frames)), [{ id: 'in_time', name: 'weather', pieces: ['{}'] }])
  })

  it('stay in order where an index is used twice', async () => {
    const all = ['a', 'b', 'c'].map(id => ({ id, name: 'now', pieces: ['{}'] }))
    const frames = all.map(({ id }, i) => chunk({ index: i % 2, id, function: { name: 'now', arguments: '{}' } }))
    expectWhole(await eventsOf(chat(frames)), all)
  })

  it('end the reasoning before them', async () => {
    const frames = [
      { choices: [{ delta: { reasoning_content: 'hm' } }] },
      chunk({ index: 0, id: 'a', function: { name: 'now', arguments: '{}' } }),
    ]
    const types = (await eventsOf(chat(frames))).map(event => event.type)
    expect(types).toEqual(['reasoning-delta', 'reasoning-end', 'tool-call-delta', 'tool-call', 'finish'])
  })
})

describe('tool calls streamed over Messages', () => {
  it('join to what they then are', async () => {
    await fc.assert(
      fc.asyncProperty(calls, async all => {
        const frames = all.flatMap(({ id, name, pieces }, index) => [
          { type: 'content_block_start', index, content_block: { type: 'tool_use', id, name, input: {} } },
          ...pieces.map(partial_json => ({
            type: 'content_block_delta',
            index,
            delta: { type: 'input_json_delta', partial_json },
          })),
          { type: 'content_block_stop', index },
        ])
        const text = sse([
          ...frames,
          { type: 'message_delta', delta: { stop_reason: 'tool_use' } },
          { type: 'message_stop' },
        ])
        expectWhole(await eventsOf(anthropic({ apiKey: 'k', fetch: answer(text) })), all)
      }),
      { numRuns: 50 },
    )
  })

  it('do not come of tools that the provider runs by itself', async () => {
    const text = sse([
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'server_tool_use', id: 's', name: 'web_search' },
      },
      { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"query":"x"}' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: 'found' } },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
      { type: 'message_stop' },
    ])
    expect((await eventsOf(anthropic({ apiKey: 'k', fetch: answer(text) }))).map(event => event.type)).toEqual([
      'text-delta',
      'finish',
    ])
  })
})

describe('tool calls streamed over Responses', () => {
  it('join to what they then are, taking turns', async () => {
    const withTurns = calls.chain(all => fc.tuple(fc.constant(all), turns(all)))
    await fc.assert(
      fc.asyncProperty(withTurns, async ([all, order]) => {
        const item = ({ id, name }: Called, args: string): object => ({
          type: 'function_call',
          call_id: id,
          name,
          arguments: args,
        })
        const next = all.map(() => 0)
        const frames = [
          ...all.map((call, i) => ({ type: 'response.output_item.added', output_index: i, item: item(call, '') })),
          ...order.map(i => {
            const at = next[i] ?? 0
            next[i] = at + 1
            return { type: 'response.function_call_arguments.delta', output_index: i, delta: all[i]?.pieces[at] }
          }),
          ...all.map((call, i) => ({
            type: 'response.output_item.done',
            output_index: i,
            item: item(call, call.pieces.join('')),
          })),
          { type: 'response.completed', response: { status: 'completed' } },
        ]
        expectWhole(await eventsOf(openai({ apiKey: 'k', fetch: answer(sse(frames)) })), all)
      }),
      { numRuns: 50 },
    )
  })
})

describe('tool calls streamed by Gemini', () => {
  it('say that they have begun, and come whole: their pieces are no text', async () => {
    const part = (functionCall: object): object => ({ candidates: [{ content: { parts: [{ functionCall }] } }] })
    const text = sse([
      part({ name: 'weather', id: 'a', willContinue: true }),
      part({ partialArgs: [{ jsonPath: '$.place', stringValue: 'Ro' }], willContinue: true }),
      part({ partialArgs: [{ jsonPath: '$.place', stringValue: 'me' }] }),
      part({ name: 'now', id: 'b', args: {} }),
      { candidates: [{ finishReason: 'STOP' }] },
    ])
    const events = await eventsOf(google({ apiKey: 'k', fetch: answer(text) }))
    expect(events.slice(0, 3)).toMatchObject([
      { type: 'tool-call-delta', id: 'a', name: 'weather', text: '' },
      { type: 'tool-call', toolCall: { id: 'a', arguments: { place: 'Rome' } } },
      { type: 'tool-call', toolCall: { id: 'b', arguments: {} } },
    ])
  })
})

describe('a streamed tool call', () => {
  const begun = chunk({ index: 0, id: 'a', function: { name: 'now', arguments: '' } })
  const argued = chunk({ index: 0, function: { arguments: '{"x":1}' } })
  const broken = { error: { message: 'overloaded', code: 503 } }

  it('commits its reply with the first piece of its arguments, not by its name', async () => {
    const opened = openReply(streamOf(chat([begun, broken])), 'test/m', signal)
    await expect(opened).rejects.toMatchObject({ code: 'provider', kind: 'overloaded' })
    const reply = await openReply(streamOf(chat([begun, argued, broken])), 'test/m', signal)
    await expect(drain(reply)).rejects.toBeInstanceOf(StreamInterruptedError)
  })

  it('is whole in what is collected, with or without its pieces', async () => {
    const events = await eventsOf(chat([begun, argued]))
    const response = await collect(events)
    expect(response.toolCalls).toMatchObject([{ id: 'a', name: 'now', arguments: { x: 1 } }])
    expect(await collect(replay(response))).toEqual(response)
    expect(await collect(events.filter(event => event.type !== 'tool-call-delta'))).toEqual(response)
  })
})
