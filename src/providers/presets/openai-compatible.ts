import type { ModelInfo, Provider } from '../provider.ts'
import type { ErrorCodes } from '../http/classify-error.ts'
import { httpProvider } from '../http/http-provider.ts'
import type { HttpProviderOptions } from '../http/options.ts'
import { entryOf } from '../http/json.ts'
import type { Ask } from '../http/wire.ts'
import { withThinkTags } from '../think-tags.ts'
import type { ChatBody, ChatDialect } from '../wires/openai-chat/dialect.ts'
import { openaiChatWire } from '../wires/openai-chat/wire.ts'

export interface OpenAICompatibleOptions extends HttpProviderOptions, Omit<ChatDialect, 'adapt' | 'headers' | 'path'> {
  /** The first half of its targets. Known names bring their address and habits along: see `knownServers`; others need a `baseUrl`. */
  readonly id: string
  /** What it serves. */
  readonly models?: readonly ModelInfo[]
  /** This server's own error codes, lower-case, where they mean something else than usual. */
  readonly errorCodes?: ErrorCodes
  /**
   * Thinking between `<think>` tags at the start of the text is told as reasoning, for every model; `opened` where the
   * prompt's template opens them, so that only `</think>` comes. Default: at `ollama`, `llamacpp`, `vllm`, `lmstudio` and
   * `sglang`, and of models whose family is known to write them (DeepSeek-R1, QwQ, Qwen3, MiniMax-M …).
   */
  readonly thinkTags?: boolean | 'opened'
  /** How the key is sent. Default `bearer`. */
  readonly auth?: 'bearer' | 'api-key'
  /** Changes the body before it is sent: for what only this server knows. */
  readonly adapt?: (body: ChatBody, ask: Ask) => void
}

type Known = Pick<
  OpenAICompatibleOptions,
  'baseUrl' | 'reasoningField' | 'auth' | 'maxTokensField' | 'thinkTags' | 'streamUsage'
> & {
  readonly reasoning?: 'object' | 'effort'
  readonly seedField?: string
}

const local = (port: number, reasoningField: 'reasoning' | 'reasoning_content'): Known => ({
  baseUrl: `http://localhost:${port}/v1`,
  reasoningField,
  thinkTags: true,
})

/** Servers whose address and habits are known by their id. */
export const knownServers: Readonly<Record<string, Known>> = {
  openrouter: { baseUrl: 'https://openrouter.ai/api/v1', reasoningField: 'reasoning', reasoning: 'object' },
  xai: { baseUrl: 'https://api.x.ai/v1', reasoning: 'effort' },
  // Refuses what it does not know; usage comes with its streams anyway.
  mistral: { baseUrl: 'https://api.mistral.ai/v1', seedField: 'random_seed', streamUsage: false },
  cerebras: { baseUrl: 'https://api.cerebras.ai/v1', reasoning: 'effort', maxTokensField: 'max_completion_tokens' },
  together: { baseUrl: 'https://api.together.xyz/v1' },
  huggingface: { baseUrl: 'https://router.huggingface.co/v1' },
  perplexity: { baseUrl: 'https://api.perplexity.ai' },
  ollama: { ...local(11434, 'reasoning'), reasoning: 'effort' },
  llamacpp: local(8080, 'reasoning_content'),
  vllm: local(8000, 'reasoning_content'),
  lmstudio: local(1234, 'reasoning_content'),
  sglang: local(30000, 'reasoning_content'),
  // Its address is your resource's: https://NAME.openai.azure.com/openai/v1
  azure: { auth: 'api-key', maxTokensField: 'max_completion_tokens', reasoning: 'effort' },
}

/**
 * Any server that speaks chat completions. What it does not do it will say: nothing is taken out of a request but
 * `search`, and `reasoning` where the server is not known to have a switch for it; a warning tells of both.
 */
export function openaiCompatible(options: OpenAICompatibleOptions): Provider {
  const known = entryOf(knownServers, options.id)
  const settings = { ...known, ...options }
  const { id, auth, adapt, baseUrl = '', thinkTags, errorCodes } = settings
  const wire = openaiChatWire({
    ...settings,
    headers: auth === 'api-key' ? key => ({ [auth]: key }) : undefined,
    adapt: (body, ask) => {
      adaptKnown(body, ask, known)
      adapt?.(body, ask)
    },
  })
  const split = withThinkTags(wire, ({ model }) =>
    thinkTags === 'opened' ? 'opened' : (thinkTags ?? writesThinkTags(model)) ? 'tagged' : undefined,
  )
  return httpProvider({ id, baseUrl, wire: split, models: [], errorCodes }, options)
}

/** Families of open models that think between tags, wherever nobody takes them off. */
const writesThinkTags = (model: string): boolean =>
  /deepseek-?r1|\bqwq|qwen-?3(?!.*instruct)|minimax-m|glm-(4\.[5-9]|5|z1)|smollm3|nemotron|phi-?4.*reasoning|-thinking/i.test(
    model,
  )

function adaptKnown(body: ChatBody, ask: Ask, known?: Known): void {
  const {
    request: { reasoning, search },
    warnings,
    target,
    provider,
  } = ask
  const unknown = (what: string): unknown =>
    warnings.push(`${target} has no known switch for ${what}: set providerOptions.${provider}`)
  if (known?.seedField !== undefined) {
    body[known.seedField] = body['seed']
    delete body['seed']
  }
  if (search) unknown('search')
  if (reasoning === undefined) return
  const style = known?.reasoning
  if (style === 'object') body['reasoning'] = reasoning === 'off' ? { enabled: false } : { effort: reasoning }
  else if (style && reasoning !== 'off') body['reasoning_effort'] = reasoning
  else unknown(`reasoning "${reasoning}"`)
}
