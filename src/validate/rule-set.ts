import { type Clock, systemClock } from '../runtime/index.ts'
import type { Finding, Rule, RuleContext, ValidationReport, Violation } from './rule.ts'

export interface RuleSetOptions {
  /** For a list: rules that each element must hold, besides those for the list itself. */
  readonly each?: RuleSet
  /** Default: the platform's. */
  readonly clock?: Clock
}

/** More is told of nobody: the count goes on. */
const maxViolations = 1000

/** Rules that are held together. Sets are put together with `and`, and asked of every element of a list with `each`. */
export class RuleSet {
  readonly name: string
  readonly rules: readonly Rule[]
  readonly #each: RuleSet | undefined
  readonly #clock: Clock

  constructor(name: string, rules: readonly Rule[], options: RuleSetOptions = {}) {
    this.name = name
    this.rules = rules
    this.#each = options.each
    this.#clock = options.clock ?? systemClock
  }

  /** These rules and more. */
  and(...more: readonly Rule[]): RuleSet {
    return new RuleSet(this.name, [...this.rules, ...more], {
      clock: this.#clock,
      ...(this.#each && { each: this.#each }),
    })
  }

  /** A set for lists of what this set is for. `rules` are asked of the list as a whole. */
  each(...rules: readonly Rule[]): RuleSet {
    return new RuleSet(`${this.name} list`, rules, { each: this, clock: this.#clock })
  }

  /**
   * Asks every rule; never throws for what a value holds, nor for a rule that throws: that is a violation too.
   * At most 1 000 violations are listed. Cost: rules × elements.
   */
  async validate(value: unknown, context: Partial<RuleContext> = {}): Promise<ValidationReport> {
    const full: RuleContext = { nowMs: this.#clock.now(), ...context }
    const violations = await this.#ask(value, full)
    const own = violations.some(({ severity }) => severity === 'error')
    if (!this.#each) return report(violations, 1, Number(own), context)
    if (!Array.isArray(value)) {
      const not: Violation = { rule: 'list', path: '', message: 'is not a list', severity: 'error' }
      return report([not, ...violations], 1, 1, context)
    }
    const failedAt = new Set(violations.filter(isError).map(({ path }) => path))
    for (const [i, element] of (value as readonly unknown[]).entries()) {
      const found = await this.#each.validate(element, full)
      if (!found.ok) failedAt.add(`[${i}]`)
      for (const violation of found.violations) {
        if (violations.length >= maxViolations) break
        violations.push({ ...violation, path: violation.path === '' ? `[${i}]` : `[${i}].${violation.path}` })
      }
    }
    return report(violations, value.length, failedAt.size, context)
  }

  async #ask(value: unknown, context: RuleContext): Promise<Violation[]> {
    const violations: Violation[] = []
    for (const rule of this.rules) {
      let found: readonly Finding[]
      try {
        found = await rule.check(value, context)
      } catch (error) {
        found = [{ path: '', message: `could not be checked: ${error instanceof Error ? error.name : 'it threw'}` }]
      }
      for (const finding of found) violations.push({ rule: rule.name, severity: 'error', ...finding })
    }
    return violations.slice(0, maxViolations)
  }
}

function isError({ severity }: Violation): boolean {
  return severity === 'error'
}

function report(
  violations: readonly Violation[],
  checked: number,
  failed: number,
  { target }: Partial<RuleContext>,
): ValidationReport {
  return {
    ok: failed === 0 && !violations.some(isError),
    violations: target === undefined ? violations : violations.map(violation => ({ ...violation, target })),
    checked,
    failed: Math.min(checked, failed),
  }
}
