import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as routewise from 'routewise'
import type { HttpProviderOptions, Provider } from 'routewise'
import { anyRequest, sentBy } from './requests.ts'

function schema(name: string): ValidateFunction {
  const file = new URL(`../fixtures/openapi/${name}.schema.json`, import.meta.url)
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false })
  return ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object)
}

const strictChat = schema('openai-chat-request.strict')
const chat = schema('openai-chat-request')
const messages = schema('anthropic-messages-request.strict')
const messages2023 = schema('anthropic-messages-request-2023-06-01.strict')
const gemini = schema('gemini-request.strict')

type Make = (options: HttpProviderOptions) => Provider
const wires: readonly (readonly [name: string, make: Make, models: readonly string[], valid: ValidateFunction])[] = [
  ['openai', routewise.openaiChat, ['gpt-6.1-terra', 'gpt-5-mini', 'gpt-4.1', 'o3'], strictChat],
  ['groq', routewise.groq, ['openai/gpt-oss-120b', 'qwen/qwen3.6-27b', 'llama-3.3-70b-versatile'], chat],
  ['deepseek', routewise.deepseek, ['deepseek-flash', 'deepseek-v4-pro'], chat],
  ['qwen', routewise.qwen, ['qwen3.8-max', 'qwen3.7-plus', 'qwen-turbo'], chat],
  ['doubao', routewise.doubao, ['doubao-seed-2.1-pro'], chat],
  ['moonshot', routewise.moonshot, ['kimi-k3.1-pro', 'kimi-k2.6'], chat],
  ['zai', routewise.zai, ['glm-5.3', 'glm-4.7'], chat],
  ['minimax over chat', routewise.minimaxChat, ['MiniMax-M3', 'MiniMax-M2.7'], chat],
  ['openrouter', options => routewise.openaiCompatible({ ...options, id: 'openrouter' }), ['a/b'], chat],
  ['anthropic', routewise.anthropic, ['claude-opus-5-5', 'claude-sonnet-4-5', 'claude-opus-4-7'], messages],
  ['minimax', routewise.minimax, ['MiniMax-M3', 'MiniMax-M2.7'], messages2023],
  ['google', routewise.google, ['gemini-3.8-flash', 'gemini-2.5-flash', 'gemini-2.5-pro'], gemini],
]

const hasAddress = ({ messages }: routewise.ChatRequest): boolean =>
  messages.some(
    ({ content }) =>
      typeof content !== 'string' && content.some(part => part.type === 'image' && part.data instanceof URL),
  )

describe('what is sent', () => {
  it.each(wires)('by %s fits the schema of its wire', async (name, make, models, valid) => {
    expect(valid({ nonsense: 1 })).toBe(false)
    await fc.assert(
      fc.asyncProperty(anyRequest, fc.constantFrom(...models), fc.boolean(), async (request, model, stream) => {
        // It refuses pictures by their address itself.
        fc.pre(name !== 'moonshot' || !hasAddress(request))
        const { body } = await sentBy(make, request, model, stream)
        // Tools of the server itself are in no published schema.
        const tools = body['tools'] as readonly { type?: string }[] | undefined
        const known = tools?.filter(tool => tool.type !== 'builtin_function' && tool.type !== 'web_search')
        const checked: Record<string, unknown> = { ...body, ...(tools && { tools: known }) }
        if (known?.length === 0) delete checked['tools']
        if (body['reasoning_effort'] === 'default') delete checked['reasoning_effort']
        const fits = valid(checked)
        expect(fits ? [] : valid.errors).toEqual([])
      }),
      { numRuns: 60 },
    )
  })
})
