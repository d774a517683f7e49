import type { Message } from '../../chat/index.ts'
import { ProviderError } from '../../errors/index.ts'
import type { Provider } from '../provider.ts'
import { httpProvider } from '../http/http-provider.ts'
import type { Ask } from '../http/wire.ts'
import type { ChatBody } from '../wires/openai-chat/dialect.ts'
import { openaiChatWire } from '../wires/openai-chat/wire.ts'
import { markBegunAnswer } from './begun-answer.ts'
import { type Family, model, usd } from './model.ts'
import { withSearchRounds } from './search-rounds.ts'
import type { RegionalOptions } from './region.ts'

const k3: Family = {
  contextTokens: 1_048_576,
  maxOutputTokens: 1_048_576,
  supports: ['tools', 'parallel-tools', 'images', 'json-schema', 'reasoning', 'search', 'prefix-continuation'],
}
const k2: Family = { ...k3, contextTokens: 262_144, maxOutputTokens: 262_144 }

export const moonshotModels = [
  model('kimi-k3.1-pro', k3, [usd([2, 0.2, 10])]),
  model('kimi-k3.1-pro-highspeed', k3, [usd([4, 0.4, 20])]),
  model('kimi-k3', k3, [usd([3, 0.3, 15])]),
  model('kimi-k2.7-code', k2, [usd([0.95, 0.19, 4])]),
  model('kimi-k2.7-code-highspeed', k2, [usd([1.9, 0.38, 8])]),
  model('kimi-k2.6', k2, [usd([0.95, 0.16, 4])]),
]

/** A tool that the service runs: the model's call of it is handed back with its own arguments as the result. */
const SEARCH = '$web_search'

/** Kimi by Moonshot AI. Key: `MOONSHOT_API_KEY`, one for each site. A search takes a call or more besides. */
export function moonshot(options: RegionalOptions): Provider {
  const baseUrl = options.region === 'china' ? 'https://api.moonshot.cn/v1' : 'https://api.moonshot.ai/v1'
  const wire = openaiChatWire({
    maxTokensField: 'max_completion_tokens',
    reasoningField: 'reasoning_content',
    reasoningRequired: true,
    adapt,
  })
  const provider = httpProvider({ id: 'moonshot', baseUrl, wire, models: moonshotModels }, options)
  return withSearchRounds(provider, SEARCH)
}

function adapt(body: ChatBody, ask: Ask): void {
  const { request, model: id, warnings, target } = ask
  const { toolChoice, search } = request
  refuseAddresses(ask)
  markBegunAnswer(body, ask, 'partial')
  body['messages'] = cleaned(body['messages'] as ChatMessage[])
  const optional = /^kimi-k2\.[56]/.test(id)
  if (body['temperature'] !== undefined) {
    delete body['temperature']
    warnings.push(`${target} cannot be told a temperature`)
  }
  // Its search goes only without thinking where that is a choice.
  const reasoning = optional && search ? 'off' : request.reasoning
  if (reasoning !== (request.reasoning ?? reasoning)) warnings.push(`${target} cannot reason while it searches`)
  if (optional && reasoning) body['thinking'] = { type: reasoning === 'off' ? 'disabled' : 'enabled' }
  else if (reasoning === 'off') warnings.push(`${target} cannot be told not to reason`)
  if (id.startsWith('kimi-k3') && reasoning) body['reasoning_effort'] = reasoning === 'high' ? 'high' : 'low'
  const forced = toolChoice === 'required' || typeof toolChoice === 'object'
  if (forced && request.tools?.length && !(optional && reasoning === 'off')) {
    body['tool_choice'] = 'auto'
    warnings.push(`${target} cannot be told to call a tool while it reasons`)
  }
  if (search) {
    const tools = (body['tools'] ??= []) as object[]
    tools.push({ type: 'builtin_function', function: { name: SEARCH } })
  }
}

interface ChatMessage {
  readonly role: string
  readonly content: unknown
  readonly tool_calls?: readonly { type: string; readonly function: { readonly name: string } }[]
}

/** Without assistants' turns that say nothing, which are refused; calls of its own tools as what they came as. */
function cleaned(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  for (const call of messages.flatMap(message => message.tool_calls ?? [])) {
    if (call.function.name === SEARCH) call.type = 'builtin_function'
  }
  return messages.filter(({ role, content, tool_calls }) => role !== 'assistant' || content || tool_calls)
}

/** Pictures are taken as data, or by `ms://`, not by an address on the web: others may take them. */
function refuseAddresses({ request, target }: Ask): void {
  const isAddressed = ({ content }: Message): boolean =>
    typeof content !== 'string' &&
    content.some(part => part.type === 'image' && part.data instanceof URL && part.data.protocol.startsWith('http'))
  if (!request.messages.some(isAddressed)) return
  throw new ProviderError({ target, kind: 'invalid-request', message: 'no image URLs', movable: true })
}
