import type { Provider } from '../provider.ts'
import { httpProvider } from '../http/http-provider.ts'
import type { Ask } from '../http/wire.ts'
import type { ChatBody } from '../wires/openai-chat/dialect.ts'
import { openaiChatWire } from '../wires/openai-chat/wire.ts'
import { type Family, model, usd } from './model.ts'
import type { RegionalOptions } from './region.ts'

const family: Family = {
  contextTokens: 1_000_000,
  maxOutputTokens: 65_536,
  supports: ['tools', 'parallel-tools', 'images', 'json-schema', 'reasoning', 'search'],
  verified: false,
}
const text: Family = { ...family, supports: family.supports.filter(what => what !== 'images') }

export const qwenModels = [
  model('qwen3.8-max', family, [usd([2, 0.25, 6, 2.5])]),
  model('qwen3.8-flash', family, [usd([0.15, undefined, 0.47])]),
  model('qwen3.7-max', text, [usd([2.5, undefined, 7.5])]),
  model('qwen3.7-plus', family, []),
  model('qwen3.7-flash', family, []),
]

/** Qwen by Alibaba Model Studio (DashScope). Key: `DASHSCOPE_API_KEY`, one for each region. */
export function qwen(options: RegionalOptions): Provider {
  const host = options.region === 'china' ? 'dashscope.aliyuncs.com' : 'dashscope-intl.aliyuncs.com'
  const wire = openaiChatWire({
    reasoningField: 'reasoning_content',
    enforces: ({ model: id }) => (/qwen3\.[78]-(plus|flash|max)/.test(id) ? 'schema' : 'json'),
    adapt,
  })
  // Here "quota" is tokens a minute, not money.
  const errorCodes = {
    insufficient_quota: 'rate-limit',
    'throttling.allocationquota': 'rate-limit',
    arrearage: 'quota',
    'invalidparameter.datainspection': 'invalid-request',
  } as const
  return httpProvider(
    { id: 'qwen', baseUrl: `https://${host}/compatible-mode/v1`, wire, models: qwenModels, errorCodes },
    options,
  )
}

/** What `enable_thinking` may cost, tokens. */
const budgets = { low: 2048, medium: 8192, high: 32_768 }

/** The open models: they refuse to think in an answer that is not streamed, and would by default. */
const streamsThinking = (id: string): boolean => /^qwen3(\.5)?-\d(?!.*(instruct|thinking))/.test(id)

function adapt(body: ChatBody, ask: Ask): void {
  const { request, model: id, warnings, target } = ask
  const { reasoning } = request
  if (reasoning !== undefined && id.startsWith('qwen3.8')) {
    body['reasoning_effort'] = { off: 'none', low: 'low', medium: 'medium', high: 'xhigh' }[reasoning]
  } else if (streamsThinking(id) && !ask.stream) {
    body['enable_thinking'] = false
    if (reasoning !== undefined && reasoning !== 'off') {
      warnings.push(`${target} reasons only in streamed answers: it was told not to`)
    }
  } else if (reasoning !== undefined) {
    body['enable_thinking'] = reasoning !== 'off'
    if (reasoning !== 'off') body['thinking_budget'] = budgets[reasoning]
  }
  if (request.search) {
    body['enable_search'] = true
    body['search_options'] = { enable_source: true }
  }
}
