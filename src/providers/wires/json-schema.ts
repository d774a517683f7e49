import type { JsonObject, Tool } from '../../chat/index.ts'
import { InvalidRequestError } from '../../errors/index.ts'

/** The JSON Schema of a tool or an answer, also out of a Standard Schema that can tell it. */
export function jsonSchemaOf(schema: Tool['parameters'], path: string): JsonObject {
  if (!('~standard' in schema)) return schema
  const standard: object = schema['~standard'] as object
  const converter = 'jsonSchema' in standard ? standard.jsonSchema : undefined
  if (typeof converter === 'object' && converter !== null && 'input' in converter) {
    const input = converter.input as (options: { target: string }) => JsonObject
    return input({ target: 'draft-2020-12' })
  }
  throw new InvalidRequestError([{ path, message: 'tells no JSON Schema: hand that in' }])
}
