import type { Ask } from '../http/wire.ts'
import { codesOf } from './codes.ts'
import { type Family, model, usd } from './model.ts'
import type { RegionalOptions } from './region.ts'

export const minimaxHost = ({ region }: RegionalOptions): string =>
  region === 'china' ? 'https://api.minimaxi.com' : 'https://api.minimax.io'

const m3: Family = {
  contextTokens: 1_000_000,
  maxOutputTokens: 524_288,
  supports: ['tools', 'parallel-tools', 'images', 'reasoning'],
}
const m2: Family = {
  contextTokens: 204_800,
  maxOutputTokens: 131_072,
  supports: ['tools', 'parallel-tools', 'reasoning'],
}
const older: Family = { ...m2, verified: false }

export const minimaxModels = [
  model('MiniMax-M3', m3, [usd([0.6, 0.12, 2.4], { aboveInputTokens: 512_000 }), usd([0.3, 0.06, 1.2])]),
  model('MiniMax-M3.1-Flash', { ...m3, verified: false }, [usd([0.15, 0.015, 0.6])]),
  model('MiniMax-M2.7', m2, [usd([0.3, 0.06, 1.2, 0.375])]),
  model('MiniMax-M2.7-highspeed', m2, [usd([0.6, 0.06, 2.4])]),
  model('MiniMax-M2.5', older, []),
  model('MiniMax-M2.1', older, []),
  model('MiniMax-M2', older, []),
]

/** Numbers, in the body of an answer of any status. */
export const minimaxErrorCodes = codesOf({
  auth: '1004 1005 2049',
  permission: '2061',
  quota: '1008 2056',
  'invalid-request': '1042 2013',
  'content-policy': '1026 1027',
  'rate-limit': '1002 1039 2045',
  overloaded: '1024 1041',
  timeout: '1001',
  server: '1000 1013 1033',
})

/** M3 thinks when told to; the M2 models always do. */
export function think(body: Record<string, unknown>, { request, model: id, warnings, target }: Ask): void {
  const { reasoning } = request
  if (id.startsWith('MiniMax-M3')) {
    if (reasoning !== undefined) body['thinking'] = { type: reasoning === 'off' ? 'disabled' : 'adaptive' }
  } else if (reasoning === 'off') warnings.push(`${target} cannot be told not to reason`)
  // (0, 1]
  const { temperature } = body
  if (typeof temperature === 'number') body['temperature'] = Math.min(1, Math.max(0.01, temperature))
  if (request.search) warnings.push(`${target} does not search: "search" was left out`)
}
