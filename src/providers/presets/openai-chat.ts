import { ProviderError } from '../../errors/index.ts'
import type { Provider } from '../provider.ts'
import { httpProvider } from '../http/http-provider.ts'
import type { HttpProviderOptions } from '../http/options.ts'
import type { Ask } from '../http/wire.ts'
import type { ChatBody } from '../wires/openai-chat/dialect.ts'
import { openaiChatWire } from '../wires/openai-chat/wire.ts'
import { alwaysThinks, dropTemperature, effortOf, thinks } from './openai-effort.ts'
import { openaiModels } from './openai-models.ts'

const refusesToolsWhileThinking = (id: string): boolean => /^gpt-(5\.([4-9]|\d\d)|[6-9]|\d\d)/.test(id)

/** Where tools cannot be had with a model, routers are to know. */
const models = openaiModels.map(info =>
  alwaysThinks(info.id) && refusesToolsWhileThinking(info.id) && info.supports
    ? { ...info, supports: info.supports.filter(can => !can.endsWith('tools')) }
    : info,
)

/**
 * OpenAI over chat completions: takes seed and stop sequences, but GPT-5.4 and later refuse tools on it unless they do not
 * reason, and nothing is searched. `openai` is the better choice for new work. Key: `OPENAI_API_KEY`.
 */
export function openaiChat(options: HttpProviderOptions): Provider {
  const wire = openaiChatWire({ maxTokensField: 'max_completion_tokens', adapt })
  return httpProvider({ id: 'openai', baseUrl: 'https://api.openai.com/v1', wire, models }, options)
}

function adapt(body: ChatBody, ask: Ask): void {
  const { model, request, warnings, target } = ask
  let effort = effortOf(ask)
  if (request.tools?.length && refusesToolsWhileThinking(model) && effort !== 'none') {
    if (alwaysThinks(model)) {
      const message = 'takes no tools on this wire: use openai'
      throw new ProviderError({ target, kind: 'invalid-request', message, movable: true })
    }
    if (effort !== undefined)
      warnings.push(`${target} takes no tools while it reasons on this wire: it was told not to`)
    effort = 'none'
  }
  if (effort !== undefined) body['reasoning_effort'] = effort
  dropTemperature(body, effort, ask)
  if (thinks(model) && body['stop'] !== undefined) {
    delete body['stop']
    warnings.push(`${target} takes no stop sequences: they were left out`)
  }
  if (!request.search) return
  if (/search/.test(model)) body['web_search_options'] = {}
  else warnings.push(`${target} does not search on this wire: use openai`)
}
