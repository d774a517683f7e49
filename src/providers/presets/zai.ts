import type { Provider } from '../provider.ts'
import { httpProvider } from '../http/http-provider.ts'
import type { Ask } from '../http/wire.ts'
import type { ChatBody } from '../wires/openai-chat/dialect.ts'
import { openaiChatWire } from '../wires/openai-chat/wire.ts'
import { codesOf } from './codes.ts'
import { type Family, model, usd } from './model.ts'
import type { RegionalOptions } from './region.ts'

const family: Family = {
  contextTokens: 1_000_000,
  maxOutputTokens: 131_072,
  supports: ['tools', 'parallel-tools', 'reasoning', 'search'],
}
const earlier: Family = { ...family, contextTokens: 200_000 }
const seeing = (of: Family): Family => ({ ...of, supports: [...of.supports, 'images'] })

export const zaiModels = [
  model('glm-5.3', family, [usd([1.4, 0.26, 4.4])]),
  model('glm-5.3-flash', seeing(family), [usd([0.15, 0.03, 0.5])]),
  model('glm-5.2', family, [usd([1.4, 0.26, 4.4])]),
  model('glm-5-turbo', earlier, [usd([1.2, 0.24, 4])]),
  model('glm-4.7', earlier, [usd([0.6, 0.11, 2.2])]),
  model('glm-4.6v', seeing({ ...earlier, contextTokens: 128_000, maxOutputTokens: 32_768, verified: false }), [
    usd([0.3, 0.05, 0.9]),
  ]),
  model('glm-4.7-flash', earlier, [usd([0, 0, 0])]),
]

/** GLM by Z.ai (Zhipu). Key: `ZAI_API_KEY`. */
export function zai(options: RegionalOptions): Provider {
  const baseUrl = options.region === 'china' ? 'https://open.bigmodel.cn/api/paas/v4' : 'https://api.z.ai/api/paas/v4'
  const wire = openaiChatWire({ reasoningField: 'reasoning_content', enforces: () => 'json', adapt })
  return httpProvider({ id: 'zai', baseUrl, wire, models: zaiModels, errorCodes }, options)
}

const errorCodes = codesOf({
  auth: '1000 1001 1002 1003 1004',
  permission: '1110 1111 1112 1120 1121 1220 1311',
  quota: '1113 1304 1308 1309 1310 1316',
  'invalid-request': '1210 1211 1212 1213 1214 1215',
  network: '1234 network_error',
  'context-length': '1261',
  'content-policy': '1300 1301',
  'rate-limit': '1302 1303',
  overloaded: '1305 1312',
})

function adapt(body: ChatBody, ask: Ask): void {
  const { request, model: id, warnings, target } = ask
  const { reasoning, toolChoice } = request
  const always = id.startsWith('glm-5.3')
  if (reasoning === 'off' && always) {
    warnings.push(`${target} cannot be told not to reason`)
    body['reasoning_effort'] = 'low'
  } else if (reasoning !== undefined) {
    body['thinking'] = { type: reasoning === 'off' ? 'disabled' : 'enabled' }
    if (reasoning !== 'off' && always) body['reasoning_effort'] = reasoning === 'low' ? 'low' : 'high'
    else if (reasoning !== 'off' && id.startsWith('glm-5.2')) body['reasoning_effort'] = 'high'
  }
  if (toolChoice !== undefined && toolChoice !== 'auto' && request.tools?.length) {
    if (toolChoice === 'none') delete body['tools']
    else warnings.push(`${target} cannot be made to call a tool: it may choose`)
    delete body['tool_choice']
  }
  if (request.seed !== undefined) {
    delete body['seed']
    warnings.push(`${target} knows no seed: it was left out`)
  }
  if (request.tools?.length && ask.stream) body['tool_stream'] = true
  if (request.search) {
    const search = {
      type: 'web_search',
      web_search: { enable: true, search_engine: 'search_pro', search_result: true },
    }
    body['tools'] = [...((body['tools'] as object[]) ?? []), search]
  }
}
