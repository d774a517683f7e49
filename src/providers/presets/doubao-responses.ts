import type { Provider } from '../provider.ts'
import { httpProvider } from '../http/http-provider.ts'
import type { Ask } from '../http/wire.ts'
import { openaiResponsesWire } from '../wires/openai-responses/wire.ts'
import { doubaoBaseUrl, doubaoErrorCodes, doubaoSearchingModels, think } from './doubao-models.ts'
import type { RegionalOptions } from './region.ts'

/** Doubao over Responses, which has the web search tool. Key: `ARK_API_KEY`. */
export function doubaoResponses(options: RegionalOptions): Provider {
  const wire = openaiResponsesWire({ adapt })
  const parts = { id: 'doubao', baseUrl: doubaoBaseUrl(options), wire, models: doubaoSearchingModels }
  return httpProvider({ ...parts, errorCodes: doubaoErrorCodes }, options)
}

function adapt(body: Record<string, unknown>, ask: Ask): void {
  const effort = think(body, ask)
  if (effort !== undefined) body['reasoning'] = { effort }
}
