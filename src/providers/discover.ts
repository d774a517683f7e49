import type { HttpProviderOptions } from './http/options.ts'
import type { Provider } from './provider.ts'
import { anthropic } from './presets/anthropic.ts'
import { deepseek } from './presets/deepseek.ts'
import { doubao } from './presets/doubao.ts'
import { google } from './presets/google.ts'
import { groq } from './presets/groq.ts'
import { minimax } from './presets/minimax.ts'
import { moonshot } from './presets/moonshot.ts'
import { openai } from './presets/openai.ts'
import { openaiCompatible } from './presets/openai-compatible.ts'
import { qwen } from './presets/qwen.ts'
import { zai } from './presets/zai.ts'

/** An environment: `process.env`, a Worker's `env`, any object of texts. Other values are passed over. */
export type Env = Readonly<Record<string, unknown>>

interface Entry {
  readonly id: string
  /** Conventional names of its key, the first one found counts. */
  readonly keys: readonly string[]
  readonly make: (options: HttpProviderOptions, region: 'international' | 'china') => Provider
}

const compatible = (id: string, ...keys: string[]): Entry => ({
  id,
  keys,
  make: options => openaiCompatible({ ...options, id }),
})

const entries: readonly Entry[] = [
  { id: 'openai', keys: ['OPENAI_API_KEY'], make: openai },
  { id: 'anthropic', keys: ['ANTHROPIC_API_KEY'], make: anthropic },
  { id: 'google', keys: ['GEMINI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY', 'GOOGLE_API_KEY'], make: google },
  { id: 'groq', keys: ['GROQ_API_KEY'], make: groq },
  { id: 'deepseek', keys: ['DEEPSEEK_API_KEY'], make: deepseek },
  {
    id: 'qwen',
    keys: ['DASHSCOPE_API_KEY', 'ALIBABA_API_KEY'],
    make: (options, region) => qwen({ ...options, region }),
  },
  {
    id: 'doubao',
    keys: ['ARK_API_KEY', 'VOLCENGINE_API_KEY', 'DOUBAO_API_KEY'],
    make: (options, region) => doubao({ ...options, region }),
  },
  { id: 'moonshot', keys: ['MOONSHOT_API_KEY'], make: (options, region) => moonshot({ ...options, region }) },
  { id: 'zai', keys: ['ZAI_API_KEY', 'ZHIPU_API_KEY'], make: (options, region) => zai({ ...options, region }) },
  { id: 'minimax', keys: ['MINIMAX_API_KEY'], make: (options, region) => minimax({ ...options, region }) },
  compatible('openrouter', 'OPENROUTER_API_KEY'),
  compatible('xai', 'XAI_API_KEY'),
  compatible('mistral', 'MISTRAL_API_KEY'),
  compatible('cerebras', 'CEREBRAS_API_KEY'),
  compatible('together', 'TOGETHER_API_KEY', 'TOGETHER_AI_API_KEY'),
  compatible('perplexity', 'PERPLEXITY_API_KEY'),
]

export interface DiscoverOptions {
  /** For providers with two: those in China, or abroad. A variable such as `QWEN_REGION=china` wins. Default `international`. */
  readonly region?: 'international' | 'china'
  /** Given to every provider: `fetch`, `headers`, callbacks. */
  readonly common?: Omit<HttpProviderOptions, 'id' | 'apiKey' | 'baseUrl' | 'models'>
}

/**
 * The providers whose keys are in an environment, in a fixed order. `<ID>_BASE_URL` (`OPENAI_BASE_URL` …) sets another
 * address. Reads nothing but the object it is given, and asks nobody.
 */
export function discover(env: Env, options: DiscoverOptions = {}): readonly Provider[] {
  return entries.flatMap(({ id, keys, make }) => {
    const apiKey = keys.map(key => textIn(env, key)).find(value => value !== undefined)
    if (apiKey === undefined) return []
    const name = id.toUpperCase()
    const baseUrl = textIn(env, `${name}_BASE_URL`)
    const region = textIn(env, `${name}_REGION`) === 'china' ? 'china' : (options.region ?? 'international')
    return [make({ ...options.common, apiKey, ...(baseUrl !== undefined && { baseUrl }) }, region)]
  })
}

function textIn(env: Env, key: string): string | undefined {
  const value = env[key]
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
