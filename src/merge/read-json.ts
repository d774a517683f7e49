import type { JsonValue } from '../chat/index.ts'

/** What was read of a text that should be JSON, and what had to be put up with. */
export interface ReadJson {
  readonly value: JsonValue
  /** The text ended within the value; what came whole was kept. */
  readonly truncated: boolean
  /** Keys that an object had twice (the last one counts, as in JSON.parse) and numbers that JSON does not know (left out). */
  readonly oddities: readonly string[]
}

const maxDepth = 64
const maxOddities = 10
const maxTries = 20

/**
 * Reads the JSON in a model's answer: bare, in a code fence, or with prose around it. A text that ends early gives what
 * came whole: finished members and elements are kept, the one it broke off in is dropped. `NaN` and `Infinity` are left
 * out, never guessed. `undefined` where there is no object or list. One pass, linear in the text; never throws.
 */
export function readJson(text: string): ReadJson | undefined {
  const whole = readWhole(text)
  if (whole) return whole
  let best: ReadJson | undefined
  // Prose may hold brackets of its own: the longest reading wins.
  let longest = 0
  for (let start = nextOpening(text, 0), tries = 0; start >= 0 && tries < maxTries; tries++) {
    const reader = new JsonReader(text, start)
    const value = reader.read()
    const length = reader.at - start
    if (value !== undefined && length > longest) {
      longest = length
      best = { value, truncated: reader.truncated, oddities: reader.oddities }
    }
    start = nextOpening(text, value === undefined ? start + 1 : reader.at)
  }
  return best
}

/** The platform's own parser, for what is JSON and nothing else: no key twice, no number out of range. */
function readWhole(text: string): ReadJson | undefined {
  const trimmed = text.trim()
  if (!/^[[{]/u.test(trimmed)) return undefined
  try {
    const value = JSON.parse(trimmed) as JsonValue
    const keys = countKeys(value, 0)
    const written = trimmed.match(/"(?:[^"\\]|\\.)*"\s*:/gsu)?.length ?? 0
    return keys === written ? { value, truncated: false, oddities: [] } : undefined
  } catch {
    return undefined
  }
}

/** `NaN` where a number is out of range, or where it is nested too deep. */
function countKeys(value: JsonValue, depth: number): number {
  if (typeof value === 'number') return Number.isFinite(value) ? 0 : Number.NaN
  if (typeof value !== 'object' || value === null) return 0
  if (depth > maxDepth) return Number.NaN
  const members = Object.values(value) as readonly JsonValue[]
  let keys = Array.isArray(value) ? 0 : members.length
  for (const member of members) keys += countKeys(member, depth + 1)
  return keys
}

function nextOpening(text: string, from: number): number {
  const opening = /[[{]/gu
  opening.lastIndex = from
  return opening.exec(text)?.index ?? -1
}

/** A reader that keeps what came whole. */
class JsonReader {
  at: number
  truncated = false
  readonly oddities: string[] = []
  readonly #text: string
  #depth = 0

  constructor(text: string, at: number) {
    this.#text = text
    this.at = at
  }

  /** `undefined` for what is no value, or broke off before anything could be kept. */
  read(): JsonValue | undefined {
    this.#skipSpace()
    const char = this.#text[this.at]
    if (char === undefined) {
      this.truncated = true
      return undefined
    }
    if (char === '{') return this.#nested(() => this.#object())
    if (char === '[') return this.#nested(() => this.#list())
    if (char === '"') return this.#string()
    return this.#word()
  }

  #nested(read: () => JsonValue | undefined): JsonValue | undefined {
    if (this.#depth >= maxDepth) return undefined
    this.#depth++
    const value = read()
    this.#depth--
    return value
  }

  #object(): JsonValue | undefined {
    this.at++
    const members = new Map<string, JsonValue>()
    for (;;) {
      this.#skipSpace()
      if (this.#ends('}')) return Object.fromEntries(members)
      if (this.#text[this.at] !== '"') return undefined
      const key = this.#string()
      this.#skipSpace()
      if (this.#broken()) return Object.fromEntries(members)
      if (typeof key !== 'string' || this.#text[this.at++] !== ':') return undefined
      const value = this.read()
      if (this.truncated && (value === undefined || typeof value !== 'object')) return Object.fromEntries(members)
      if (value === undefined && !this.#isOdd(key)) return undefined
      if (members.has(key)) this.#odd(`key "${key}" twice`)
      if (value !== undefined) members.set(key, value)
      if (this.truncated) return Object.fromEntries(members)
      this.#skipSpace()
      if (this.#text[this.at] === ',') this.at++
      else if (this.at < this.#text.length && this.#text[this.at] !== '}') return undefined
    }
  }

  #list(): JsonValue | undefined {
    this.at++
    const elements: JsonValue[] = []
    for (;;) {
      this.#skipSpace()
      if (this.#ends(']')) return elements
      const value = this.read()
      // A record that broke off may lack what makes it one: only whole elements are kept.
      if (this.truncated) return elements
      if (value === undefined && !this.#isOdd(`element ${elements.length}`)) return undefined
      if (value !== undefined) elements.push(value)
      this.#skipSpace()
      if (this.#text[this.at] === ',') this.at++
      else if (this.at < this.#text.length && this.#text[this.at] !== ']') return undefined
    }
  }

  #string(): JsonValue | undefined {
    let end = this.at + 1
    while (end < this.#text.length && this.#text[end] !== '"') end += this.#text[end] === '\\' ? 2 : 1
    if (end >= this.#text.length) {
      this.at = this.#text.length
      this.truncated = true
      return undefined
    }
    const quoted = this.#text.slice(this.at, end + 1)
    this.at = end + 1
    try {
      // Models write line feeds into strings as they are.
      const escaped = quoted.replaceAll(/[\n\r\t]/gu, char => JSON.stringify(char).slice(1, -1))
      return JSON.parse(escaped) as string
    } catch {
      return undefined
    }
  }

  #lastWord = ''

  #word(): JsonValue | undefined {
    const pattern = /[-+\w.]{0,64}/uy
    pattern.lastIndex = this.at
    const word = pattern.exec(this.#text)?.[0] ?? ''
    this.at += word.length
    this.#lastWord = word
    // A number at the very end may lack digits.
    if (this.at >= this.#text.length) {
      this.truncated = true
      return undefined
    }
    if (word === 'true' || word === 'True') return true
    if (word === 'false' || word === 'False') return false
    if (word === 'null' || word === 'None') return null
    const number = /^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/u.test(word) ? Number(word) : Number.NaN
    return Number.isFinite(number) ? number : undefined
  }

  /** A number that JSON does not know was read in place of a value. */
  #isOdd(where: string): boolean {
    const odd = /^(?:[-+]?(?:nan|inf(?:inity)?)|undefined|-?\d[\d.eE+-]*)$/iu.test(this.#lastWord)
    if (odd) this.#odd(`${where} is ${this.#lastWord}`)
    this.#lastWord = ''
    return odd
  }

  #odd(what: string): void {
    if (this.oddities.length < maxOddities) this.oddities.push(what.slice(0, 80))
  }

  #ends(closing: string): boolean {
    if (this.#text[this.at] === closing) {
      this.at++
      return true
    }
    return this.#broken()
  }

  #broken(): boolean {
    if (this.at < this.#text.length) return false
    this.truncated = true
    return true
  }

  #skipSpace(): void {
    while (isSpace(this.#text.charCodeAt(this.at))) this.at++
  }
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0xfeff
}
