/**
 * About how many bytes a value takes in memory: strings by their width, 8 bytes a number, some 16 an object or member.
 * Costs a walk over the value. Functions and symbols count nothing; a cycle is counted once.
 */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return stringBytes(value)
  const seen = new Set<object>()
  const open: unknown[] = [value]
  let bytes = 0
  while (open.length > 0) {
    const next = open.pop()
    if (typeof next === 'string') bytes += stringBytes(next)
    else if (typeof next !== 'object' || next === null) bytes += 8
    else if (!seen.has(next)) {
      seen.add(next)
      if (ArrayBuffer.isView(next)) bytes += 96 + next.byteLength
      else {
        const members = next instanceof Map ? [...next.keys(), ...next.values()] : Object.values(next)
        bytes += 24 + 16 * members.length
        open.push(...members)
      }
    }
  }
  return bytes
}

/** Engines keep a string in one byte a character where all of it fits, else in two. */
function stringBytes(text: string): number {
  return 24 + text.length * (wide.test(text) ? 2 : 1)
}

const wide = /[^\0-\u00ff]/
