import {
  type ChatEvent,
  type ChatRequest,
  type ChatResponse,
  ConversationCache,
  type ContextStrategy,
  collect,
  KvCache,
  type Message,
  mostAsked,
  PrefixAffinity,
  replay,
  textOf,
  VirtualClock,
  warm,
  withCache,
} from 'routewise'
import { describe, expect, it } from 'vitest'

const user = (content: string): Message => ({ role: 'user', content })
const answer = (text: string): ChatResponse => ({
  text,
  toolCalls: [],
  finishReason: 'stop',
  usage: { inputTokens: 1, outputTokens: 1 },
  model: 'm',
})

describe('ConversationCache', () => {
  const id = { scope: 'tenant', session: 's' }
  const talk = async (strategy: ContextStrategy, maxMessages = 100) => {
    const cache = new KvCache<readonly Message[]>({ maxBytes: 100_000 })
    const conversations = new ConversationCache({ cache, strategy, maxMessages })
    await conversations.add(id, [{ role: 'system', content: 'Be brief.' }, user('one')], answer('1'))
    await conversations.add(id, [user('two')], answer('2'))
    return conversations
  }
  const texts = (messages: readonly Message[]) => messages.map(message => message.content)

  it.each<[ContextStrategy, string[]]>([
    ['full', ['Be brief.', 'one', '1', 'two', '2', 'three']],
    ['context-only', ['Be brief.', 'one', 'two', 'three']],
    ['response-only', ['Be brief.', '1', '2', 'three']],
  ])('sends again what %s says', async (strategy, expected) => {
    expect(texts(await (await talk(strategy)).messages(id, [user('three')]))).toEqual(expected)
  })

  it('drops the oldest beyond its limit, system messages never', async () => {
    expect(texts(await (await talk('full', 3)).messages(id, []))).toEqual(['Be brief.', 'two', '2'])
  })

  it('knows nothing of a conversation of the same name in another scope', async () => {
    expect(await (await talk('full')).messages({ scope: 'other', session: 's' }, [])).toEqual([])
  })

  it('sends a tool again only together with the call that it answers', async () => {
    const cache = new KvCache<readonly Message[]>({ maxBytes: 100_000 })
    const call: Message = { role: 'assistant', content: '', toolCalls: [{ id: 'c', name: 'now', arguments: {} }] }
    const result: Message = { role: 'tool', toolCallId: 'c', content: 'noon' }
    const sent = async (strategy: ContextStrategy) =>
      new ConversationCache({ cache, strategy }).messages(id, []).then(list => list.map(message => message.role))
    await new ConversationCache({ cache }).add(id, [user('What time is it?'), call, result], answer('Noon.'))
    expect(await sent('full')).toEqual(['user', 'assistant', 'tool', 'assistant'])
    expect(await sent('context-only')).toEqual(['user', 'assistant', 'tool'])
    expect(await sent('response-only')).toEqual(['assistant'])
  })

  it('loses no turn of two that end at once', async () => {
    const conversations = await talk('full')
    await Promise.all([
      conversations.add(id, [user('three')], answer('3')),
      conversations.add(id, [user('four')], answer('4')),
    ])
    expect(await conversations.messages(id, [])).toHaveLength(9)
  })
})

describe('PrefixAffinity', () => {
  const long = (words: number) => 'word '.repeat(words)
  const turn = (...texts: string[]): ChatRequest => ({ messages: texts.map(user) })

  it('knows who has a beginning warm, how much of it, and for how long', async () => {
    const clock = new VirtualClock()
    const affinity = new PrefixAffinity({ clock, ttlMs: 1000 })
    affinity.record('a/m', turn(long(2000)))
    const next = turn(long(2000), 'and now?')
    expect(affinity.warmTokens('a/m', next)).toBeGreaterThan(2000)
    expect(affinity.warmTokens('b/m', next)).toBeUndefined()
    expect(affinity.warmTokens('a/m', turn(`other ${long(2000)}`))).toBeUndefined()
    await clock.advance(1000)
    expect(affinity.warmTokens('a/m', next)).toBe(0)
  })

  it('does not count on prefixes too short to be kept', () => {
    const affinity = new PrefixAffinity()
    affinity.record('a/m', turn('short'))
    expect(affinity.warmTokens('a/m', turn('short', 'next'))).toBeUndefined()
  })

  it('learns from usage that a target keeps less than it should', () => {
    const affinity = new PrefixAffinity()
    const request = turn(long(2000))
    for (let i = 0; i < 20; i++)
      affinity.record('a/m', request, { inputTokens: 2500, cacheReadTokens: 0, outputTokens: 1 })
    expect(affinity.warmTokens('a/m', request)).toBeLessThan(500)
  })

  it('goes by the time that each provider keeps a prompt', async () => {
    const clock = new VirtualClock()
    const affinity = new PrefixAffinity({ clock, ttlMs: target => (target === 'a/m' ? 1000 : 5000) })
    for (const target of ['a/m', 'b/m'] as const) affinity.record(target, turn(long(2000)))
    await clock.advance(2000)
    expect(affinity.warmTokens('a/m', turn(long(2000)))).toBe(0)
    expect(affinity.warmTokens('b/m', turn(long(2000)))).toBeGreaterThan(2000)
  })
})

describe('withCache', () => {
  const setUp = () => {
    let asked = 0
    const provider = {
      id: 'p',
      models: [],
      chat: async () => answer(`answer ${++asked}`),
      async *stream(): AsyncIterable<ChatEvent> {
        yield* replay(answer(`answer ${++asked}`))
      },
    }
    const cache = new KvCache<ChatResponse>({ maxBytes: 100_000 })
    return { cached: withCache(provider, { cache, scope: 'tenant' }), asked: () => asked }
  }
  const request: ChatRequest = { messages: [user('hi')], temperature: 0 }
  const call = (model: string) => ({ model, signal: new AbortController().signal })

  it('keeps conversations, so that only what is new is sent, in chat and stream alike', async () => {
    const sent: string[][] = []
    const say = (request: ChatRequest) => {
      sent.push(request.messages.map(textOf))
      return answer(`answer ${sent.length}`)
    }
    const provider = {
      id: 'p',
      models: [],
      chat: async (asked: ChatRequest) => say(asked),
      async *stream(asked: ChatRequest): AsyncIterable<ChatEvent> {
        yield* replay(say(asked))
      },
    }
    const conversations = {
      cache: new ConversationCache({ cache: new KvCache({ maxBytes: 100_000 }) }),
      idOf: () => ({ scope: 'tenant', session: 's' }),
    }
    const cache = new KvCache<ChatResponse>({ maxBytes: 100_000 })
    const cached = withCache(provider, { cache, scope: 'tenant', conversations })
    await cached.chat({ messages: [user('one')] }, call('m'))
    await collect(cached.stream?.({ messages: [user('two')] }, call('m')) ?? [])
    await cached.chat({ messages: [user('three')] }, call('m'))
    expect(sent).toEqual([['one'], ['one', 'answer 1', 'two'], ['one', 'answer 1', 'two', 'answer 2', 'three']])
  })

  it('answers chat and stream from one cache, and keeps models apart', async () => {
    const { cached, asked } = setUp()
    const streamed = await collect(cached.stream?.(request, call('m')) ?? [])
    expect(await cached.chat(request, call('m'))).toEqual(streamed)
    expect(await collect(cached.stream?.(request, call('m')) ?? [])).toEqual(streamed)
    expect(asked()).toBe(1)
    await cached.chat(request, call('n'))
    expect(asked()).toBe(2)
  })

  it('does not keep a stream that was left', async () => {
    const { cached, asked } = setUp()
    for await (const _ of cached.stream?.(request, call('m')) ?? []) break
    await cached.chat(request, call('m'))
    expect(asked()).toBe(2)
  })
})

describe('warming', () => {
  it('fills a few at a time, counts failures and goes on', async () => {
    let now = 0
    let most = 0
    const fill = async (n: number) => {
      most = Math.max(most, ++now)
      await new Promise(resolve => setImmediate(resolve))
      now--
      if (n === 3) throw new Error('no')
    }
    expect(await warm([1, 2, 3, 4, 5, 6], fill, { concurrency: 2 })).toEqual({ done: 5, failed: 1 })
    expect(most).toBe(2)
  })

  it('takes from a history what was asked most', () => {
    expect(mostAsked(['a', 'b', 'a', 'c', 'b', 'a'], 2, text => text)).toEqual(['a', 'b'])
  })
})
