import type { JsonObject } from '../../../chat/index.ts'
import type { Ask } from '../../http/wire.ts'
import { jsonSchemaOf } from '../json-schema.ts'
import { jsonPrompt } from '../json-prompt.ts'
import { systemText } from '../system-text.ts'
import type { ResponsesDialect } from './dialect.ts'
import { itemsOf } from './items.ts'

/** What is sent for one request. */
export function responsesBody(ask: Ask, dialect: ResponsesDialect): Record<string, unknown> {
  const { request, model, stream } = ask
  const input = request.messages.flatMap(message => itemsOf(message, ask))
  const body: Record<string, unknown> = {
    model,
    input,
    store: false,
    // So that its reasoning can be handed back without anything kept at the server.
    ...(ask.info?.supports?.includes('reasoning') && { include: ['reasoning.encrypted_content'] }),
  }
  if (stream) body['stream'] = true
  const system = systemText(request)
  if (system !== '') body['instructions'] = system
  const tools: JsonObject[] = (request.tools ?? []).map(({ name, description, parameters }) => ({
    type: 'function',
    name,
    ...(description !== undefined && { description }),
    parameters: jsonSchemaOf(parameters, `tools.${name}`),
    strict: false,
  }))
  if (request.search) tools.push({ type: 'web_search' })
  if (tools.length > 0) body['tools'] = tools
  const { toolChoice, responseFormat } = request
  if (request.tools?.length && toolChoice !== undefined) {
    body['tool_choice'] = typeof toolChoice === 'string' ? toolChoice : { type: 'function', name: toolChoice.name }
  }
  if (responseFormat?.type === 'json') {
    const schema = responseFormat.schema && jsonSchemaOf(responseFormat.schema, 'responseFormat.schema')
    if (!schema) input.unshift({ role: 'system', content: jsonPrompt() })
    body['text'] = {
      format: schema ? { type: 'json_schema', name: 'answer', schema, strict: false } : { type: 'json_object' },
    }
  }
  if (request.maxOutputTokens !== undefined) body['max_output_tokens'] = request.maxOutputTokens
  if (request.temperature !== undefined) body['temperature'] = request.temperature
  if (request.stop?.length) ask.warnings.push(`${ask.target} knows no stop sequences on this wire: they were left out`)
  if (request.seed !== undefined) ask.warnings.push(`${ask.target} knows no seed on this wire: it was left out`)
  dialect.adapt?.(body, ask)
  return { ...body, ...request.providerOptions?.[ask.provider] }
}
