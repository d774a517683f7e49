import type { JsonObject, JsonValue } from '../../../chat/index.ts'

/** Limits that a schema may not have where answers are held to it. */
const limits = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
])
/** Keywords whose members have names of the user's own, and those that hold values, not schemas. */
const named = new Set(['properties', '$defs', 'definitions'])
const values = new Set(['const', 'enum', 'default', 'examples'])

export interface ClosedSchema {
  readonly schema: JsonObject
  /** Which limits had to be left out. */
  readonly leftOut: readonly string[]
}

/**
 * The schema as it is demanded where answers are held to it: every object closed, no limits of size. `undefined` where an
 * object takes members of any name, which cannot be.
 */
export function closedSchema(schema: JsonObject): ClosedSchema | undefined {
  const leftOut = new Set<string>()
  let open = false

  function close(node: JsonValue): JsonValue {
    if (Array.isArray(node)) return node.map(close)
    if (typeof node !== 'object' || node === null) return node
    const inner: Record<string, JsonValue> = {}
    for (const [keyword, member] of Object.entries(node as JsonObject)) {
      if (limits.has(keyword)) leftOut.add(keyword)
      else if (values.has(keyword)) inner[keyword] = member
      else if (named.has(keyword)) inner[keyword] = closeEach(member)
      else inner[keyword] = close(member)
    }
    if (inner['type'] !== 'object') return inner
    open ||= inner['properties'] === undefined || (inner['additionalProperties'] ?? false) !== false
    return { ...inner, additionalProperties: false }
  }

  function closeEach(members: JsonValue): JsonValue {
    if (typeof members !== 'object' || members === null) return members
    return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, close(member)]))
  }

  const closed = close(schema) as JsonObject
  return open ? undefined : { schema: closed, leftOut: [...leftOut] }
}
