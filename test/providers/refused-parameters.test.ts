import {
  anthropic,
  type ChatRequest,
  deepseek,
  doubao,
  doubaoResponses,
  eligible,
  google,
  groq,
  type HttpProviderOptions,
  minimax,
  minimaxChat,
  moonshot,
  openai,
  openaiChat,
  openaiCompatible,
  type Provider,
  ProviderError,
  qwen,
  zai,
} from 'routewise'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'

type Make = (options: HttpProviderOptions) => Provider
type Body = Readonly<Record<string, unknown>>

const compatible =
  (id: string): Make =>
  options =>
    openaiCompatible({ ...options, id })

const tools = [{ name: 'now', parameters: { type: 'object', properties: {} } }]
const schema = {
  type: 'object',
  properties: { n: { type: 'number', minimum: 1 } },
  required: ['n'],
  additionalProperties: false,
} as const
const json = { responseFormat: { type: 'json' } } as const
const bySchema = { responseFormat: { type: 'json', schema } } as const

interface Row {
  readonly of: Make
  readonly model: string
  readonly asked: Partial<ChatRequest>
  readonly stream?: boolean
  /** What the body has to have, and what it must not. */
  readonly has?: Body
  readonly without?: readonly string[]
  /** Part of the one warning; `false` where nothing is lost. */
  readonly warns: string | false
}

/** Whatever a service is known to refuse, one row each: it is mapped or left out, and what is lost is told. */
const rows: Readonly<Record<string, readonly Row[]>> = {
  OpenAI: [
    { of: openaiChat, model: 'gpt-5.4', asked: { tools }, has: { reasoning_effort: 'none' }, warns: false },
    {
      of: openaiChat,
      model: 'gpt-6-sol',
      asked: { tools, reasoning: 'high' },
      has: { reasoning_effort: 'none' },
      warns: 'no tools while it reasons',
    },
    {
      of: openaiChat,
      model: 'gpt-6-astra',
      asked: { reasoning: 'off' },
      has: { reasoning_effort: 'low' },
      warns: 'cannot be told',
    },
    {
      of: openaiChat,
      model: 'o3',
      asked: { reasoning: 'off' },
      has: { reasoning_effort: 'low' },
      warns: 'cannot be told',
    },
    {
      of: openaiChat,
      model: 'gpt-5-mini',
      asked: { reasoning: 'off' },
      has: { reasoning_effort: 'minimal' },
      warns: false,
    },
    {
      of: openaiChat,
      model: 'gpt-6-luna',
      asked: { temperature: 0 },
      without: ['temperature'],
      warns: 'no temperature',
    },
    {
      of: openaiChat,
      model: 'gpt-6-luna',
      asked: { temperature: 0, reasoning: 'off' },
      has: { temperature: 0, reasoning_effort: 'none' },
      warns: false,
    },
    { of: openaiChat, model: 'o4-mini', asked: { stop: ['x'] }, without: ['stop'], warns: 'no stop sequences' },
    {
      of: openaiChat,
      model: 'gpt-5',
      asked: { maxOutputTokens: 9 },
      has: { max_completion_tokens: 9 },
      without: ['max_tokens'],
      warns: false,
    },
    {
      of: openaiChat,
      model: 'gpt-4o',
      asked: { reasoning: 'low' },
      without: ['reasoning_effort'],
      warns: 'does not reason',
    },
    {
      of: openaiChat,
      model: 'gpt-5',
      asked: { search: true },
      without: ['web_search_options'],
      warns: 'does not search',
    },
    { of: openai, model: 'gpt-6-astra', asked: { temperature: 1 }, without: ['temperature'], warns: 'no temperature' },
    { of: openai, model: 'gpt-6-astra', asked: { stop: ['x'] }, without: ['stop'], warns: 'no stop sequences' },
    { of: openai, model: 'gpt-6-astra', asked: { seed: 1 }, without: ['seed'], warns: 'no seed' },
  ],
  Anthropic: [
    {
      of: anthropic,
      model: 'claude-opus-5-5',
      asked: { temperature: 1 },
      without: ['temperature'],
      warns: 'no temperature',
    },
    {
      of: anthropic,
      model: 'claude-haiku-4-5',
      asked: { temperature: 1 },
      without: ['temperature'],
      warns: 'no temperature',
    },
    { of: anthropic, model: 'claude-opus-5', asked: { seed: 1 }, without: ['seed'], warns: 'no seed' },
    {
      of: anthropic,
      model: 'claude-opus-4-7',
      asked: { reasoning: 'low' },
      has: { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'low' } },
      warns: false,
    },
    {
      of: anthropic,
      model: 'claude-sonnet-4-5',
      asked: { reasoning: 'low', maxOutputTokens: 2000 },
      has: { thinking: { type: 'enabled', budget_tokens: 2048 }, max_tokens: 4048 },
      warns: false,
    },
    ...['claude-fable-5-2', 'claude-opus-5-5', 'claude-sonnet-5-5'].map(
      (model): Row => ({
        of: anthropic,
        model,
        asked: { reasoning: 'off' },
        without: ['thinking'],
        warns: 'cannot be told',
      }),
    ),
    {
      of: anthropic,
      model: 'claude-opus-5',
      asked: { reasoning: 'off' },
      has: { thinking: { type: 'disabled' } },
      warns: false,
    },
    {
      of: anthropic,
      model: 'claude-opus-5',
      asked: { tools, toolChoice: 'required', reasoning: 'high' },
      has: { tool_choice: { type: 'auto' } },
      warns: 'cannot be made to call a tool',
    },
    {
      of: anthropic,
      model: 'claude-opus-5',
      asked: bySchema,
      has: {
        output_config: {
          format: { type: 'json_schema', schema: { ...schema, properties: { n: { type: 'number' } } } },
        },
      },
      warns: 'minimum',
    },
    {
      of: anthropic,
      model: 'claude-opus-5',
      asked: { responseFormat: { type: 'json', schema: z.object({ n: z.object({ m: z.string() }) }) } },
      has: {
        output_config: {
          format: {
            schema: { additionalProperties: false, properties: { n: { type: 'object', additionalProperties: false } } },
          },
        },
      },
      warns: false,
    },
    {
      of: anthropic,
      model: 'claude-opus-5',
      asked: { responseFormat: { type: 'json', schema: { type: 'object' } } },
      has: { system: expect.stringContaining('JSON Schema') },
      without: ['output_config'],
      warns: 'does not enforce this schema',
    },
    {
      of: anthropic,
      model: 'claude-opus-5',
      asked: json,
      has: { system: expect.stringContaining('JSON') },
      without: ['output_config'],
      warns: 'does not enforce JSON without a schema',
    },
  ],
  Gemini: [
    {
      of: google,
      model: 'gemini-3.8-flash',
      asked: { reasoning: 'off' },
      has: { generationConfig: { thinkingConfig: { thinkingLevel: 'low' } } },
      warns: 'cannot be told',
    },
    {
      of: google,
      model: 'gemini-4-argon',
      asked: { reasoning: 'high' },
      has: { generationConfig: { thinkingConfig: { includeThoughts: true, thinkingLevel: 'high' } } },
      warns: false,
    },
    {
      of: google,
      model: 'gemini-2.5-flash',
      asked: { reasoning: 'off' },
      has: { generationConfig: { thinkingConfig: { thinkingBudget: 0 } } },
      warns: false,
    },
    {
      of: google,
      model: 'gemini-2.5-pro',
      asked: { reasoning: 'off' },
      has: { generationConfig: { thinkingConfig: { thinkingBudget: 128 } } },
      warns: 'cannot be told',
    },
    {
      of: google,
      model: 'gemini-3.8-flash',
      asked: { search: true, tools },
      has: { tools: [{ functionDeclarations: [{ name: 'now' }] }] },
      warns: 'searches only without tools',
    },
    {
      of: google,
      model: 'gemini-2.5-flash',
      asked: { ...bySchema, tools },
      has: { systemInstruction: { parts: [{ text: expect.stringContaining('JSON Schema') }] } },
      without: ['generationConfig'],
      warns: 'does not enforce JSON beside tools',
    },
  ],
  Groq: [
    {
      of: groq,
      model: 'openai/gpt-oss-20b',
      asked: { reasoning: 'off' },
      has: { reasoning_effort: 'low' },
      warns: 'cannot be told',
    },
    {
      of: groq,
      model: 'qwen/qwen3.6-27b',
      asked: { reasoning: 'high' },
      has: { reasoning_effort: 'default', reasoning_format: 'parsed' },
      warns: false,
    },
    {
      of: groq,
      model: 'qwen/qwen3.6-27b',
      asked: { reasoning: 'off' },
      has: { reasoning_effort: 'none' },
      warns: false,
    },
    {
      of: groq,
      model: 'qwen/qwen3.8-27b',
      asked: { reasoning: 'medium' },
      has: { reasoning_effort: 'medium' },
      warns: false,
    },
    {
      of: groq,
      model: 'llama-3.3-70b-versatile',
      asked: { reasoning: 'low' },
      without: ['reasoning_effort'],
      warns: 'does not reason',
    },
    {
      of: groq,
      model: 'llama-3.3-70b-versatile',
      asked: bySchema,
      has: { response_format: { type: 'json_object' } },
      warns: 'does not enforce a JSON Schema',
    },
    {
      of: groq,
      model: 'openai/gpt-oss-20b',
      asked: { ...json, tools },
      without: ['response_format'],
      warns: 'does not enforce JSON',
    },
    { of: groq, model: 'openai/gpt-oss-20b', asked: { search: true }, warns: 'does not search' },
  ],
  DeepSeek: [
    {
      of: deepseek,
      model: 'deepseek-v4-pro',
      asked: { reasoning: 'low' },
      has: { reasoning_effort: 'high' },
      warns: false,
    },
    {
      of: deepseek,
      model: 'deepseek-flash',
      asked: { reasoning: 'off' },
      has: { thinking: { type: 'disabled' } },
      warns: false,
    },
    {
      of: deepseek,
      model: 'deepseek-flash',
      asked: { temperature: 0 },
      without: ['temperature'],
      warns: 'ignores temperature',
    },
    {
      of: deepseek,
      model: 'deepseek-flash',
      asked: { temperature: 0, reasoning: 'off' },
      has: { temperature: 0 },
      warns: false,
    },
    { of: deepseek, model: 'deepseek-flash', asked: { seed: 1 }, without: ['seed'], warns: 'no seed' },
    {
      of: deepseek,
      model: 'deepseek-flash',
      asked: json,
      has: { response_format: { type: 'json_object' }, messages: [{ content: expect.stringContaining('JSON') }, {}] },
      warns: false,
    },
    {
      of: deepseek,
      model: 'deepseek-flash',
      asked: bySchema,
      has: { response_format: { type: 'json_object' } },
      warns: 'does not enforce a JSON Schema',
    },
    { of: deepseek, model: 'deepseek-flash', asked: { search: true }, warns: 'does not search' },
  ],
  Qwen: [
    { of: qwen, model: 'qwen3.8-max', asked: { reasoning: 'off' }, has: { reasoning_effort: 'none' }, warns: false },
    { of: qwen, model: 'qwen3.8-max', asked: { reasoning: 'high' }, has: { reasoning_effort: 'xhigh' }, warns: false },
    { of: qwen, model: 'qwen3.7-plus', asked: { reasoning: 'off' }, has: { enable_thinking: false }, warns: false },
    { of: qwen, model: 'qwen3-32b', asked: {}, has: { enable_thinking: false }, warns: false },
    {
      of: qwen,
      model: 'qwen3-32b',
      asked: { reasoning: 'high' },
      has: { enable_thinking: false },
      warns: 'only in streamed',
    },
    {
      of: qwen,
      model: 'qwen3-32b',
      asked: { reasoning: 'high' },
      stream: true,
      has: { enable_thinking: true },
      warns: false,
    },
    { of: qwen, model: 'qwen3.8-max', asked: { search: true }, has: { enable_search: true }, warns: false },
    {
      of: qwen,
      model: 'qwen3.8-max',
      asked: bySchema,
      has: { response_format: { type: 'json_schema' } },
      warns: false,
    },
    {
      of: qwen,
      model: 'qwen-turbo',
      asked: bySchema,
      has: { response_format: { type: 'json_object' } },
      warns: 'does not enforce a JSON Schema',
    },
  ],
  Doubao: [
    {
      of: doubao,
      model: 'doubao-seed-2.1-pro',
      asked: { reasoning: 'low' },
      has: { reasoning_effort: 'low' },
      warns: false,
    },
    {
      of: doubao,
      model: 'ep-2026',
      asked: { reasoning: 'low' },
      has: { thinking: { type: 'enabled' } },
      without: ['reasoning_effort'],
      warns: false,
    },
    {
      of: doubao,
      model: 'doubao-seed-2.1-pro',
      asked: json,
      without: ['response_format'],
      warns: 'does not enforce JSON',
    },
    {
      of: doubao,
      model: 'doubao-seed-2.1-pro',
      asked: bySchema,
      has: { response_format: { type: 'json_schema' } },
      warns: false,
    },
    { of: doubao, model: 'doubao-seed-2.1-pro', asked: { search: true }, warns: 'does not search on this wire' },
    {
      of: doubaoResponses,
      model: 'doubao-seed-2.1-pro',
      asked: { search: true, reasoning: 'low' },
      has: { tools: [{ type: 'web_search' }], thinking: { type: 'enabled' }, reasoning: { effort: 'low' } },
      without: ['reasoning_effort'],
      warns: false,
    },
  ],
  Moonshot: [
    {
      of: moonshot,
      model: 'kimi-k3',
      asked: { temperature: 0 },
      without: ['temperature'],
      warns: 'be told a temperature',
    },
    {
      of: moonshot,
      model: 'kimi-k3',
      asked: { reasoning: 'off' },
      has: { reasoning_effort: 'low' },
      without: ['thinking'],
      warns: 'cannot be told',
    },
    {
      of: moonshot,
      model: 'kimi-k2.7-code',
      asked: { reasoning: 'low' },
      without: ['thinking', 'reasoning_effort'],
      warns: false,
    },
    {
      of: moonshot,
      model: 'kimi-k2.6',
      asked: { reasoning: 'off' },
      has: { thinking: { type: 'disabled' } },
      warns: false,
    },
    {
      of: moonshot,
      model: 'kimi-k3',
      asked: { tools, toolChoice: 'required' },
      has: { tool_choice: 'auto' },
      warns: 'cannot be told to call a tool',
    },
    {
      of: moonshot,
      model: 'kimi-k2.6',
      asked: { search: true, reasoning: 'high' },
      has: { thinking: { type: 'disabled' } },
      warns: 'cannot reason while it searches',
    },
    {
      of: moonshot,
      model: 'kimi-k3',
      asked: {
        messages: [
          { role: 'user', content: 'a' },
          { role: 'assistant', content: '' },
          { role: 'user', content: 'b' },
        ],
      },
      has: { messages: [{ content: 'a' }, { content: 'b' }] },
      warns: false,
    },
    { of: moonshot, model: 'kimi-k3', asked: { maxOutputTokens: 9 }, has: { max_completion_tokens: 9 }, warns: false },
  ],
  GLM: [
    {
      of: zai,
      model: 'glm-5.3',
      asked: { reasoning: 'off' },
      has: { reasoning_effort: 'low' },
      without: ['thinking'],
      warns: 'cannot be told',
    },
    { of: zai, model: 'glm-5.2', asked: { reasoning: 'off' }, has: { thinking: { type: 'disabled' } }, warns: false },
    { of: zai, model: 'glm-5.2', asked: { reasoning: 'low' }, has: { reasoning_effort: 'high' }, warns: false },
    {
      of: zai,
      model: 'glm-5.3',
      asked: { maxOutputTokens: 200_000 },
      has: { max_tokens: 131_072 },
      warns: 'answers with at most 131072 tokens',
    },
    {
      of: zai,
      model: 'glm-5.3',
      asked: { tools, toolChoice: 'required' },
      without: ['tool_choice'],
      warns: 'cannot be made to call',
    },
    {
      of: zai,
      model: 'glm-5.3',
      asked: { tools, toolChoice: 'none' },
      without: ['tool_choice', 'tools'],
      warns: false,
    },
    { of: zai, model: 'glm-5.3', asked: { tools }, stream: true, has: { tool_stream: true }, warns: false },
    { of: zai, model: 'glm-5.3', asked: { seed: 1 }, without: ['seed'], warns: 'no seed' },
    {
      of: zai,
      model: 'glm-5.3',
      asked: bySchema,
      has: { response_format: { type: 'json_object' } },
      warns: 'JSON Schema',
    },
  ],
  MiniMax: [
    { of: minimax, model: 'MiniMax-M2.7', asked: { reasoning: 'off' }, without: ['thinking'], warns: 'cannot be told' },
    {
      of: minimax,
      model: 'MiniMax-M3',
      asked: { reasoning: 'high' },
      has: { thinking: { type: 'adaptive' } },
      warns: false,
    },
    { of: minimax, model: 'MiniMax-M3', asked: { temperature: 0 }, has: { temperature: 0.01 }, warns: false },
    {
      of: minimax,
      model: 'MiniMax-M3',
      asked: bySchema,
      has: { system: expect.stringContaining('JSON Schema') },
      without: ['output_config'],
      warns: 'does not enforce this schema',
    },
    {
      of: minimaxChat,
      model: 'MiniMax-M3',
      asked: bySchema,
      has: {
        messages: [{ role: 'system', content: expect.stringContaining('JSON Schema') }, {}],
        reasoning_split: true,
      },
      without: ['response_format'],
      warns: 'does not enforce a JSON Schema',
    },
    {
      of: minimaxChat,
      model: 'MiniMax-M3',
      asked: { tools, toolChoice: 'required' },
      without: ['tool_choice'],
      warns: 'it may choose',
    },
    {
      of: minimaxChat,
      model: 'MiniMax-M3',
      asked: { tools, toolChoice: 'none' },
      without: ['tool_choice', 'tools'],
      warns: false,
    },
    {
      of: minimaxChat,
      model: 'MiniMax-M3',
      asked: { maxOutputTokens: 9 },
      has: { max_completion_tokens: 9 },
      warns: false,
    },
    { of: minimax, model: 'MiniMax-M3', asked: { search: true }, warns: 'does not search' },
  ],
  'other servers': [
    {
      of: compatible('mistral'),
      model: 'm',
      asked: { seed: 1 },
      has: { random_seed: 1 },
      without: ['seed'],
      warns: false,
    },
    { of: compatible('mistral'), model: 'm', asked: {}, stream: true, without: ['stream_options'], warns: false },
    {
      of: compatible('vllm'),
      model: 'm',
      asked: { reasoning: 'low' },
      without: ['reasoning_effort'],
      warns: 'no known switch',
    },
    {
      of: compatible('openrouter'),
      model: 'm',
      asked: { reasoning: 'off' },
      has: { reasoning: { enabled: false } },
      warns: false,
    },
    { of: compatible('xai'), model: 'm', asked: { search: true }, warns: 'no known switch for search' },
  ],
}

const question = [{ role: 'user', content: 'now' }] as const
const answers: readonly (readonly [part: string, body: object])[] = [
  ['/messages', { type: 'message', content: [{ type: 'text', text: 'x' }], stop_reason: 'end_turn' }],
  ['/responses', { status: 'completed', output: [{ type: 'message', content: [{ type: 'output_text', text: 'x' }] }] }],
  ['enerateContent', { candidates: [{ content: { parts: [{ text: 'x' }] }, finishReason: 'STOP' }] }],
  ['/chat/completions', { choices: [{ message: { content: 'x' }, finish_reason: 'stop' }] }],
]

interface Told {
  readonly url: string
  readonly body: Body
  readonly warnings: readonly string[]
}

async function told({ of, model, asked, stream }: Pick<Row, 'of' | 'model' | 'asked' | 'stream'>): Promise<Told> {
  let sent: Pick<Told, 'url' | 'body'> | undefined
  const provider = of({
    apiKey: 'key',
    fetch: (to, init) => {
      const url = typeof to === 'string' ? to : ''
      sent = { url, body: JSON.parse(typeof init?.body === 'string' ? init.body : '') as Body }
      return Promise.resolve(Response.json(answers.find(([part]) => url.includes(part))?.[1]))
    },
  })
  const request = { messages: question, ...asked }
  const options = { model, signal: new AbortController().signal }
  let warnings: readonly string[] = []
  if (stream) {
    for await (const event of provider.stream?.(request, options) ?? []) {
      if (event.type === 'finish') warnings = event.warnings ?? []
    }
  } else warnings = (await provider.chat(request, options)).warnings ?? []
  if (!sent) throw new Error('nothing was sent')
  return { ...sent, warnings }
}

for (const [service, known] of Object.entries(rows)) {
  describe(`of what ${service} refuses, nothing is sent`, () => {
    it.each(known.map(row => [row.model, JSON.stringify(row.asked), row] as const))('%s, %s', async (_, __, row) => {
      const { body, warnings } = await told(row)
      expect(body).toMatchObject(row.has ?? {})
      for (const field of row.without ?? []) expect(body).not.toHaveProperty([field])
      if (row.warns === false) expect(warnings).toEqual([])
      else expect(warnings).toEqual([expect.stringContaining(row.warns)])
    })
  })
}

describe('tools on chat completions', () => {
  it.each(['gpt-6-astra', 'gpt-6.1-sol'])('are not sent to %s, which cannot be told not to reason', async model => {
    const error: unknown = await told({ of: openaiChat, model, asked: { tools } }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ProviderError)
    expect(error).toMatchObject({ kind: 'invalid-request', movable: true })
    const provider = openaiChat({ apiKey: 'key' })
    expect(eligible(provider.models, { messages: [], tools }).eligible.map(({ id }) => id)).not.toContain(model)
    expect((await told({ of: openaiChat, model, asked: {} })).url).toMatch(/\/chat\/completions$/)
    const { body } = await told({ of: openai, model, asked: { tools, reasoning: 'high' } })
    expect(body).toMatchObject({ tools: [{ name: 'now' }], reasoning: { effort: 'high' } })
  })
})

describe('a picture by its address', () => {
  it('is not sent to Moonshot: another target may take it', async () => {
    const data = new URL('https://example.com/a.png')
    const content = [{ type: 'image' as const, mediaType: 'image/png', data }]
    const asking = told({ of: moonshot, model: 'kimi-k3', asked: { messages: [{ role: 'user', content }] } })
    const error: unknown = await asking.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ProviderError)
    expect(error).toMatchObject({ kind: 'invalid-request', movable: true })
  })
})
