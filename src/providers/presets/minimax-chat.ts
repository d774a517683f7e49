import type { Provider } from '../provider.ts'
import { httpProvider } from '../http/http-provider.ts'
import type { Ask } from '../http/wire.ts'
import type { ChatBody } from '../wires/openai-chat/dialect.ts'
import { openaiChatWire } from '../wires/openai-chat/wire.ts'
import { minimaxErrorCodes, minimaxHost, minimaxModels, think } from './minimax-models.ts'
import type { RegionalOptions } from './region.ts'

/**
 * MiniMax over chat completions, which know neither response format nor tool choice there. `minimax` is recommended. For
 * its models at other hosts: `openaiCompatible`, which reads thinking between tags.
 */
export function minimaxChat(options: RegionalOptions): Provider {
  const wire = openaiChatWire({
    maxTokensField: 'max_completion_tokens',
    reasoningField: 'reasoning_content',
    enforces: () => 'nothing',
    adapt,
  })
  const baseUrl = `${minimaxHost(options)}/v1`
  return httpProvider({ id: 'minimax', baseUrl, wire, models: minimaxModels, errorCodes: minimaxErrorCodes }, options)
}

function adapt(body: ChatBody, ask: Ask): void {
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
