/** Lenient reading of JSON that somebody else wrote: what has another shape than expected counts as absent. */
export type Json = Readonly<Record<string, unknown>>

const none: Json = {}

export function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : none
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A text, or `''`. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** A code or the name of a parameter: one word. Sentences quote keys and prompts. */
export function optionalName(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.:[\]-]{1,64}$/.test(value) ? value : undefined
}

export function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A count of tokens and the like: a finite number not below 0. */
export function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}

/** The parsed value, or `undefined` where the text is not JSON. */
export function parseJson(source: string): unknown {
  try {
    return JSON.parse(source)
  } catch {
    return undefined
  }
}

/** What a table says of a name that somebody else wrote: nothing of what every object has. */
export const entryOf = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined
