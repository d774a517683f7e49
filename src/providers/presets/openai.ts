import type { Provider } from '../provider.ts'
import { httpProvider } from '../http/http-provider.ts'
import type { HttpProviderOptions } from '../http/options.ts'
import type { Ask } from '../http/wire.ts'
import { openaiResponsesWire } from '../wires/openai-responses/wire.ts'
import { dropTemperature, effortOf } from './openai-effort.ts'
import { openaiModels } from './openai-models.ts'

/**
 * OpenAI over Responses: its models reason and call tools at once, search, and get their reasoning handed back. Key:
 * `OPENAI_API_KEY`. For chat completions: `openaiChat`.
 */
export function openai(options: HttpProviderOptions): Provider {
  const wire = openaiResponsesWire({ adapt })
  return httpProvider({ id: 'openai', baseUrl: 'https://api.openai.com/v1', wire, models: openaiModels }, options)
}

function adapt(body: Record<string, unknown>, ask: Ask): void {
  const effort = effortOf(ask)
  if (effort !== undefined) body['reasoning'] = { effort, ...(effort !== 'none' && { summary: 'auto' }) }
  dropTemperature(body, effort, ask)
}
