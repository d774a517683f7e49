import type { ModelInfo, Provider } from '../provider.ts'
import { httpProvider } from '../http/http-provider.ts'
import type { HttpProviderOptions } from '../http/options.ts'
import type { Ask } from '../http/wire.ts'
import type { ChatBody } from '../wires/openai-chat/dialect.ts'
import { openaiChatWire } from '../wires/openai-chat/wire.ts'
import { isBegunAnswer, markBegunAnswer } from './begun-answer.ts'
import { type Family, model, usd } from './model.ts'

const family: Family = {
  contextTokens: 1_000_000,
  maxOutputTokens: 384_000,
  supports: ['tools', 'parallel-tools', 'reasoning', 'prefix-continuation'],
}
/** Working hours in Beijing. Chinese holidays are not known here: on those the true price is the lower one. */
const peak = {
  utcHours: [
    [1, 4],
    [6, 10],
  ],
  utcDays: [1, 2, 3, 4, 5],
} as const

export const deepseekModels: readonly ModelInfo[] = [
  model('deepseek-flash', { ...family, supports: [...family.supports, 'images'] }, [
    usd([0.3, 0.006, 1.2], peak),
    usd([0.15, 0.003, 0.6]),
  ]),
  model('deepseek-v4-pro', family, [usd([1.32, 0.044, 3.96], peak), usd([0.66, 0.022, 1.98])]),
]

/** DeepSeek. Key: `DEEPSEEK_API_KEY`. Reasons unless told not to; hands its reasoning back in tool turns, as it demands. */
export function deepseek(options: HttpProviderOptions): Provider {
  const wire = openaiChatWire({
    reasoningField: 'reasoning_content',
    reasoningRequired: true,
    enforces: () => 'json',
    // Answers are continued by its beta only.
    path: ({ request }) => (isBegunAnswer(request) ? '/beta/chat/completions' : '/chat/completions'),
    adapt,
  })
  return httpProvider({ id: 'deepseek', baseUrl: 'https://api.deepseek.com', wire, models: deepseekModels }, options)
}

function adapt(body: ChatBody, ask: Ask): void {
  const { request, model: id, warnings, target } = ask
  const { reasoning } = request
  markBegunAnswer(body, ask, 'prefix')
  if (reasoning === 'off') body['thinking'] = { type: 'disabled' }
  else if (reasoning !== undefined) {
    body['thinking'] = { type: 'enabled' }
    // Of the three degrees it has, v4-pro knows the upper two.
    body['reasoning_effort'] = reasoning === 'low' && !id.includes('pro') ? 'low' : 'high'
  }
  if (reasoning !== 'off' && body['temperature'] !== undefined) {
    delete body['temperature']
    warnings.push(`${target} ignores temperature while it reasons: it was left out`)
  }
  if (request.seed !== undefined) {
    delete body['seed']
    warnings.push(`${target} knows no seed: it was left out`)
  }
  if (request.search) warnings.push(`${target} does not search: "search" was left out`)
}
