import { InvalidOptionsError } from '../../errors/index.ts'
import type { ModelInfo, Provider } from '../provider.ts'
import type { ErrorCodes } from '../http/classify-error.ts'
import { httpProvider } from '../http/http-provider.ts'
import type { HttpProviderOptions } from '../http/options.ts'
import type { Ask } from '../http/wire.ts'
import { withThinkTags } from '../think-tags.ts'
import type { ChatBody, ChatDialect } from '../wires/openai-chat/dialect.ts'
import { openaiChatWire } from '../wires/openai-chat/wire.ts'

export interface OpenAICompatibleOptions extends HttpProviderOptions, Omit<ChatDialect, 'adapt' | 'headers' | 'path'> {
  /** The first half of its targets. Known names bring their address and habits along: see `knownServers`. */
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
  'baseUrl' | 'reasoningField' | 'auth' | 'maxTokensField' | 'errorCodes' | 'thinkTags' | 'streamUsage'
> & {
  readonly reasoning?: 'object' | 'effort'
  readonly seedField?: string
}

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
  ollama: { baseUrl: 'http://localhost:11434/v1', reasoningField: 'reasoning', reasoning: 'effort', thinkTags: true },
  llamacpp: { baseUrl: 'http://localhost:8080/v1', reasoningField: 'reasoning_content', thinkTags: true },
  vllm: { baseUrl: 'http://localhost:8000/v1', reasoningField: 'reasoning_content', thinkTags: true },
  lmstudio: { baseUrl: 'http://localhost:1234/v1', reasoningField: 'reasoning_content', thinkTags: true },
  sglang: { baseUrl: 'http://localhost:30000/v1', reasoningField: 'reasoning_content', thinkTags: true },
  // Its address is your resource's: https://NAME.openai.azure.com/openai/v1
  azure: { auth: 'api-key', maxTokensField: 'max_completion_tokens', reasoning: 'effort' },
}

/**
 * Any server that speaks chat completions. What it does not do it will say: nothing is taken out of a request but
 * `search`, and `reasoning` where the server is not known to have a switch for it; a warning tells of both.
 */
export function openaiCompatible(options: OpenAICompatibleOptions): Provider {
  const known: Known = Object.hasOwn(knownServers, options.id) ? (knownServers[options.id] ?? {}) : {}
  const { id, auth = known.auth, adapt } = options
  const baseUrl = options.baseUrl ?? known.baseUrl
  if (baseUrl === undefined) {
    throw new InvalidOptionsError(`provider "${id}"`, [
      { path: 'baseUrl', message: `is missing: only ${Object.keys(knownServers).join(', ')} are known by name` },
    ])
  }
  const wire = openaiChatWire({
    ...known,
    ...options,
    headers: key => (auth === 'api-key' ? { 'api-key': key } : { authorization: `Bearer ${key}` }),
    adapt: (body, ask) => {
      adaptKnown(body, ask, known)
      adapt?.(body, ask)
    },
  })
  const { thinkTags = known.thinkTags } = options
  const split = withThinkTags(wire, ({ model }) =>
    thinkTags === 'opened' ? 'opened' : (thinkTags ?? writesThinkTags(model)) ? 'tagged' : undefined,
  )
  const errorCodes = options.errorCodes ?? known.errorCodes
  return httpProvider({ id, baseUrl, wire: split, models: [], ...(errorCodes && { errorCodes }) }, options)
}

/** Families of open models that think between tags, wherever nobody takes them off. */
const writesThinkTags = (model: string): boolean =>
  /deepseek-?r1|\bqwq|qwen-?3(?!.*instruct)|minimax-m|glm-(4\.[5-9]|5|z1)|smollm3|nemotron|phi-?4.*reasoning|-thinking/i.test(
    model,
  )

function adaptKnown(body: ChatBody, { request, warnings, target }: Ask, { reasoning, seedField }: Known): void {
  if (seedField !== undefined && body['seed'] !== undefined) {
    body[seedField] = body['seed']
    delete body['seed']
  }
  if (request.reasoning !== undefined && reasoning === 'object') {
    body['reasoning'] = request.reasoning === 'off' ? { enabled: false } : { effort: request.reasoning }
  } else if (request.reasoning !== undefined && reasoning === 'effort') {
    if (request.reasoning !== 'off') body['reasoning_effort'] = request.reasoning
    else warnings.push(`${target} may reason all the same: there is no common way to turn it off`)
  } else if (request.reasoning !== undefined) {
    warnings.push(`${target} has no known switch for reasoning: set it by providerOptions.${target.split('/')[0]}`)
  }
  if (request.search) warnings.push(`${target} has no known switch for searching: "search" was left out`)
}
