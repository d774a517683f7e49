import type { StandardSchemaV1 } from '@standard-schema/spec'
import { type Finding, type Rule, type RuleContext, shown, valueAt } from './rule.ts'

type Severity = 'error' | 'warning'

/** Any Standard Schema (zod, valibot, arktype) as a rule. */
export function schema(standard: StandardSchemaV1, name = 'schema'): Rule {
  return {
    name,
    async check(value) {
      const { issues = [] } = await standard['~standard'].validate(value)
      return issues.map(issue => {
        const path = (issue.path ?? [])
          .map(part => (typeof part === 'object' ? part.key : part))
          .map(key => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
          .join('')
          .replace(/^\./u, '')
        return finding(path, issue.message, path === '' ? value : undefined)
      })
    },
  }
}

/** These members are there, and neither null nor empty text. */
export function required(...paths: readonly string[]): Rule {
  return {
    name: 'required',
    check: value =>
      paths.flatMap(path => {
        const found = valueAt(value, path)
        const missing = found === undefined || found === null || found === ''
        return missing ? [finding(path, 'is missing', found)] : []
      }),
  }
}

/** A finite number from `min` to `max`; a missing one is no fault of this rule's. */
export function range(
  path: string,
  limits: { readonly min?: number; readonly max?: number },
  severity: Severity = 'error',
): Rule {
  const { min = -Infinity, max = Infinity } = limits
  return at('range', path, severity, value => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return 'is not a finite number'
    return value < min || value > max ? `is outside ${min} to ${max}` : undefined
  })
}

/** One of these values. */
export function oneOf(path: string, values: readonly (string | number | boolean)[]): Rule {
  return at('one-of', path, 'error', value =>
    values.some(allowed => allowed === value) ? undefined : `is none of ${values.join(', ')}`,
  )
}

/** A text of this form. */
export function matches(path: string, pattern: RegExp): Rule {
  return at('matches', path, 'error', value => {
    pattern.lastIndex = 0
    return typeof value === 'string' && pattern.test(value) ? undefined : `is not of the form ${String(pattern)}`
  })
}

/** A time in epoch ms or ISO 8601: not in the future, and not older than `maxAgeMs`. */
export function recent(path: string, options: { readonly maxAgeMs: number; readonly aheadMs?: number }): Rule {
  const { maxAgeMs, aheadMs = 60_000 } = options
  return at('recent', path, 'error', (value, { nowMs }) => {
    const atMs = typeof value === 'number' ? value : Date.parse(String(value))
    if (!Number.isFinite(atMs)) return 'is not a time'
    if (atMs > nowMs + aheadMs) return 'is in the future'
    return nowMs - atMs > maxAgeMs ? `is older than ${maxAgeMs} ms` : undefined
  })
}

/**
 * Members that must fit each other. `holds` is told them in order and asked only where all are there.
 * What it throws is a violation, never a crash.
 */
export function together(
  name: string,
  paths: readonly string[],
  holds: (...values: readonly unknown[]) => boolean,
  severity: Severity = 'error',
): Rule {
  return {
    name,
    check(value) {
      const values = paths.map(path => valueAt(value, path))
      if (values.some(found => found === undefined || found === null)) return []
      const message = `${paths.join(', ')} do not fit each other: ${values.map(found => String(shown(found))).join(', ')}`
      try {
        return holds(...values) ? [] : [{ ...finding(paths[0] ?? '', message, values[0]), severity }]
      } catch {
        return [{ ...finding(paths[0] ?? '', message, values[0]), severity }]
      }
    },
  }
}

export interface PlausibleOptions {
  /** Which series of the history the value continues: the values of these members, joined by `|`. */
  readonly series: readonly string[]
  /** How many times the usual spread a value may be off. Default 6. */
  readonly maxDeviations?: number
  /** A change up to this factor is always plausible, above 1. Default 1.5. */
  readonly freeFactor?: number
  /** Earlier values needed before anything is judged. Default 5. */
  readonly minHistory?: number
}

/**
 * A number in line with its own history: a warning where it is off the median by more than so many median absolute
 * deviations and more than a factor. Robust: a few wrong values in the history do not widen it.
 */
export function plausible(path: string, options: PlausibleOptions): Rule {
  const { series, maxDeviations = 6, freeFactor = 1.5, minHistory = 5 } = options
  return {
    name: 'plausible',
    check(value, context) {
      const now = valueAt(value, path)
      if (typeof now !== 'number' || !Number.isFinite(now)) return []
      const past = (context.history?.(seriesOf(value, path, series)) ?? []).filter(Number.isFinite)
      if (past.length < minHistory) return []
      const usual = median(past)
      const spread = 1.4826 * median(past.map(x => Math.abs(x - usual)))
      const free = (freeFactor - 1) * Math.abs(usual)
      if (Math.abs(now - usual) <= Math.max(free, maxDeviations * spread)) return []
      return [{ ...finding(path, `is far from its usual ${usual}`, now), severity: 'warning' }]
    },
  }
}

/** The name of the series that a value continues, such as `usdPerGpuHour:acme|h100`. */
export function seriesOf(value: unknown, path: string, members: readonly string[]): string {
  return `${path}:${members.map(member => String(shown(valueAt(value, member)) ?? '').toLowerCase()).join('|')}`
}

/** No two elements of a list have the same values of these members. */
export function unique(...members: readonly string[]): Rule {
  return {
    name: 'unique',
    check(list) {
      if (!Array.isArray(list)) return [finding('', 'is not a list', list)]
      const seen = new Set<string>()
      return list.flatMap((element: unknown, i) => {
        const key = seriesOf(element, '', members)
        if (!seen.has(key)) {
          seen.add(key)
          return []
        }
        return [finding(`[${i}]`, `has the ${members.join(', ')} of an earlier one`, element)]
      })
    },
  }
}

/** A rule on one member, asked only where it is there. */
function at(
  name: string,
  path: string,
  severity: Severity,
  problem: (value: unknown, context: RuleContext) => string | undefined,
): Rule {
  return {
    name,
    check(value, context) {
      const found = valueAt(value, path)
      if (found === undefined || found === null) return []
      const message = problem(found, context)
      return message === undefined ? [] : [{ ...finding(path, message, found), severity }]
    },
  }
}

function finding(path: string, message: string, value: unknown): Finding {
  const seen = shown(value)
  return { path, message, ...(seen !== undefined && { value: seen }) }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const high = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? high) + high) / 2
}
