import type { JsonValue } from '../chat/index.ts'
import type { Learned } from './storage.ts'

/**
 * Adds sums to sums, name by name: numbers are added, objects and lists of one length go member by member, and of
 * anything else (texts, a list of another length) the second is kept.
 */
export function addLearned(total: Learned, delta: Learned): Learned {
  const sum: Record<string, JsonValue> = { ...total }
  for (const [name, value] of Object.entries(delta)) {
    const before = Object.hasOwn(total, name) ? total[name] : undefined
    // Not a plain assignment: `__proto__` is a name like any other.
    const added = before === undefined ? value : add(before, value)
    Object.defineProperty(sum, name, { value: added, enumerable: true, configurable: true, writable: true })
  }
  return sum
}

function add(a: JsonValue, b: JsonValue): JsonValue {
  if (typeof a === 'number' && typeof b === 'number') return a + b
  if (isList(a) && isList(b)) return a.length === b.length ? a.map((value, i) => add(value, b[i] ?? null)) : b
  if (isObject(a) && isObject(b)) return addLearned(a, b)
  return b
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}

function isObject(value: JsonValue): value is Learned {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
