import type { JsonObject } from '../../../chat/index.ts'
import { list, object } from '../../http/json.ts'
import type { Ask } from '../../http/wire.ts'
import { jsonPrompt } from '../json-prompt.ts'
import { jsonSchemaOf } from '../json-schema.ts'
import type { ChatBody, ChatDialect } from './dialect.ts'
import { chatMessage } from './messages.ts'

/** What is sent for one request. */
export function chatBody(ask: Ask, dialect: ChatDialect): ChatBody {
  const { request, stream, model } = ask
  const messages = request.messages.map(message => chatMessage(message, ask, dialect))
  const body: ChatBody = { model, messages }
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
  if (responseFormat?.type === 'json') {
    const schema = responseFormat.schema && jsonSchemaOf(responseFormat.schema, 'responseFormat.schema')
    const enforces = dialect.enforces?.(ask) ?? 'schema'
    const bySchema = schema && enforces === 'schema'
    if (bySchema) body['response_format'] = schemaFormat(schema)
    else if (enforces !== 'nothing') body['response_format'] = { type: 'json_object' }
    // Many want the word to stand in the prompt.
    if (!bySchema) messages.unshift({ role: 'system', content: jsonPrompt(schema) })
    if (!bySchema && (schema || enforces === 'nothing')) {
      ask.warnings.push(`${ask.target} does not enforce ${schema ? 'a JSON Schema' : 'JSON'} here: left to the prompt`)
    }
  }
  if (request.maxOutputTokens !== undefined) body[dialect.maxTokensField ?? 'max_tokens'] = request.maxOutputTokens
  if (request.temperature !== undefined) body['temperature'] = request.temperature
  if (request.stop?.length) body['stop'] = request.stop
  if (request.seed !== undefined) body['seed'] = request.seed
  dialect.adapt?.(body, ask)
  return { ...body, ...request.providerOptions?.[ask.provider] }
}

const schemaFormat = (schema: JsonObject): JsonObject => ({
  type: 'json_schema',
  json_schema: { name: 'answer', schema, ...(isStrict(schema) && { strict: true }) },
})

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
