import type { ErrorCodes } from '../http/classify-error.ts'
import type { Ask } from '../http/wire.ts'
import type { ModelInfo } from '../provider.ts'
import { type Family, model } from './model.ts'
import type { RegionalOptions } from './region.ts'

export const doubaoBaseUrl = ({ region }: RegionalOptions): string =>
  region === 'china' ? 'https://ark.cn-beijing.volces.com/api/v3' : 'https://ark.ap-southeast.bytepluses.com/api/v3'

const family: Family = {
  contextTokens: 256_000,
  maxOutputTokens: 128_000,
  supports: ['tools', 'parallel-tools', 'images', 'json-schema', 'reasoning'],
  verified: false,
}
const ids = [
  'doubao-seed-2.1-pro',
  'doubao-seed-2.1-turbo',
  'doubao-seed-2.0-pro',
  'doubao-seed-2.0-lite',
  'doubao-seed-2.0-mini',
  'doubao-seed-2.0-code',
]

/** Dollar prices are not published; hand in `models` with your own to have them counted. */
export const doubaoModels: readonly ModelInfo[] = ids.map(id => model(id, family, []))

/** The same over Responses, where there is a web search tool. */
export const doubaoSearchingModels: readonly ModelInfo[] = ids.map(id =>
  model(id, { ...family, supports: [...family.supports, 'search'] }, []),
)

export const doubaoErrorCodes: ErrorCodes = {
  accountoverdueerror: 'quota',
  'operationdenied.serviceoverdue': 'quota',
  modelnotopen: 'permission',
  'invalidendpointormodel.notfound': 'invalid-request',
  serveroverloaded: 'overloaded',
}

/** The effort came with Seed 2; of an endpoint (`ep-…`) nobody knows which model it is. */
export function think(body: Record<string, unknown>, { request, model: id }: Ask): string | undefined {
  const { reasoning } = request
  if (reasoning === undefined) return undefined
  body['thinking'] = { type: reasoning === 'off' ? 'disabled' : 'enabled' }
  return reasoning !== 'off' && /seed-2/.test(id) ? reasoning : undefined
}
