import type { JsonValue, MaybePromise, Target } from '../chat/index.ts'

/** One thing that is wrong with a value, as data. */
export interface Violation {
  /** Which rule was broken. */
  readonly rule: string
  /** Where: `usdPerGpuHour`, `[3].gpu`; empty for the value as a whole. */
  readonly path: string
  /** What stood there, texts cut to 200 characters; absent where nothing did. */
  readonly value?: JsonValue
  /** In words: what was expected. */
  readonly message: string
  /** `error` makes the value wrong; `warning` makes it worth a look. */
  readonly severity: 'error' | 'warning'
  /** Whose answer it is. */
  readonly target?: Target
}

/** What came of checking one value. */
export interface ValidationReport {
  /** No errors; warnings are allowed. */
  readonly ok: boolean
  readonly violations: readonly Violation[]
  /** Values checked: 1, or the elements of a list that was checked one by one. */
  readonly checked: number
  /** Of those, how many have an error. */
  readonly failed: number
}

export interface RuleContext {
  /** Epoch ms. */
  readonly nowMs: number
  readonly target?: Target
  /** Earlier numbers of the same series, oldest first. Default: none, and plausibility is not judged. */
  readonly history?: (series: string) => readonly number[]
}

/** What a rule finds; path and rule name are completed by its set. */
export type Finding = Pick<Violation, 'path' | 'message'> & Partial<Pick<Violation, 'value' | 'severity' | 'rule'>>

/** One thing to hold. An object literal with a name and a function is a rule. */
export interface Rule {
  readonly name: string
  readonly check: (value: unknown, context: RuleContext) => MaybePromise<readonly Finding[]>
}

/** The value at a path such as `price` or `specs.memory`; `undefined` where there is none. */
export function valueAt(value: unknown, path: string): unknown {
  let here = value
  for (const key of path.split('.')) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined
    here = (here as Readonly<Record<string, unknown>>)[key]
  }
  return here
}

const longest = 200

/** A value as it may be shown in a violation: JSON, and not long. */
export function shown(value: unknown): string | number | boolean | null | undefined {
  if (value === undefined) return undefined
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'string') return value.slice(0, longest)
  return Array.isArray(value) ? `a list of ${value.length}` : `a ${typeof value}`
}
