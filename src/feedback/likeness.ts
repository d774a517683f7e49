import { canonicalJson, type JsonValue } from '../chat/index.ts'
import { parseQuantity } from '../merge/index.ts'

const maxDepth = 16

/**
 * How much of a truth an answer has, 0–1: texts without regard to case, white space and marks around them, numbers to a
 * millionth, also those in a text, objects by the share of the truth's members, lists by the share of elements at their place or in
 * any order, whichever is more, of the longer one.
 */
export function likeness(answer: JsonValue | undefined, truth: JsonValue, depth = 0): number {
  if (answer === undefined || depth > maxDepth) return 0
  if (typeof truth === 'string') return Number(typeof answer === 'string' && plain(answer) === plain(truth))
  if (typeof truth === 'number') {
    const said = typeof answer === 'string' ? parseQuantity(answer)?.value : answer
    return Number(typeof said === 'number' && Math.abs(said - truth) <= 1e-6 * Math.abs(truth))
  }
  if (typeof truth !== 'object' || truth === null) return Number(answer === truth)
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer) !== Array.isArray(truth)) return 0
  const wanted = Object.entries(truth)
  const all = Array.isArray(truth) ? Math.max(wanted.length, Object.keys(answer).length) : wanted.length
  if (all === 0) return Number(Object.keys(answer).length === 0)
  const members = new Map<string, JsonValue>(Object.entries(answer))
  const inPlace = wanted.reduce((sum, [key, value]) => sum + likeness(members.get(key), value, depth + 1), 0)
  return (Array.isArray(truth) ? Math.max(inPlace, common([...members.values()], truth)) : inPlace) / all
}

/** Equal elements of two lists, wherever they stand. */
function common(answer: readonly JsonValue[], truth: readonly JsonValue[]): number {
  const left = new Map<string, number>()
  for (const element of answer) left.set(canonicalJson(element), (left.get(canonicalJson(element)) ?? 0) + 1)
  let found = 0
  for (const element of truth) {
    const key = canonicalJson(element)
    const count = left.get(key) ?? 0
    if (count > 0) found++
    left.set(key, count - 1)
  }
  return found
}

function plain(text: string): string {
  const lower = text.normalize('NFC').trim().replaceAll(/\s+/gu, ' ').toLowerCase()
  return lower.replaceAll(/^[*_"'`([]+|[*_"'`).\]!]+$/gu, '') || lower
}
