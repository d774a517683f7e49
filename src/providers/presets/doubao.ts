import type { Provider } from '../provider.ts'
import { httpProvider } from '../http/http-provider.ts'
import type { Ask } from '../http/wire.ts'
import type { ChatBody } from '../wires/openai-chat/dialect.ts'
import { openaiChatWire } from '../wires/openai-chat/wire.ts'
import { doubaoBaseUrl, doubaoErrorCodes, doubaoModels, think } from './doubao-models.ts'
import type { RegionalOptions } from './region.ts'

/**
 * Doubao by Volcano Ark (in China) and BytePlus ModelArk, over chat completions. Key: `ARK_API_KEY`. The model may be an
 * endpoint, `ep-…`. To search the web: `doubaoResponses`.
 */
export function doubao(options: RegionalOptions): Provider {
  const wire = openaiChatWire({ reasoningField: 'reasoning_content', enforces, adapt })
  const parts = { id: 'doubao', baseUrl: doubaoBaseUrl(options), wire, models: doubaoModels }
  return httpProvider({ ...parts, errorCodes: doubaoErrorCodes }, options)
}

/** Some models refuse JSON without a schema. */
const enforces = ({ request: { responseFormat } }: Ask): 'schema' | 'nothing' =>
  responseFormat?.type === 'json' && responseFormat.schema ? 'schema' : 'nothing'

function adapt(body: ChatBody, ask: Ask): void {
  const effort = think(body, ask)
  if (effort !== undefined) body['reasoning_effort'] = effort
  if (ask.request.search) ask.warnings.push(`${ask.target} does not search on this wire: use doubaoResponses`)
}
