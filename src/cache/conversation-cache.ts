import type { ChatResponse, Message } from '../chat/index.ts'
import { scopedKey } from './cache-key.ts'
import { type ContextStrategy, contextOf } from './context-strategy.ts'
import type { KvCache } from './kv-cache.ts'

export interface ConversationCacheOptions {
  /** Where conversations are kept. Give it a `store` where losing one is not acceptable: memory drops what is worth least. */
  readonly cache: KvCache<readonly Message[]>
  /** Default `full`. */
  readonly strategy?: ContextStrategy
  /** The oldest messages beyond this many are dropped, system messages never. Default 100. */
  readonly maxMessages?: number
}

/** Whose conversation, and which. */
export interface ConversationId {
  readonly scope: string
  readonly session: string
}

/** The messages of conversations, so that a caller sends only what is new. Each belongs to one scope. */
export class ConversationCache {
  readonly #cache: KvCache<readonly Message[]>
  readonly #strategy: ContextStrategy
  readonly #maxMessages: number
  /** Turns of one conversation are added one after the other, or one of two at once would be lost. */
  readonly #adding = new Map<string, Promise<void>>()

  constructor(options: ConversationCacheOptions) {
    this.#cache = options.cache
    this.#strategy = options.strategy ?? 'full'
    this.#maxMessages = options.maxMessages ?? 100
  }

  /** What to send: what was said so far, by the strategy, and then `asked`. */
  async messages(id: ConversationId, asked: readonly Message[]): Promise<readonly Message[]> {
    const said = (await this.#cache.get(keyOf(id))) ?? []
    return [...contextOf(said, this.#strategy), ...asked]
  }

  /** Adds one turn: what was asked and what came. */
  async add(id: ConversationId, asked: readonly Message[], response: ChatResponse): Promise<void> {
    const key = keyOf(id)
    const before = this.#adding.get(key)
    const work = (async () => {
      await before
      const said = (await this.#cache.get(key)) ?? []
      await this.#cache.set(key, this.#trimmed([...said, ...asked, answerOf(response)]))
    })()
    const settled = work.catch(() => {})
    this.#adding.set(key, settled)
    await work
    if (this.#adding.get(key) === settled) this.#adding.delete(key)
  }

  async forget(id: ConversationId): Promise<void> {
    await this.#cache.delete(keyOf(id))
  }

  /** A tool's word without the call it answers is refused by every provider: the start is never one. */
  #trimmed(messages: readonly Message[]): readonly Message[] {
    const system = messages.filter(message => message.role === 'system')
    let rest = messages.filter(message => message.role !== 'system')
    rest = rest.slice(Math.max(0, rest.length - Math.max(1, this.#maxMessages - system.length)))
    while (rest[0]?.role === 'tool') rest = rest.slice(1)
    return [...system, ...rest]
  }
}

function keyOf({ scope, session }: ConversationId): ReturnType<typeof scopedKey> {
  return scopedKey(scope, `conversation:${session}`)
}

function answerOf({ text, toolCalls }: ChatResponse): Message {
  return { role: 'assistant', content: text, ...(toolCalls.length > 0 && { toolCalls }) }
}
