import type { Provider } from '../provider.ts'
import { httpProvider } from '../http/http-provider.ts'
import type { Ask } from '../http/wire.ts'
import type { ChatBody } from '../wires/openai-chat/dialect.ts'
import { openaiChatWire } from '../wires/openai-chat/wire.ts'
import { openaiResponsesWire } from '../wires/openai-responses/wire.ts'
import { type Family, model } from './model.ts'
import type { RegionalOptions } from './region.ts'

const family: Family = {
  contextTokens: 256_000,
  maxOutputTokens: 128_000,
  supports: ['tools', 'parallel-tools', 'images', 'json-schema', 'reasoning'],
  verified: false,
}
const searching: Family = { ...family, supports: [...family.supports, 'search'] }
const ids = [
  'doubao-seed-2.1-pro',
  'doubao-seed-2.1-turbo',
  'doubao-seed-2.0-pro',
  'doubao-seed-2.0-lite',
  'doubao-seed-2.0-mini',
  'doubao-seed-2.0-code',
]

/** Dollar prices are not published; hand in `models` with your own to have them counted. */
export const doubaoModels = ids.map(id => model(id, family, []))

export interface DoubaoOptions extends RegionalOptions {
  /** `responses` has the web search tool, `chat` is the older wire. Default `chat`. */
  readonly wire?: 'chat' | 'responses'
}

/** Doubao by Volcano Ark (in China) and BytePlus ModelArk. Key: `ARK_API_KEY`. The model may be an endpoint, `ep-…`. */
export function doubao(options: DoubaoOptions): Provider {
  const baseUrl =
    options.region === 'china'
      ? 'https://ark.cn-beijing.volces.com/api/v3'
      : 'https://ark.ap-southeast.bytepluses.com/api/v3'
  const onResponses = options.wire === 'responses'
  const wire = onResponses
    ? openaiResponsesWire({ adapt: adaptResponses })
    : openaiChatWire({ reasoningField: 'reasoning_content', enforces, adapt: adaptChat })
  const models = onResponses ? ids.map(id => model(id, searching, [])) : doubaoModels
  return httpProvider({ id: 'doubao', baseUrl, wire, models, errorCodes }, options)
}

const errorCodes = {
  accountoverdueerror: 'quota',
  'operationdenied.serviceoverdue': 'quota',
  modelnotopen: 'permission',
  'invalidendpointormodel.notfound': 'invalid-request',
  serveroverloaded: 'overloaded',
} as const

/** The effort came with Seed 2; of an endpoint (`ep-…`) nobody knows which model it is. */
function think(body: Record<string, unknown>, { request, model: id }: Ask): string | undefined {
  const { reasoning } = request
  if (reasoning === undefined) return undefined
  body['thinking'] = { type: reasoning === 'off' ? 'disabled' : 'enabled' }
  return reasoning !== 'off' && /seed-2/.test(id) ? reasoning : undefined
}

function adaptResponses(body: Record<string, unknown>, ask: Ask): void {
  const effort = think(body, ask)
  if (effort !== undefined) body['reasoning'] = { effort }
}

/** Some models refuse JSON without a schema. */
const enforces = ({ request: { responseFormat } }: Ask): 'schema' | 'nothing' =>
  responseFormat?.type === 'json' && responseFormat.schema ? 'schema' : 'nothing'

function adaptChat(body: ChatBody, ask: Ask): void {
  const effort = think(body, ask)
  if (effort !== undefined) body['reasoning_effort'] = effort
  if (ask.request.search) ask.warnings.push(`${ask.target} does not search on this wire: use wire "responses"`)
}
