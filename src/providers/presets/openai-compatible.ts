import { InvalidOptionsError } from '../../errors/index.ts'
import type { ModelInfo, Provider } from '../provider.ts'
import type { ErrorCodes } from '../http/classify-error.ts'
import { httpProvider } from '../http/http-provider.ts'
import type { HttpProviderOptions } from '../http/options.ts'
import type { Ask } from '../http/wire.ts'
import type { ChatBody, ChatDialect } from '../wires/openai-chat/dialect.ts'
import { openaiChatWire } from '../wires/openai-chat/wire.ts'

export interface OpenAICompatibleOptions extends HttpProviderOptions, Omit<ChatDialect, 'adapt' | 'headers' | 'path'> {
  /** The first half of its targets. Known names bring their address and habits along: see `knownServers`. */
  readonly id: string
  /** What it serves. */
  readonly models?: readonly ModelInfo[]
  /** This server's own error codes, lower-case, where they mean something else than usual. */
  readonly errorCodes?: ErrorCodes
  /** How the key is sent. Default `bearer`. */
  readonly auth?: 'bearer' | 'api-key'
  /** Changes the body before it is sent: for what only this server knows. */
  readonly adapt?: (body: ChatBody, ask: Ask) => void
}

type Known = Pick<OpenAICompatibleOptions, 'baseUrl' | 'reasoningField' | 'auth' | 'maxTokensField' | 'errorCodes'> & {
  readonly reasoning?: 'object' | 'effort'
}

/** Servers whose address and habits are known by their id. */
export const knownServers: Readonly<Record<string, Known>> = {
  openrouter: { baseUrl: 'https://openrouter.ai/api/v1', reasoningField: 'reasoning', reasoning: 'object' },
  xai: { baseUrl: 'https://api.x.ai/v1', reasoning: 'effort' },
  mistral: { baseUrl: 'https://api.mistral.ai/v1' },
  cerebras: { baseUrl: 'https://api.cerebras.ai/v1', reasoning: 'effort', maxTokensField: 'max_completion_tokens' },
  together: { baseUrl: 'https://api.together.xyz/v1' },
  huggingface: { baseUrl: 'https://router.huggingface.co/v1' },
  perplexity: { baseUrl: 'https://api.perplexity.ai' },
  ollama: { baseUrl: 'http://localhost:11434/v1', reasoningField: 'reasoning', reasoning: 'effort' },
  llamacpp: { baseUrl: 'http://localhost:8080/v1', reasoningField: 'reasoning_content' },
  vllm: { baseUrl: 'http://localhost:8000/v1', reasoningField: 'reasoning_content' },
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
      adaptKnown(body, ask, known.reasoning)
      adapt?.(body, ask)
    },
  })
  const errorCodes = options.errorCodes ?? known.errorCodes
  return httpProvider({ id, baseUrl, wire, models: [], ...(errorCodes && { errorCodes }) }, options)
}

function adaptKnown(body: ChatBody, { request, warnings, target }: Ask, reasoning: Known['reasoning']): void {
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
