import type { Ask } from '../http/wire.ts'

/** Models that reason. */
export const thinks = (id: string): boolean => /^(gpt-([5-9]|\d\d)|o\d)/.test(id) && !/chat/.test(id)
/** Models that cannot be told not to think. */
export const alwaysThinks = (id: string): boolean => /^(gpt-6-astra|gpt-6\.1-sol|gpt-5\.6-cyber|o\d)|-pro\b/.test(id)
/** `none` came with GPT-5.1; before, the least was `minimal`. */
const least = (id: string): string => (/^gpt-5(-mini|-nano|-20|$)/.test(id) ? 'minimal' : 'none')

/** The effort to ask for, or `undefined` where the model has no such switch or is left to itself. */
export function effortOf({ request, model, warnings, target }: Ask): string | undefined {
  const { reasoning } = request
  if (reasoning === undefined) return undefined
  if (!thinks(model)) {
    if (reasoning !== 'off') warnings.push(`${target} does not reason: "reasoning" was left out`)
    return undefined
  }
  if (reasoning !== 'off') return reasoning
  if (!alwaysThinks(model)) return least(model)
  warnings.push(`${target} cannot be told not to reason`)
  return 'low'
}

/** Reasoning models take no temperature unless they do not reason. */
export function dropTemperature(
  body: Record<string, unknown>,
  effort: string | undefined,
  { model, warnings, target }: Ask,
): void {
  if (body['temperature'] === undefined || !thinks(model) || effort === 'none') return
  delete body['temperature']
  warnings.push(`${target} takes no temperature while it reasons: it was left out`)
}
