import type { Ask } from '../http/wire.ts'
import type { ChatBody } from '../wires/openai-chat/dialect.ts'

/**
 * For servers that promise JSON but not its shape: the schema goes into the prompt, where the word JSON must stand
 * anyway, and the answer has to be checked.
 */
export function jsonObjectOnly(body: ChatBody, { request, warnings, target }: Ask): void {
  const { responseFormat } = request
  if (responseFormat?.type !== 'json') return
  const format = body['response_format'] as { json_schema?: { schema: unknown } }
  body['response_format'] = { type: 'json_object' }
  const schema = format.json_schema?.schema
  const content = schema
    ? `Answer with JSON that fits this JSON Schema, and nothing else:\n${JSON.stringify(schema)}`
    : 'Answer with JSON and nothing else.'
  body['messages'] = [{ role: 'system', content }, ...(body['messages'] as object[])]
  if (schema) warnings.push(`${target} does not enforce a JSON Schema: it was put into the prompt`)
}
