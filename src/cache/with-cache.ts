import { type ChatEvent, type ChatRequest, type ChatResponse, Collector, replay } from '../chat/index.ts'
import type { CallOptions } from '../handler/index.ts'
import { type AnswerRules, isCacheableAnswer, isCacheableRequest } from './admission.ts'
import { type CacheKey, requestKey } from './cache-key.ts'
import type { ConversationCache, ConversationId } from './conversation-cache.ts'
import type { KvCache } from './kv-cache.ts'

interface CallTarget {
  readonly model: string
  readonly signal: AbortSignal
}

/** What `withCache` needs of a provider; every `Provider` is one. */
export interface CacheableProvider<Model> {
  readonly id: string
  readonly models: readonly Model[]
  chat(request: ChatRequest, options: CallTarget): Promise<ChatResponse>
  stream?(request: ChatRequest, options: CallTarget): AsyncIterable<ChatEvent>
}

export interface WithCacheOptions extends AnswerRules {
  readonly cache: KvCache<ChatResponse>
  /** Whom the answers of this provider may be shown to, or how a request says so; `undefined` is not cached. */
  readonly scope: string | ((request: ChatRequest) => string | undefined)
  /**
   * Keeps conversations, so that a request sends only what is new; `idOf` says to which it belongs, `undefined` for none.
   * Default: requests say all.
   */
  readonly conversations?: {
    readonly cache: ConversationCache
    readonly idOf: (request: ChatRequest) => ConversationId | undefined
  }
  /** `use`: also requests whose answer would vary. Default: temperature 0 only. */
  readonly mode?: CallOptions['cache']
  /** What an answer cost, USD. Default: unknown. */
  readonly costUsd?: (response: ChatResponse) => number
}

interface Turn {
  readonly request: ChatRequest
  readonly end: (response: ChatResponse) => Promise<void>
}

/**
 * A provider that answers from a cache where it can: for users without an orchestrator. The answers of two models are
 * never mixed. A streamed answer is kept once it is whole.
 */
export function withCache<Model>(
  provider: CacheableProvider<Model>,
  options: WithCacheOptions,
): CacheableProvider<Model> {
  const { cache, mode, conversations } = options
  /** The request with what was said before it, and what adds the turn once it is answered. */
  const inConversation = async (asked: ChatRequest): Promise<Turn> => {
    const id = conversations?.idOf(asked)
    if (!id || !conversations) return { request: asked, end: async () => {} }
    return {
      request: { ...asked, messages: await conversations.cache.messages(id, asked.messages) },
      end: response => conversations.cache.add(id, asked.messages, response),
    }
  }
  const keyOf = async (request: ChatRequest, model: string): Promise<CacheKey | undefined> => {
    const scope = typeof options.scope === 'string' ? options.scope : options.scope(request)
    if (!scope || !isCacheableRequest(request, mode === undefined ? {} : { cache: mode })) return undefined
    return requestKey(request, scope, { vary: [provider.id, model] })
  }
  const find = async (key: CacheKey | undefined): Promise<ChatResponse | undefined> =>
    key && mode !== 'refresh' ? cache.get(key) : undefined
  /** What stores the answer to a request that begins now. */
  const keeper = (key: CacheKey | undefined, model: string): ((response: ChatResponse) => void) => {
    const { generation } = cache
    return response => {
      if (!key || !isCacheableAnswer(response, options)) return
      const details = { target: `${provider.id}/${model}` as const, costUsd: options.costUsd?.(response) }
      if (generation === cache.generation) cache.setNow(key, response, details)
    }
  }

  async function answer(request: ChatRequest, call: CallTarget): Promise<ChatResponse> {
    const key = await keyOf(request, call.model)
    const found = await find(key)
    if (found) return found
    const keep = keeper(key, call.model)
    const response = await provider.chat(request, call)
    keep(response)
    return response
  }

  async function chat(asked: ChatRequest, call: CallTarget): Promise<ChatResponse> {
    const { request, end } = await inConversation(asked)
    const response = await answer(request, call)
    await end(response)
    return response
  }

  async function* stream(asked: ChatRequest, call: CallTarget): AsyncIterable<ChatEvent> {
    const { request, end } = await inConversation(asked)
    const key = await keyOf(request, call.model)
    const found = await find(key)
    const keep = keeper(key, call.model)
    const collector = new Collector()
    for await (const event of found ? replay(found) : (provider.stream?.(request, call) ?? [])) {
      collector.add(event)
      if (event.type === 'finish') {
        if (!found) keep(collector.response())
        await end(collector.response())
      }
      yield event
    }
  }

  const { id, models } = provider
  return { id, models, chat, ...(provider.stream && { stream }) }
}
