import { jsonSchemaOf } from '../json-schema.ts'
import { systemText } from '../system-text.ts'
import type { Ask } from '../../http/wire.ts'
import type { MessagesDialect } from './dialect.ts'
import { turns } from './turns.ts'

/** What is sent for one request. */
export function messagesBody(ask: Ask, dialect: MessagesDialect): Record<string, unknown> {
  const { request, model, stream } = ask
  const body: Record<string, unknown> = {
    model,
    max_tokens: request.maxOutputTokens ?? Math.min(dialect.defaultMaxTokens, ask.info?.maxOutputTokens ?? Infinity),
    messages: turns(request.messages, ask),
  }
  if (stream) body['stream'] = true
  const system = systemText(request)
  if (system !== '') body['system'] = system
  if (request.tools?.length) {
    body['tools'] = request.tools.map(({ name, description, parameters }) => ({
      name,
      ...(description !== undefined && { description }),
      input_schema: jsonSchemaOf(parameters, `tools.${name}`),
    }))
    const { toolChoice } = request
    if (toolChoice !== undefined) {
      body['tool_choice'] =
        typeof toolChoice === 'object'
          ? { type: 'tool', name: toolChoice.name }
          : { type: toolChoice === 'required' ? 'any' : toolChoice }
    }
  }
  const { responseFormat } = request
  if (responseFormat?.type === 'json') {
    if (responseFormat.schema) {
      const schema = jsonSchemaOf(responseFormat.schema, 'responseFormat.schema')
      body['output_config'] = { format: { type: 'json_schema', schema } }
    } else ask.warnings.push(`${ask.target}: JSON without a schema cannot be enforced here: ask for it in the prompt`)
  }
  if (request.temperature !== undefined) body['temperature'] = request.temperature
  if (request.stop?.length) body['stop_sequences'] = request.stop
  if (request.seed !== undefined) ask.warnings.push(`${ask.target} knows no seed: it was left out`)
  dialect.adapt?.(body, ask)
  return { ...body, ...request.providerOptions?.[ask.provider] }
}
