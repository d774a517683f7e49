import type { JsonObject, JsonValue } from '../../../chat/index.ts'
import { type Json, object, text } from '../../http/json.ts'

/** Sets what one piece of streamed arguments says at its JSON path; texts that go on are joined. */
export function withPartial(args: JsonValue, partial: Json): JsonValue {
  const path = [...text(partial['jsonPath']).matchAll(/\.([^.[\]]+)|\[(\d+)\]|\['([^']*)'\]/g)].map(
    ([, member, index, quoted]) => (index === undefined ? (member ?? quoted ?? '') : Number(index)),
  )
  const value = (partial['stringValue'] ?? partial['numberValue'] ?? partial['boolValue'] ?? null) as JsonValue
  return put(args, path, value)
}

function put(target: JsonValue | undefined, path: readonly (string | number)[], value: JsonValue): JsonValue {
  const [key, ...rest] = path
  if (key === undefined) return typeof target === 'string' && typeof value === 'string' ? target + value : value
  if (typeof key === 'number') {
    const items = Array.isArray(target) ? [...(target as JsonValue[])] : []
    items[key] = put(items[key], rest, value)
    return items
  }
  const members = object(target) as JsonObject
  const before = Object.hasOwn(members, key) ? members[key] : undefined
  return Object.fromEntries([
    ...Object.entries(members).filter(([name]) => name !== key),
    [key, put(before, rest, value)],
  ])
}
