import type { ModelInfo, Provider } from '../provider.ts'
import { httpProvider } from '../http/http-provider.ts'
import type { HttpProviderOptions } from '../http/options.ts'
import type { Ask } from '../http/wire.ts'
import { geminiWire } from '../wires/gemini/wire.ts'
import { type Family, model, usd } from './model.ts'

const family: Family = {
  contextTokens: 1_048_576,
  maxOutputTokens: 65_536,
  supports: ['tools', 'parallel-tools', 'images', 'files', 'json-schema', 'reasoning', 'search'],
}
const december2026 = Date.UTC(2026, 11, 1)
const january2027 = Date.UTC(2027, 0, 1)

const gemini4 = [usd([2, 0.1, 10], { untilMs: december2026 }), usd([4, 0.2, 20])]
const flash3 = [usd([0.75, 0.075, 3.75], { untilMs: january2027 }), usd([1.5, 0.15, 7.5])]

export const googleModels: readonly ModelInfo[] = [
  model('gemini-4-carbon', { ...family, verified: false }, gemini4),
  // Two sources differ about its output: the smaller one counts.
  model('gemini-4-argon', { ...family, maxOutputTokens: 32_768, verified: false }, gemini4),
  model('gemini-3.8-flash', family, flash3),
  model('gemini-3.7-flash', family, flash3),
  model('gemini-3.6-flash', family, flash3),
  model('gemini-3.5-flash', family, [usd([1.5, 0.15, 9])]),
  model('gemini-3.5-flash-lite', family, [usd([0.3, 0.03, 2.5])]),
  model('gemini-3.1-pro-preview', family, [usd([4, 0.4, 18], { aboveInputTokens: 200_000 }), usd([2, 0.2, 12])]),
  model('gemini-3.1-flash-lite', family, [usd([0.25, 0.025, 1.5])]),
  model('gemini-2.5-pro', family, [usd([2.5, 0.25, 15], { aboveInputTokens: 200_000 }), usd([1.25, 0.125, 10])]),
  model('gemini-2.5-flash', family, [usd([0.3, 0.03, 2.5])]),
  model('gemini-2.5-flash-lite', family, [usd([0.1, 0.01, 0.4])]),
]

/** Google's Gemini API. Key: `GEMINI_API_KEY`. */
export function google(options: HttpProviderOptions): Provider {
  const baseUrl = 'https://generativelanguage.googleapis.com/v1beta'
  const errorCodes = { failed_precondition: 'permission' } as const
  return httpProvider({ id: 'google', baseUrl, wire: geminiWire({ adapt }), models: googleModels, errorCodes }, options)
}

function adapt(config: Record<string, unknown>, { request, model: id, warnings, target }: Ask): void {
  const { reasoning } = request
  const old = id.startsWith('gemini-2')
  if (old && request.tools?.length && config['responseMimeType'] !== undefined) {
    delete config['responseMimeType']
    delete config['responseJsonSchema']
    warnings.push(`${target} does not enforce JSON beside tools: it is only asked for`)
  }
  if (reasoning === undefined) return
  if (reasoning !== 'off') {
    const budget = { low: 2048, medium: 8192, high: 24_576 }[reasoning]
    config['thinkingConfig'] = {
      includeThoughts: true,
      ...(old ? { thinkingBudget: budget } : { thinkingLevel: reasoning }),
    }
  } else if (old && !id.includes('pro')) config['thinkingConfig'] = { thinkingBudget: 0 }
  else {
    warnings.push(`${target} cannot be told not to reason`)
    config['thinkingConfig'] = old ? { thinkingBudget: 128 } : { thinkingLevel: 'low' }
  }
}
