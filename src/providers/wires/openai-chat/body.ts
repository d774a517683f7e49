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
  const { tools, toolChoice, responseFormat } = request
  const messages = request.messages.map(message => chatMessage(message, ask, dialect))
  const asked = tools?.length ? tools : undefined
  // What is `undefined` is not sent.
  const body: ChatBody = {
    model,
    messages,
    stream: stream || undefined,
    stream_options: stream && dialect.streamUsage !== false ? { include_usage: true } : undefined,
    tools: asked?.map(({ name, description, parameters }) => ({
      type: 'function',
      function: { name, description, parameters: jsonSchemaOf(parameters, `tools.${name}`) },
    })),
    tool_choice: asked && (typeof toolChoice === 'object' ? { type: 'function', function: toolChoice } : toolChoice),
    [dialect.maxTokensField ?? 'max_tokens']: request.maxOutputTokens,
    temperature: request.temperature,
    stop: request.stop?.length ? request.stop : undefined,
    seed: request.seed,
  }
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
  dialect.adapt?.(body, ask)
  return { ...body, ...request.providerOptions?.[ask.provider] }
}

const schemaFormat = (schema: JsonObject): JsonObject => ({
  type: 'json_schema',
  json_schema: isStrict(schema) ? { name: 'answer', schema, strict: true } : { name: 'answer', schema },
})

/** Whether a schema is of the kind that OpenAI enforces: every object closed, every member required. */
function isStrict(schema: JsonObject): boolean {
  let strict = true
  JSON.stringify(schema, (_, node: unknown) => {
    const { type, properties, required, additionalProperties } = object(node)
    const closed = additionalProperties === false
    const all = list(required)
    if (type === 'object') strict &&= closed && Object.keys(object(properties)).every(name => all.includes(name))
    return node
  })
  return strict
}
