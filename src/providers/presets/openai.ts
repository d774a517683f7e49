import type { ModelInfo, Provider } from '../provider.ts'
import { httpProvider } from '../http/http-provider.ts'
import type { HttpProviderOptions } from '../http/options.ts'
import type { Ask, Wire } from '../http/wire.ts'
import type { ChatBody } from '../wires/openai-chat/dialect.ts'
import { openaiChatWire } from '../wires/openai-chat/wire.ts'
import { openaiResponsesWire } from '../wires/openai-responses/wire.ts'
import { type Family, model, usd } from './model.ts'

const all = ['tools', 'parallel-tools', 'images', 'files', 'json-schema'] as const
const gpt6: Family = { contextTokens: 1_050_000, maxOutputTokens: 128_000, supports: [...all, 'reasoning', 'search'] }
const gpt5: Family = { ...gpt6, contextTokens: 400_000 }
const oSeries: Family = { ...gpt6, contextTokens: 200_000, maxOutputTokens: 100_000, verified: false }
const gpt41: Family = { contextTokens: 1_047_576, maxOutputTokens: 32_768, supports: all }
const gpt4o: Family = { contextTokens: 128_000, maxOutputTokens: 16_384, supports: all }

/** Long prompts cost twice for input and one and a half for output; since GPT-5.6 writing to the cache costs a quarter more. */
function stepped(id: string, input: number, cached: number, output: number, writes: boolean): ModelInfo {
  return model(id, gpt6, [
    usd([2 * input, 2 * cached, 1.5 * output, writes ? 2.5 * input : undefined], { aboveInputTokens: 272_000 }),
    usd([input, cached, output, writes ? 1.25 * input : undefined]),
  ])
}

export const openaiModels: readonly ModelInfo[] = [
  stepped('gpt-6-astra', 10, 1, 50, true),
  stepped('gpt-6.1-sol', 2, 0.1, 10, true),
  stepped('gpt-6.1-terra', 1, 0.05, 5, true),
  stepped('gpt-6-sol', 2, 0.2, 10, true),
  stepped('gpt-6-luna', 0.1, 0.01, 0.5, true),
  stepped('gpt-5.6-sol', 4, 0.4, 20, true),
  stepped('gpt-5.6-terra', 2, 0.2, 12, true),
  stepped('gpt-5.6-luna', 0.2, 0.02, 1.2, true),
  stepped('gpt-5.5', 5, 0.5, 30, false),
  stepped('gpt-5.4', 2.5, 0.25, 15, false),
  stepped('gpt-5.4-mini', 0.75, 0.075, 4.5, false),
  stepped('gpt-5.4-nano', 0.2, 0.02, 1.25, false),
  model('gpt-5', gpt5, [usd([1.25, 0.125, 10])]),
  model('gpt-5-mini', gpt5, [usd([0.25, 0.025, 2])]),
  model('gpt-5-nano', gpt5, [usd([0.05, 0.005, 0.4])]),
  model('gpt-4.1', gpt41, [usd([2, 0.5, 8])]),
  model('gpt-4.1-mini', gpt41, [usd([0.4, 0.1, 1.6])]),
  model('gpt-4o', gpt4o, [usd([2.5, 1.25, 10])]),
  model('gpt-4o-mini', gpt4o, [usd([0.15, 0.075, 0.6])]),
  model('o3', oSeries, [usd([2, 0.5, 8])]),
  model('o4-mini', oSeries, [usd([1.1, 0.275, 4.4])]),
]

export interface OpenAIOptions extends HttpProviderOptions {
  /**
   * `responses`: thinks and calls tools at once, searches, hands reasoning back. `chat`: chat completions, on which GPT-5.4
   * and later take tools only while they do not think: they are told not to, and those that cannot be told are asked over
   * Responses. Default `responses`.
   */
  readonly wire?: 'responses' | 'chat'
}

/** OpenAI. Key: `OPENAI_API_KEY`. */
export function openai(options: OpenAIOptions): Provider {
  const responses = openaiResponsesWire({ adapt: adaptResponses })
  const wire =
    options.wire === 'chat'
      ? withResponses(openaiChatWire({ maxTokensField: 'max_completion_tokens', adapt: adaptChat }), responses)
      : responses
  return httpProvider({ id: 'openai', baseUrl: 'https://api.openai.com/v1', wire, models: openaiModels }, options)
}

/** Chat completions, but for calls that only Responses takes: tools with models that cannot be told not to think. */
function withResponses(chat: Wire, responses: Wire): Wire {
  const wireOf = ({ request, model }: Ask): Wire =>
    request.tools?.length && alwaysThinks(model) && refusesToolsWhileThinking(model) ? responses : chat
  return {
    ...chat,
    path: ask => wireOf(ask).path(ask),
    body(ask) {
      const wire = wireOf(ask)
      if (wire === responses) ask.warnings.push(`${ask.target} takes no tools on chat completions: Responses was asked`)
      return wire.body(ask)
    },
    reader: ask => wireOf(ask).reader(ask),
  }
}

const thinks = (id: string): boolean => /^(gpt-([5-9]|\d\d)|o\d)/.test(id) && !/chat/.test(id)
/** Models that cannot be told not to think. */
const alwaysThinks = (id: string): boolean => /^(gpt-6-astra|gpt-6\.1-sol|gpt-5\.6-cyber|o\d)|-pro\b/.test(id)
/** `none` came with GPT-5.1; before, the least was `minimal`. */
const least = (id: string): string => (/^gpt-5(-mini|-nano|-20|$)/.test(id) ? 'minimal' : 'none')
const refusesToolsWhileThinking = (id: string): boolean => /^gpt-(5\.([4-9]|\d\d)|[6-9]|\d\d)/.test(id)

function effortOf({ request, model, warnings, target }: Ask): string | undefined {
  const { reasoning } = request
  if (reasoning === undefined) return undefined
  if (!thinks(model)) {
    if (reasoning !== 'off') warnings.push(`${target} does not reason: "reasoning" was left out`)
    return undefined
  }
  if (reasoning !== 'off') return reasoning
  if (!alwaysThinks(model)) return least(model)
  warnings.push(`${target} cannot be told not to reason: it reasons as little as it can`)
  return 'low'
}

/** Reasoning models take no temperature unless they do not reason. */
function dropTemperature(body: ChatBody, effort: string | undefined, { model, warnings, target }: Ask): void {
  if (body['temperature'] === undefined || !thinks(model) || effort === 'none') return
  delete body['temperature']
  warnings.push(`${target} takes no temperature while it reasons: it was left out`)
}

function adaptChat(body: ChatBody, ask: Ask): void {
  const { model, request, warnings, target } = ask
  let effort = effortOf(ask)
  if (request.tools?.length && refusesToolsWhileThinking(model) && effort !== 'none') {
    if (effort !== undefined)
      warnings.push(`${target} takes no tools while it reasons on this wire: it was told not to`)
    effort = 'none'
  }
  if (effort !== undefined) body['reasoning_effort'] = effort
  dropTemperature(body, effort, ask)
  if (thinks(model) && body['stop'] !== undefined) {
    delete body['stop']
    warnings.push(`${target} takes no stop sequences: they were left out`)
  }
  if (!request.search) return
  if (/search/.test(model)) body['web_search_options'] = {}
  else warnings.push(`${target} does not search on this wire: use wire "responses"`)
}

function adaptResponses(body: Record<string, unknown>, ask: Ask): void {
  const effort = effortOf(ask)
  if (effort !== undefined) body['reasoning'] = { effort, ...(effort !== 'none' && { summary: 'auto' }) }
  dropTemperature(body, effort, ask)
}
