import type { Provider } from '../provider.ts'
import { httpProvider } from '../http/http-provider.ts'
import type { HttpProviderOptions } from '../http/options.ts'
import type { Ask } from '../http/wire.ts'
import type { ChatBody } from '../wires/openai-chat/dialect.ts'
import { openaiChatWire } from '../wires/openai-chat/wire.ts'
import { type Family, model, usd } from './model.ts'

const oss: Family = {
  contextTokens: 131_072,
  maxOutputTokens: 65_536,
  supports: ['tools', 'parallel-tools', 'json-schema', 'reasoning'],
}
const qwen: Family = { ...oss, maxOutputTokens: 16_384, supports: [...oss.supports, 'images'], verified: false }
const llama: Family = { ...oss, maxOutputTokens: 32_768, supports: ['tools', 'parallel-tools'] }

export const groqModels = [
  model('openai/gpt-oss-120b', oss, [usd([0.15, 0.075, 0.6])]),
  model('openai/gpt-oss-20b', oss, [usd([0.075, 0.0375, 0.3])]),
  model('qwen/qwen3.8-27b', qwen, [usd([0.8, undefined, 4])]),
  model('qwen/qwen3.6-27b', qwen, [usd([0.6, 0.3, 3])]),
  model('llama-3.3-70b-versatile', llama, [usd([0.59, undefined, 0.79])]),
  model('llama-3.1-8b-instant', { ...llama, verified: false }, [usd([0.05, undefined, 0.08])]),
]

/** Groq. Key: `GROQ_API_KEY`. */
export function groq(options: HttpProviderOptions): Provider {
  const wire = openaiChatWire({
    maxTokensField: 'max_completion_tokens',
    reasoningField: 'reasoning',
    // Formats and tools exclude each other.
    enforces: ({ request, model: id }) =>
      request.tools?.length ? 'nothing' : id.startsWith('llama') ? 'json' : 'schema',
    adapt,
  })
  return httpProvider({ id: 'groq', baseUrl: 'https://api.groq.com/openai/v1', wire, models: groqModels }, options)
}

function adapt(body: ChatBody, { request, model: id, warnings, target }: Ask): void {
  const { reasoning } = request
  if (request.search) warnings.push(`${target} does not search: "search" was left out`)
  // Else it stands in the text, between tags.
  if (/qwen/.test(id)) body['reasoning_format'] = 'parsed'
  if (reasoning === undefined) return
  if (/qwen3\.6|qwen3-/.test(id)) body['reasoning_effort'] = reasoning === 'off' ? 'none' : 'default'
  else if (/gpt-oss|qwen/.test(id)) {
    body['reasoning_effort'] = reasoning === 'off' ? 'low' : reasoning
    if (reasoning === 'off') warnings.push(`${target} cannot be told not to reason`)
  } else if (reasoning !== 'off') warnings.push(`${target} does not reason: "reasoning" was left out`)
}
