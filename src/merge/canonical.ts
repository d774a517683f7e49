import { canonicalJson, type JsonValue } from '../chat/index.ts'

const isWord = /^[!-~]+$/u

/** One text per meaning: NFC, trimmed, inner white space as one blank, lower case unless `caseSensitive`. */
export function canonicalText(text: string, caseSensitive = false): string {
  // One word of ASCII, as most keys and choices are, has nothing to normalise.
  if (isWord.test(text)) return caseSensitive ? text : text.toLowerCase()
  const plain = text.normalize('NFC').trim().replaceAll(/\s+/gu, ' ')
  return caseSensitive ? plain : plain.toLowerCase()
}

/** `B`, `(b)`, `**B**` and `B.` are one choice. */
export function canonicalChoice(text: string): string {
  return canonicalText(text).replaceAll(/^[\s*_"'`([]+|[\s*_"'`).\]!]+$/gu, '') || canonicalText(text)
}

/** One text per value: object keys sorted, strings as in `canonicalText`, `-0` as `0`. */
export function canonicalValue(value: JsonValue, caseSensitive = false): string {
  if (typeof value === 'string') return JSON.stringify(canonicalText(value, caseSensitive))
  return typeof value === 'object' ? canonicalJson(normalized(value, caseSensitive)) : String(value)
}

function normalized(value: JsonValue, caseSensitive: boolean): JsonValue {
  if (typeof value === 'string') return canonicalText(value, caseSensitive)
  if (typeof value === 'number') return value === 0 ? 0 : value
  if (value === null || typeof value === 'boolean') return value
  if (isList(value)) return value.map(item => normalized(item, caseSensitive))
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, normalized(inner, caseSensitive)]))
}

/** `Array.isArray` for JSON, whose arrays are readonly. */
export function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}
