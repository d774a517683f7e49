import fc from 'fast-check'
import {
  type ChatEvent,
  type ChatResponse,
  collect,
  openaiCompatible,
  type OpenAICompatibleOptions,
  type Provider,
} from 'routewise'
import { describe, expect, it } from 'vitest'

const request = { messages: [{ role: 'user', content: 'go' }] } as const
const signal = new AbortController().signal

interface Delta {
  readonly content?: string
  readonly reasoning_content?: string
  readonly tool_calls?: readonly object[]
}

/** A server that says these pieces, streamed or whole. */
const says =
  (deltas: readonly Delta[], finish = 'stop'): typeof fetch =>
  (_, init) => {
    const body = typeof init?.body === 'string' ? init.body : ''
    if (!body.includes('"stream":true')) {
      const join = (key: 'content' | 'reasoning_content'): object => {
        const text = deltas.map(delta => delta[key] ?? '').join('')
        return text === '' ? {} : { [key]: text }
      }
      const calls = deltas.flatMap(delta => delta['tool_calls'] ?? [])
      const message = {
        ...join('content'),
        ...join('reasoning_content'),
        ...(calls.length > 0 && { tool_calls: calls }),
      }
      return Promise.resolve(Response.json({ model: 'm', choices: [{ message, finish_reason: finish }] }))
    }
    const frames = [
      ...deltas.map(delta => ({ model: 'm', choices: [{ delta }] })),
      { choices: [{ delta: {}, finish_reason: finish }] },
    ]
    const text = `${frames.map(frame => `data: ${JSON.stringify(frame)}\n\n`).join('')}data: [DONE]\n\n`
    return Promise.resolve(new Response(text, { headers: { 'content-type': 'text/event-stream' } }))
  }

interface Said {
  readonly text: string
  readonly reasoning: string
  readonly types: readonly string[]
}

async function both(provider: Provider, model = 'm'): Promise<Said> {
  const whole = said(await provider.chat(request, { model, signal }))
  const events: ChatEvent[] = []
  for await (const event of provider.stream?.(request, { model, signal }) ?? []) events.push(event)
  expect(said(await collect(events))).toEqual(whole)
  // Joined: which pieces came is the network's affair.
  const types = events.map(({ type }) => type).filter((type, i, all) => type !== all[i - 1])
  return { ...whole, types }
}

const said = ({ text, reasoning = [] }: ChatResponse): Pick<Said, 'text' | 'reasoning'> => ({
  text,
  reasoning: reasoning.map(part => part.text).join('|'),
})

const server = (fetch: typeof globalThis.fetch, options: Partial<OpenAICompatibleOptions> = {}): Provider =>
  openaiCompatible({ id: 'test', baseUrl: 'http://localhost', thinkTags: true, fetch, ...options })

const contents = (text: string, cuts: readonly number[] = []): readonly Delta[] => {
  const at = [0, ...cuts.map(cut => Math.min(cut, text.length)).toSorted((a, b) => a - b), text.length]
  return at.slice(1).map((end, i) => ({ content: text.slice(at[i], end) }))
}

describe('thinking between tags', () => {
  const text = ' <think>\nLet me see < 3.\n</th> no </think >\n</think>\n\nThe answer: <think>no thought</think>.'

  it('is told as reasoning, wherever the text is cut', async () => {
    const expected = {
      reasoning: 'Let me see < 3.\n</th> no </think >',
      text: 'The answer: <think>no thought</think>.',
    }
    const cutAtOne = Array.from({ length: text.length + 1 }, (_, at) => [at])
    for (const cuts of [[], ...cutAtOne, Array.from(text, (_, at) => at)]) {
      expect(await both(server(says(contents(text, cuts))))).toMatchObject(expected)
    }
  })

  it('loses nothing of any text, however it is cut', async () => {
    const piece = fc.constantFrom('<think>', '</think>', '<', '<thi', 'nk>', '</', ' ', '\n\n', 'a', 'Hello', '思')
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(40), { maxLength: 5 }),
        async (pieces, cuts) => {
          const source = `${pieces.join('')}.`
          const { text, reasoning } = await both(server(says(contents(source, cuts))))
          const [, thought, rest] = /^\s*<think>(.*?)(?:<\/think>(.*))?$/s.exec(source) ?? []
          if (thought === undefined) expect({ text, reasoning }).toEqual({ text: source, reasoning: '' })
          else expect({ text, reasoning }).toEqual({ text: (rest ?? '').trimStart(), reasoning: thought.trim() })
        },
      ),
      { numRuns: 300 },
    )
  })

  it('comes before the text, and is ended', async () => {
    const { types } = await both(server(says(contents('<think>hm</think>Yes.', [3, 9]))))
    expect(types).toEqual(['reasoning-delta', 'reasoning-end', 'text-delta', 'finish'])
  })

  it('is all there is where the answer ends before the tag is closed', async () => {
    expect(await both(server(says(contents('<think>hm, and then'), 'length')))).toMatchObject({
      reasoning: 'hm, and then',
      text: '',
    })
  })

  it('is none where there is nothing between the tags', async () => {
    const { types, text } = await both(server(says(contents('<think>\n\n</think>\n\nYes.'))))
    expect(types).toEqual(['text-delta', 'finish'])
    expect(text).toBe('Yes.')
  })

  it('ends before a tool call', async () => {
    const call = { index: 0, id: 'a', function: { name: 'now', arguments: '{}' } }
    const provider = server(says([{ content: '<think>I look.' }, { tool_calls: [call] }], 'tool_calls'))
    expect(await both(provider)).toMatchObject({
      reasoning: 'I look.',
      types: ['reasoning-delta', 'reasoning-end', 'tool-call-delta', 'tool-call', 'finish'],
    })
  })

  it('is left in the text where the server tells reasoning apart by itself', async () => {
    const provider = server(says([{ reasoning_content: 'hm' }, { content: '<think>hm</think>Yes.' }]))
    expect(await both(provider)).toMatchObject({ reasoning: 'hm', text: '<think>hm</think>Yes.' })
  })

  it('goes back to the same target, where the server takes it', async () => {
    const bodies: string[] = []
    const provider = server(
      (url, init) => {
        bodies.push(typeof init?.body === 'string' ? init.body : '')
        return says(contents('<think>hm</think>Yes.'))(url, init)
      },
      { reasoningField: 'reasoning_content' },
    )
    const { text, reasoning = [] } = await provider.chat(request, { model: 'm', signal })
    const content = [...reasoning, { type: 'text' as const, text }]
    await provider.chat(
      { messages: [...request.messages, { role: 'assistant', content }, { role: 'user', content: 'and?' }] },
      { model: 'm', signal },
    )
    expect(JSON.parse(bodies[1] ?? '')).toMatchObject({
      messages: [{}, { reasoning_content: 'hm', content: 'Yes.' }, {}],
    })
  })
})

describe('thinking that the template has opened', () => {
  const opened = { thinkTags: 'opened' } as const

  it.each([
    ['hm\n</think>\n\nYes.', 'hm', 'Yes.'],
    ['<think>hm</think>Yes.', 'hm', 'Yes.'],
  ])('ends at the closing tag: %j', async (source, reasoning, text) => {
    for (const cuts of [[], Array.from(source, (_, at) => at)]) {
      expect(await both(server(says(contents(source, cuts)), opened))).toMatchObject({ reasoning, text })
    }
  })

  it('is the answer as well where the tag never comes', async () => {
    expect(await both(server(says(contents('Yes.')), opened))).toMatchObject({ text: 'Yes.' })
    expect(await both(server(says(contents('hm, and'), 'length'), opened))).toMatchObject({
      text: '',
      reasoning: 'hm, and',
    })
  })
})

describe('tags are taken off', () => {
  const tagged = says(contents('<think>hm</think>Yes.'))
  const by = (options: OpenAICompatibleOptions): Provider =>
    openaiCompatible({ baseUrl: 'http://localhost', fetch: tagged, ...options })

  it.each(['ollama', 'llamacpp', 'vllm', 'lmstudio', 'sglang'])('at %s, unless told otherwise', async id => {
    expect(await both(by({ id }))).toMatchObject({ text: 'Yes.', reasoning: 'hm' })
    expect(await both(by({ id, thinkTags: false }))).toMatchObject({ text: '<think>hm</think>Yes.', reasoning: '' })
  })

  it.each(['deepseek-ai/DeepSeek-R1-Distill-Qwen-7B', 'Qwen/QwQ-32B', 'qwen3:8b', 'MiniMaxAI/MiniMax-M2'])(
    'at any server of %s',
    async model => expect(await both(by({ id: 'mine' }), model)).toMatchObject({ text: 'Yes.' }),
  )

  it.each(['gpt-oss-120b', 'llama-3.3-70b', 'Qwen/Qwen3-30B-A3B-Instruct-2507'])(
    'at no unknown server of %s',
    async model => expect(await both(by({ id: 'mine' }), model)).toMatchObject({ text: '<think>hm</think>Yes.' }),
  )
})
