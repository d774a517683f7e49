import type { Provider } from '../provider.ts'
import { httpProvider } from '../http/http-provider.ts'
import type { Ask } from '../http/wire.ts'
import { withThinkTags } from '../think-tags.ts'
import { anthropicMessagesWire } from '../wires/anthropic-messages/wire.ts'
import type { ChatBody } from '../wires/openai-chat/dialect.ts'
import { openaiChatWire } from '../wires/openai-chat/wire.ts'
import { type Family, model, usd } from './model.ts'
import type { RegionalOptions } from './region.ts'

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

export interface MiniMaxOptions extends RegionalOptions {
  /** MiniMax recommends `anthropic`: thinking comes in signed blocks and is kept between tool calls. Default `anthropic`. */
  readonly wire?: 'anthropic' | 'openai'
}

/** MiniMax. Key: `MINIMAX_API_KEY`, one for each site. Model names are case-sensitive. */
export function minimax(options: MiniMaxOptions): Provider {
  const host = options.region === 'china' ? 'https://api.minimaxi.com' : 'https://api.minimax.io'
  const wire =
    options.wire === 'openai'
      ? withThinkTags(
          openaiChatWire({
            maxTokensField: 'max_completion_tokens',
            reasoningField: 'reasoning_content',
            enforces: () => 'nothing',
            adapt: adaptChat,
          }),
          // Hosts that do not know `reasoning_split`.
          () => 'tagged',
        )
      : anthropicMessagesWire({
          version: '2023-06-01',
          defaultMaxTokens: 32_768,
          bearer: true,
          enforcesSchema: false,
          adapt: think,
        })
  const baseUrl = `${host}/${options.wire === 'openai' ? 'v1' : 'anthropic'}`
  return httpProvider({ id: 'minimax', baseUrl, wire, models: minimaxModels, errorCodes }, options)
}

const errorCodes = {
  '1000': 'server',
  '1001': 'timeout',
  '1002': 'rate-limit',
  '1004': 'auth',
  '1005': 'auth',
  '1008': 'quota',
  '1013': 'server',
  '1024': 'overloaded',
  '1026': 'content-policy',
  '1027': 'content-policy',
  '1033': 'server',
  '1039': 'rate-limit',
  '1041': 'overloaded',
  '2013': 'invalid-request',
  '2049': 'auth',
  '2056': 'quota',
  '2061': 'permission',
} as const

/** M3 thinks when told to; the M2 models always do. */
function think(body: Record<string, unknown>, { request, model: id, warnings, target }: Ask): void {
  const { reasoning } = request
  if (id.startsWith('MiniMax-M3')) {
    if (reasoning !== undefined) body['thinking'] = { type: reasoning === 'off' ? 'disabled' : 'adaptive' }
  } else if (reasoning === 'off') warnings.push(`${target} cannot be told not to reason`)
  // (0, 1]
  const { temperature } = body
  if (typeof temperature === 'number') body['temperature'] = Math.min(1, Math.max(0.01, temperature))
  if (request.search) warnings.push(`${target} does not search: "search" was left out`)
}

function adaptChat(body: ChatBody, ask: Ask): void {
  think(body, ask)
  // Thinking in a field of its own instead of between tags in the text.
  body['reasoning_split'] = true
  const { request, warnings, target } = ask
  if (body['tool_choice'] === undefined) return
  delete body['tool_choice']
  if (request.toolChoice === 'none') delete body['tools']
  else if (request.toolChoice !== 'auto')
    warnings.push(`${target} cannot be made to call a tool on this wire: it may choose`)
}
