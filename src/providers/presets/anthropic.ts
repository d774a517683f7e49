import type { ModelInfo, Provider } from '../provider.ts'
import { httpProvider } from '../http/http-provider.ts'
import type { HttpProviderOptions } from '../http/options.ts'
import type { Ask } from '../http/wire.ts'
import { anthropicMessagesWire } from '../wires/anthropic-messages/wire.ts'
import { type Family, model, usd } from './model.ts'

const family: Family = {
  contextTokens: 1_000_000,
  maxOutputTokens: 128_000,
  supports: ['tools', 'parallel-tools', 'images', 'files', 'json-schema', 'reasoning', 'search'],
}
const earlier: Family = { ...family, contextTokens: 200_000, maxOutputTokens: 64_000 }

/** Writing to the five-minute cache costs a quarter more than input. */
const claude = (id: string, of: Family, input: number, cached: number, output: number): ModelInfo =>
  model(id, of, [usd([input, cached, output, 1.25 * input])])

export const anthropicModels: readonly ModelInfo[] = [
  claude('claude-fable-5-2', family, 8, 0.2, 40),
  claude('claude-fable-5-1', family, 10, 0.25, 50),
  claude('claude-opus-5-5', family, 4, 0.2, 20),
  claude('claude-sonnet-5-5', family, 2, 0.1, 10),
  model('claude-haiku-5-5', family, [
    usd([0.5, 0.05, 2.5, 0.625], { aboveInputTokens: 100_000 }),
    usd([0.1, 0.01, 0.5, 0.125]),
  ]),
  claude('claude-opus-5', family, 5, 0.5, 25),
  claude('claude-opus-4-8', family, 5, 0.5, 25),
  claude('claude-opus-4-7', family, 5, 0.5, 25),
  claude('claude-opus-4-6', family, 5, 0.5, 25),
  claude('claude-opus-4-5', earlier, 5, 0.5, 25),
  claude('claude-sonnet-5', family, 2, 0.2, 10),
  claude('claude-sonnet-4-6', family, 3, 0.3, 15),
  claude('claude-sonnet-4-5', earlier, 3, 0.3, 15),
  claude('claude-haiku-4-5', earlier, 1, 0.1, 5),
]

/** Anthropic. Key: `ANTHROPIC_API_KEY`. Speaks API version 2026-10-21, which knows no sampling parameters. */
export function anthropic(options: HttpProviderOptions): Provider {
  const wire = anthropicMessagesWire({ version: '2026-10-21', defaultMaxTokens: 16_384, adapt })
  const parts = { id: 'anthropic', baseUrl: 'https://api.anthropic.com', wire, models: anthropicModels }
  return httpProvider({ ...parts, errorCodes: { ramp_limit_exceeded: 'rate-limit' } }, options)
}

const generation = (id: string): number => Number((/(\d+)-(\d+)|(\d+)/.exec(id)?.[0] ?? '5').replace('-', '.'))
/** From the 4.6 generation on a model decides by itself how long it thinks; the earlier ones want a budget. */
const isAdaptive = (id: string): boolean => generation(id) >= 4.6
const alwaysThinks = (id: string): boolean => /fable|mythos|(opus|sonnet)-5-5/.test(id)

function adapt(body: Record<string, unknown>, ask: Ask): void {
  const { request, model: id, warnings, target } = ask
  if (body['temperature'] !== undefined) {
    delete body['temperature']
    warnings.push(`${target} takes no temperature: it was left out`)
  }
  const { reasoning } = request
  if (reasoning === 'off') {
    if (alwaysThinks(id)) warnings.push(`${target} cannot be told not to reason`)
    else body['thinking'] = { type: 'disabled' }
  } else if (reasoning !== undefined && isAdaptive(id)) body['thinking'] = { type: 'adaptive', display: 'summarized' }
  else if (reasoning !== undefined) setBudget(body, reasoning)
  if (reasoning !== undefined && isAdaptive(id)) {
    if (reasoning !== 'off' || alwaysThinks(id)) {
      body['output_config'] = { ...(body['output_config'] as object), effort: reasoning === 'off' ? 'low' : reasoning }
    }
  }
  const thinking = reasoning !== undefined && reasoning !== 'off'
  if ((thinking || alwaysThinks(id)) && (request.toolChoice === 'required' || typeof request.toolChoice === 'object')) {
    body['tool_choice'] = { type: 'auto' }
    warnings.push(`${target} cannot be made to call a tool while it reasons: it may choose`)
  }
  if (request.search) {
    body['tools'] = [...((body['tools'] as object[]) ?? []), { type: 'web_search_20250305', name: 'web_search' }]
  }
}

/** Budgets are at least 1,024 tokens and below the limit of the answer. */
function setBudget(body: Record<string, unknown>, reasoning: 'low' | 'medium' | 'high'): void {
  const budget = { low: 2048, medium: 8192, high: 24_576 }[reasoning]
  const limit = body['max_tokens'] as number
  body['thinking'] = { type: 'enabled', budget_tokens: budget }
  // What was asked for is the length of the answer: thinking comes on top.
  if (limit <= budget) body['max_tokens'] = limit + budget
}
