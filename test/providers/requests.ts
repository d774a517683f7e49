import fc from 'fast-check'
import type { ChatRequest, ContentPart, HttpProviderOptions, Message, Provider, Tool } from 'routewise'

const text = fc.string({ minLength: 1, maxLength: 12 })
const part: fc.Arbitrary<ContentPart> = fc.oneof(
  text.map(value => ({ type: 'text' as const, text: value })),
  fc.constant({ type: 'image' as const, mediaType: 'image/png', data: Uint8Array.of(1, 2, 3) }),
  fc.constant({ type: 'image' as const, mediaType: 'image/png', data: new URL('https://example.com/a.png') }),
  fc.constant({ type: 'file' as const, mediaType: 'application/pdf', name: 'a.pdf', data: Uint8Array.of(1) }),
)
const tools: readonly Tool[] = [
  {
    name: 'weather',
    description: 'Weather of a place',
    parameters: {
      type: 'object',
      properties: { place: { type: 'string' } },
      required: ['place'],
      additionalProperties: false,
    },
  },
  { name: 'now', parameters: { type: 'object', properties: {} } },
]
const schema = {
  type: 'object',
  properties: { n: { type: 'number' } },
  required: ['n'],
  additionalProperties: false,
} as const

const turn: fc.Arbitrary<readonly Message[]> = fc.oneof(
  fc.oneof(text, fc.array(part, { minLength: 1, maxLength: 3 })).map(content => [{ role: 'user' as const, content }]),
  text.map(content => [
    { role: 'user' as const, content: 'go on' },
    { role: 'assistant' as const, content },
  ]),
  fc.constant([
    { role: 'user' as const, content: 'weather?' },
    {
      role: 'assistant' as const,
      content: [
        { type: 'reasoning' as const, text: 'hm', provenance: { target: 'someone/else' as const } },
        { type: 'text' as const, text: 'I look.' },
      ],
      toolCalls: [
        { id: 'call_1', name: 'weather', arguments: { place: 'Rome' } },
        { id: 'call_2', name: 'now', arguments: {}, rawArguments: '' },
      ],
    },
    { role: 'tool' as const, toolCallId: 'call_1', content: 'sunny' },
    { role: 'tool' as const, toolCallId: 'call_2', content: 'noon' },
  ]),
)

/** Requests as people make them: every feature, in every combination. */
export const anyRequest: fc.Arbitrary<ChatRequest> = fc
  .record(
    {
      system: text,
      turns: fc.array(turn, { minLength: 1, maxLength: 3 }),
      tools: fc.constant(tools),
      toolChoice: fc.constantFrom('auto' as const, 'none' as const, 'required' as const, { name: 'now' }),
      reasoning: fc.constantFrom('off' as const, 'low' as const, 'medium' as const, 'high' as const),
      search: fc.boolean(),
      responseFormat: fc.constantFrom(
        { type: 'text' as const },
        { type: 'json' as const },
        { type: 'json' as const, schema },
      ),
      maxOutputTokens: fc.integer({ min: 1, max: 100_000 }),
      temperature: fc.double({ min: 0, max: 1, noNaN: true }),
      stop: fc.array(text, { minLength: 1, maxLength: 2 }),
      seed: fc.nat(1000),
    },
    { requiredKeys: ['turns'] },
  )
  .map(({ system, turns, ...rest }) => ({
    messages: [
      ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
      ...turns.flat(),
      { role: 'user' as const, content: 'now' },
    ],
    ...rest,
  }))

export interface Sent {
  readonly url: string
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
}

/** What a provider would send, without sending it. */
export async function sentBy(
  make: (options: HttpProviderOptions) => Provider,
  request: ChatRequest,
  model: string,
  stream = false,
): Promise<Sent> {
  let sent: Sent | undefined
  const provider = make({
    apiKey: 'key',
    fetch: (url, init) => {
      const body = JSON.parse(typeof init?.body === 'string' ? init.body : '') as Sent['body']
      sent = { url: typeof url === 'string' ? url : '', headers: new Headers(init?.headers), body }
      return Promise.reject(new TypeError('no network'))
    },
  })
  const options = { model, signal: new AbortController().signal }
  const asked =
    stream && provider.stream
      ? provider.stream(request, options)[Symbol.asyncIterator]().next()
      : provider.chat(request, options)
  await asked.catch(() => {})
  if (!sent) throw new Error('nothing was sent')
  return sent
}
