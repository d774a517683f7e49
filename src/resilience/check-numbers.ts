import { type Fault, InvalidOptionsError } from '../errors/index.ts'

/** What one number among the options must be. */
export interface NumberRule {
  readonly min: number
  /** Default: no bound, but finite unless `infinite`. */
  readonly max?: number
  readonly integer?: boolean
  /** `Infinity` is allowed. */
  readonly infinite?: boolean
  /** `min` itself is not allowed. */
  readonly above?: boolean
}

/** Throws `InvalidOptionsError` with every number that breaks its rule, and the extra faults. `undefined` is the default's business. */
export function checkNumbers(
  what: string,
  values: Readonly<Record<string, unknown>>,
  rules: Readonly<Record<string, NumberRule>>,
  more: readonly Fault[] = [],
): void {
  const faults: Fault[] = []
  for (const [path, rule] of Object.entries(rules)) {
    const value = values[path]
    if (value !== undefined && !keeps(value, rule)) {
      faults.push({
        path,
        message: `must be ${describe(rule)}, not ${typeof value === 'number' ? value : typeof value}`,
      })
    }
  }
  faults.push(...more)
  if (faults.length > 0) throw new InvalidOptionsError(what, faults)
}

function keeps(value: unknown, rule: NumberRule): boolean {
  if (typeof value !== 'number' || Number.isNaN(value)) return false
  if (value === Infinity) return rule.infinite === true
  if (rule.integer && !Number.isInteger(value)) return false
  return (rule.above ? value > rule.min : value >= rule.min) && value <= (rule.max ?? Number.MAX_VALUE)
}

function describe(rule: NumberRule): string {
  const kind = rule.integer ? 'a whole number' : 'a number'
  const low = rule.above ? `above ${rule.min}` : `from ${rule.min}`
  const high = rule.max === undefined ? '' : ` to ${rule.max}`
  return `${kind} ${low}${high}${rule.infinite ? ', or Infinity' : ''}`
}
