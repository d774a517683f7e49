import type { JsonValue } from '../chat/index.ts'

const maxDepth = 16

/**
 * How much of a truth an answer has, 0–1: texts without regard to case and white space, numbers to a millionth, objects by
 * the share of the truth's members, lists by the share of elements at their place, of the longer one.
 */
export function likeness(answer: JsonValue | undefined, truth: JsonValue, depth = 0): number {
  if (answer === undefined || depth > maxDepth) return 0
  if (typeof truth === 'string') return Number(typeof answer === 'string' && plain(answer) === plain(truth))
  if (typeof truth === 'number') {
    return Number(typeof answer === 'number' && Math.abs(answer - truth) <= 1e-6 * Math.abs(truth))
  }
  if (typeof truth !== 'object' || truth === null) return Number(answer === truth)
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer) !== Array.isArray(truth)) return 0
  const wanted = Object.entries(truth)
  const all = Array.isArray(truth) ? Math.max(wanted.length, Object.keys(answer).length) : wanted.length
  if (all === 0) return Number(Object.keys(answer).length === 0)
  const members = new Map<string, JsonValue>(Object.entries(answer))
  return wanted.reduce((sum, [key, value]) => sum + likeness(members.get(key), value, depth + 1), 0) / all
}

function plain(text: string): string {
  return text.normalize('NFC').trim().replaceAll(/\s+/gu, ' ').toLowerCase()
}
