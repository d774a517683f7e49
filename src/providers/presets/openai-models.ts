import type { ModelInfo } from '../provider.ts'
import { type Family, model, usd } from './model.ts'

const all = ['tools', 'parallel-tools', 'images', 'files', 'json-schema'] as const
const gpt6: Family = { contextTokens: 1_050_000, maxOutputTokens: 128_000, supports: [...all, 'reasoning', 'search'] }
const gpt5: Family = { ...gpt6, contextTokens: 400_000 }
const oSeries: Family = { ...gpt6, contextTokens: 200_000, maxOutputTokens: 100_000, verified: false }
const gpt41: Family = { contextTokens: 1_047_576, maxOutputTokens: 32_768, supports: all }
const gpt4o: Family = { contextTokens: 128_000, maxOutputTokens: 16_384, supports: all }

/** Long prompts cost twice for input and one and a half for output; since GPT-5.6 writing to the cache costs a quarter more. */
function stepped(id: string, input: number, cached: number, output: number, writes: boolean): ModelInfo {
  return model(id, gpt6, [
    usd([2 * input, 2 * cached, 1.5 * output, writes ? 2.5 * input : undefined], { aboveInputTokens: 272_000 }),
    usd([input, cached, output, writes ? 1.25 * input : undefined]),
  ])
}

export const openaiModels: readonly ModelInfo[] = [
  stepped('gpt-6-astra', 10, 1, 50, true),
  stepped('gpt-6.1-sol', 2, 0.1, 10, true),
  stepped('gpt-6.1-terra', 1, 0.05, 5, true),
  stepped('gpt-6-sol', 2, 0.2, 10, true),
  stepped('gpt-6-luna', 0.1, 0.01, 0.5, true),
  stepped('gpt-5.6-sol', 4, 0.4, 20, true),
  stepped('gpt-5.6-terra', 2, 0.2, 12, true),
  stepped('gpt-5.6-luna', 0.2, 0.02, 1.2, true),
  stepped('gpt-5.5', 5, 0.5, 30, false),
  stepped('gpt-5.4', 2.5, 0.25, 15, false),
  stepped('gpt-5.4-mini', 0.75, 0.075, 4.5, false),
  stepped('gpt-5.4-nano', 0.2, 0.02, 1.25, false),
  model('gpt-5', gpt5, [usd([1.25, 0.125, 10])]),
  model('gpt-5-mini', gpt5, [usd([0.25, 0.025, 2])]),
  model('gpt-5-nano', gpt5, [usd([0.05, 0.005, 0.4])]),
  model('gpt-4.1', gpt41, [usd([2, 0.5, 8])]),
  model('gpt-4.1-mini', gpt41, [usd([0.4, 0.1, 1.6])]),
  model('gpt-4o', gpt4o, [usd([2.5, 1.25, 10])]),
  model('gpt-4o-mini', gpt4o, [usd([0.15, 0.075, 0.6])]),
  model('o3', oSeries, [usd([2, 0.5, 8])]),
  model('o4-mini', oSeries, [usd([1.1, 0.275, 4.4])]),
]
