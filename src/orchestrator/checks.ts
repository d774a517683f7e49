import type { Fault } from '../errors/index.ts'

/** Adds what is wrong with a value, if anything is. */
export type Check = (value: unknown, path: string, faults: Faults) => void

/** A check for every member of `T`, so that none is forgotten. */
export type Checks<T> = { readonly [K in keyof Required<T>]: Check }

/** The faults found so far. */
export class Faults {
  readonly list: Fault[] = []
  readonly #tellsValues: boolean

  /** `tellsValues`: plain values are told with the fault; objects never, they may hold secrets. */
  constructor(tellsValues: boolean) {
    this.#tellsValues = tellsValues
  }

  add(path: string, wanted: string, value?: unknown): void {
    const shown = this.#tellsValues ? plain(value) : ''
    this.list.push({ path, message: shown + wanted })
  }
}

/** A plain value in words; nothing for what is not one. */
function plain(value: unknown): string {
  if (typeof value === 'string') return `${JSON.stringify(value)} `
  if (typeof value === 'number' || typeof value === 'boolean') return `${value} `
  return value === null ? 'null ' : ''
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

export const isText = (value: unknown): boolean => typeof value === 'string'

export function isList(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem)
}

/** An object with methods of these names. */
export function has(value: unknown, ...methods: readonly string[]): boolean {
  return isObject(value) && methods.every(name => typeof value[name] === 'function')
}

export function is(isFine: (value: unknown) => boolean, wanted: string): Check {
  return (value, path, faults) => {
    if (!isFine(value)) faults.add(path, wanted, value)
  }
}

export const oneOf = (...names: readonly string[]): Check =>
  is(value => names.includes(value as string), `must be one of ${names.join(', ')}`)
export const having = (...methods: readonly string[]): Check =>
  is(value => has(value, ...methods), `needs ${methods.map(name => `${name}()`).join(', ')}`)
export const anything: Check = () => {}
export const anObject = is(isObject, 'must be an object')
export const aFunction = is(value => typeof value === 'function', 'must be a function')
export const text = is(isText, 'must be a text')
export const flag = is(value => typeof value === 'boolean', 'must be true or false')
export const number = is(Number.isFinite, 'must be a number')
export const from0 = is(value => Number.isFinite(value) && (value as number) >= 0, 'must be a number from 0 on')
export const above0 = is(value => Number.isFinite(value) && (value as number) > 0, 'must be a number above 0')
export const share = is(value => (value as number) >= 0 && (value as number) <= 1, 'must be within 0–1')
export const whole = is(value => Number.isInteger(value) && (value as number) >= 0, 'must be a whole number from 0 on')
export const count = is(value => Number.isInteger(value) && (value as number) > 0, 'must be a whole number above 0')

/** A list whose items pass. */
export function listOf(item: Check): Check {
  return (value, path, faults) => {
    if (!Array.isArray(value)) faults.add(path, 'must be a list', value)
    else for (const [i, one] of value.entries()) item(one, `${path}.${i}`, faults)
  }
}

/** An object without members of other names, whose own pass where they are given. */
export function members<T>(checks: Checks<T>): Check {
  return (value, path, faults) => {
    if (!isObject(value)) return faults.add(path || 'options', 'must be an object', value)
    for (const name of Object.keys(value)) {
      const check = Object.hasOwn(checks, name) ? checks[name as keyof T] : undefined
      const inner = path === '' ? name : `${path}.${name}`
      if (!check) faults.add(inner, 'there is no such option')
      else if (value[name] !== undefined) check(value[name], inner, faults)
    }
  }
}

/** Options, or a plain value in their place. */
export function orMembers<T>(plain: Check, checks: Checks<T>): Check {
  const options = members(checks)
  return (value, path, faults) => (isObject(value) ? options : plain)(value, path, faults)
}
