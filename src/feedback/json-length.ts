/** About how many characters a value has as JSON, without writing it out: any number counts twelve. */
export function jsonLength(value: unknown): number {
  if (typeof value === 'string') return value.length + 2
  if (typeof value === 'number') return 12
  if (typeof value !== 'object' || value === null) return 4
  let length = 2
  if (Array.isArray(value)) for (const item of value) length += jsonLength(item) + 1
  else for (const key in value) length += key.length + 4 + jsonLength((value as Record<string, unknown>)[key])
  return length
}
