import type { JsonObject } from '../../../chat/index.ts'
import { list, object } from '../../http/json.ts'
import type { Ask } from '../../http/wire.ts'
import { jsonSchemaOf } from '../json-schema.ts'
import type { ChatBody, ChatDialect } from './dialect.ts'
import { chatMessage } from './messages.ts'

/** What is sent for one request. */
export function chatBody(ask: Ask, dialect: ChatDialect): ChatBody {
  const { request, stream, model } = ask
  const body: ChatBody = { model, messages: request.messages.map(message => chatMessage(message, ask, dialect)) }
  if (stream) body['stream'] = true
  if (stream && dialect.streamUsage !== false) body['stream_options'] = { include_usage: true }
  if (request.tools?.length) {
    body['tools'] = request.tools.map(({ name, description, parameters }) => ({
      type: 'function',
      function: {
        name,
        ...(description !== undefined && { description }),
        parameters: jsonSchemaOf(parameters, `tools.${name}`),
      },
    }))
    const { toolChoice } = request
    if (toolChoice !== undefined) {
      body['tool_choice'] = typeof toolChoice === 'string' ? toolChoice : { type: 'function', function: toolChoice }
    }
  }
  const { responseFormat } = request
  if (responseFormat?.type === 'json') body['response_format'] = jsonFormat(responseFormat.schema)
  if (request.maxOutputTokens !== undefined) body[dialect.maxTokensField ?? 'max_tokens'] = request.maxOutputTokens
  if (request.temperature !== undefined) body['temperature'] = request.temperature
  if (request.stop?.length) body['stop'] = request.stop
  if (request.seed !== undefined) body['seed'] = request.seed
  dialect.adapt?.(body, ask)
  return { ...body, ...request.providerOptions?.[ask.provider] }
}

type JsonSchema = Parameters<typeof jsonSchemaOf>[0]

function jsonFormat(schema: JsonSchema | undefined): JsonObject {
  if (!schema) return { type: 'json_object' }
  const json = jsonSchemaOf(schema, 'responseFormat.schema')
  return { type: 'json_schema', json_schema: { name: 'answer', schema: json, ...(isStrict(json) && { strict: true }) } }
}

/** Whether a schema is of the kind that OpenAI enforces: every object closed, every member required. */
function isStrict(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict)
  if (typeof schema !== 'object' || schema === null) return true
  const { type, properties, required, additionalProperties } = schema as JsonObject
  if (type === 'object') {
    const names = Object.keys(object(properties))
    const all = list(required)
    if (additionalProperties !== false || !names.every(name => all.includes(name))) return false
  }
  return Object.values(schema).every(isStrict)
}
