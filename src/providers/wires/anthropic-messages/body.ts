import { jsonSchemaOf } from '../json-schema.ts'
import { jsonPrompt } from '../json-prompt.ts'
import { systemText } from '../system-text.ts'
import type { Ask } from '../../http/wire.ts'
import { closedSchema } from './closed-schema.ts'
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
    const schema = responseFormat.schema && jsonSchemaOf(responseFormat.schema, 'responseFormat.schema')
    const enforced = schema && dialect.enforcesSchema !== false ? closedSchema(schema) : undefined
    if (enforced) {
      body['output_config'] = { format: { type: 'json_schema', schema: enforced.schema } }
      const { leftOut } = enforced
      if (leftOut.length > 0)
        ask.warnings.push(`${ask.target} does not enforce ${leftOut.join(', ')} in a schema: left out`)
    } else {
      body['system'] = [system, jsonPrompt(schema)].filter(text => text !== '').join('\n\n')
      const what = schema ? 'this schema' : 'JSON without a schema'
      ask.warnings.push(`${ask.target} does not enforce ${what}: it was put into the prompt`)
    }
  }
  if (request.temperature !== undefined) body['temperature'] = request.temperature
  if (request.stop?.length) body['stop_sequences'] = request.stop
  if (request.seed !== undefined) ask.warnings.push(`${ask.target} knows no seed: it was left out`)
  dialect.adapt?.(body, ask)
  return { ...body, ...request.providerOptions?.[ask.provider] }
}
