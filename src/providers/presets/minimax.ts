import type { Provider } from '../provider.ts'
import { httpProvider } from '../http/http-provider.ts'
import { anthropicMessagesWire } from '../wires/anthropic-messages/wire.ts'
import { minimaxErrorCodes, minimaxHost, minimaxModels, think } from './minimax-models.ts'
import type { RegionalOptions } from './region.ts'

/**
 * MiniMax over Messages, as it recommends: thinking comes in signed blocks and is kept between tool calls. Key:
 * `MINIMAX_API_KEY`, one for each site. Model names are case-sensitive. For chat completions: `minimaxChat`.
 */
export function minimax(options: RegionalOptions): Provider {
  const wire = anthropicMessagesWire({
    version: '2023-06-01',
    defaultMaxTokens: 32_768,
    bearer: true,
    enforcesSchema: false,
    adapt: think,
  })
  const baseUrl = `${minimaxHost(options)}/anthropic`
  return httpProvider({ id: 'minimax', baseUrl, wire, models: minimaxModels, errorCodes: minimaxErrorCodes }, options)
}
