import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  type ChatRequest,
  type ChatResponse,
  discover,
  eligible,
  InvalidOptionsError,
  type Provider,
  ProviderRegistry,
  splitTarget,
  structured,
} from 'routewise'

const keys = {
  OPENAI_API_KEY: 'a',
  ANTHROPIC_API_KEY: 'a',
  GEMINI_API_KEY: 'a',
  GROQ_API_KEY: 'a',
  DEEPSEEK_API_KEY: 'a',
  DASHSCOPE_API_KEY: 'a',
  ARK_API_KEY: 'a',
  MOONSHOT_API_KEY: 'a',
  ZAI_API_KEY: 'a',
  MINIMAX_API_KEY: 'a',
}
const named = (id: string, ...models: string[]): Provider => ({
  id,
  models: models.map(model => ({ id: model })),
  chat: () => Promise.reject(new Error('not asked')),
})

describe('discover', () => {
  it('finds the providers whose keys are there, in a fixed order', () => {
    const ids = discover({ ...keys, HOME: '/root', EMPTY: '', N: 5 }).map(provider => provider.id)
    expect(ids).toEqual([
      'openai',
      'anthropic',
      'google',
      'groq',
      'deepseek',
      'qwen',
      'doubao',
      'moonshot',
      'zai',
      'minimax',
    ])
    expect(discover({ OPENAI_API_KEY: ' ' })).toEqual([])
    expect(discover({ GOOGLE_GENERATIVE_AI_API_KEY: 'x', XAI_API_KEY: 'y' }).map(provider => provider.id)).toEqual([
      'google',
      'xai',
    ])
  })

  it('sends to the address and region that the environment names', async () => {
    const urls: string[] = []
    const common = {
      fetch: (url: unknown) => {
        urls.push(String(url))
        return Promise.resolve(Response.json({}))
      },
    }
    const env = {
      OPENAI_API_KEY: 'x',
      OPENAI_BASE_URL: 'http://localhost:9/v1',
      MOONSHOT_API_KEY: 'x',
      MOONSHOT_REGION: 'china',
    }
    await new ProviderRegistry(discover(env, { common })).health({ signal: new AbortController().signal })
    expect(urls).toEqual(['http://localhost:9/v1/models', 'https://api.moonshot.cn/v1/models'])
  })
})

describe('the registry', () => {
  it('knows the one provider of every model that is listed', () => {
    const registry = new ProviderRegistry(discover(keys))
    const targets = registry.targets()
    expect(targets.length).toBeGreaterThan(60)
    for (const target of targets) {
      expect(registry.resolve(splitTarget(target).model)).toBe(target)
      expect(registry.resolve(target)).toBe(target)
      expect(registry.modelOf(target)?.id).toBe(splitTarget(target).model)
    }
  })

  it('takes a model that is not listed by its target only', () => {
    const registry = new ProviderRegistry([named('openai', 'gpt-6-sol')])
    expect(registry.resolve('openai/gpt-7')).toBe('openai/gpt-7')
    expect(() => registry.resolve('gpt-7')).toThrow(InvalidOptionsError)
    expect(() => registry.resolve('gpt-6')).toThrow(/no provider lists/)
  })

  it('does not guess between two', () => {
    const registry = new ProviderRegistry([named('a', 'llama', 'b/llama'), named('b', 'llama')])
    expect(() => registry.resolve('llama')).toThrow(/a\/llama, b\/llama/)
    expect(() => registry.resolve('b/llama')).toThrow(/b\/llama, a\/b\/llama/)
    expect(registry.resolve('a/llama')).toBe('a/llama')
  })

  it('refuses two providers of one name', () => {
    expect(() => new ProviderRegistry([named('a'), named('a'), named('b/c')])).toThrow(/providers\[1\].*providers\[2\]/)
  })

  it('tells who is reached and takes the key', async () => {
    const answers: Record<string, () => Promise<Response>> = {
      'https://api.openai.com/v1/models': () => Promise.resolve(Response.json({ data: [] })),
      'https://api.anthropic.com/v1/models': () =>
        Promise.resolve(Response.json({ error: { type: 'authentication_error' } }, { status: 401 })),
      'https://api.groq.com/openai/v1/models': () => Promise.reject(new TypeError('fetch failed')),
      'https://api.deepseek.com/models': () => Promise.resolve(new Response('', { status: 404 })),
    }
    const { OPENAI_API_KEY, ANTHROPIC_API_KEY, GROQ_API_KEY, DEEPSEEK_API_KEY } = keys
    const found = discover(
      { OPENAI_API_KEY, ANTHROPIC_API_KEY, GROQ_API_KEY, DEEPSEEK_API_KEY },
      { common: { fetch: url => answers[url as string]?.() ?? Promise.reject(new Error('asked of somebody else')) } },
    )
    const health = await new ProviderRegistry([...found, named('mine')]).health({
      signal: new AbortController().signal,
    })
    expect(
      health.map(({ provider, ok, error }) => [provider, ok, (error as { kind?: string } | undefined)?.kind]),
    ).toEqual([
      ['openai', true, undefined],
      ['anthropic', false, 'auth'],
      ['groq', false, 'network'],
      ['deepseek', true, undefined],
      ['mine', undefined, undefined],
    ])
  })

  it('waits for nobody beyond its signal, and tells who was slow', async () => {
    const slow = { ...named('slow'), check: () => new Promise<void>(() => {}) }
    const quick = { ...named('quick'), check: () => Promise.resolve() }
    const controller = new AbortController()
    const asked = new ProviderRegistry([slow, quick]).health({ signal: controller.signal })
    await new Promise(resolve => setImmediate(resolve))
    controller.abort(new Error('took too long'))
    expect((await asked).map(({ provider, ok, error }) => [provider, ok, String(error)])).toEqual([
      ['slow', false, 'Error: took too long'],
      ['quick', true, 'undefined'],
    ])
  })
})

describe('eligible', () => {
  const request: ChatRequest = {
    messages: [
      {
        role: 'user',
        content: [{ type: 'image', mediaType: 'image/png', data: new URL('https://example.com/a.png') }],
      },
    ],
    tools: [{ name: 'f', parameters: {} }],
    maxOutputTokens: 1000,
  }
  it('names the reason of every model that is left out', () => {
    const models = [
      { id: 'fits', supports: ['tools', 'images'], contextTokens: 10_000, maxOutputTokens: 1000 },
      { id: 'unknown' },
      { id: 'blind', supports: ['tools'] },
      { id: 'short', supports: ['tools', 'images'], contextTokens: 1500 },
      { id: 'terse', supports: ['tools', 'images'], maxOutputTokens: 500 },
    ] as const
    const found = eligible(models, request, 600)
    expect(found.eligible.map(model => model.id)).toEqual(['fits', 'unknown'])
    expect(found.excluded.map(({ model, reason }) => [model.id, reason])).toEqual([
      ['blind', 'cannot do images'],
      ['short', 'holds 1500 tokens, about 1600 are needed'],
      ['terse', 'answers with at most 500 tokens, 1000 are wanted'],
    ])
  })
})

describe('a structured answer', () => {
  const answer = (text: string): ChatResponse => ({
    text,
    toolCalls: [],
    finishReason: 'stop',
    usage: { inputTokens: undefined, outputTokens: undefined },
    model: 'm',
  })
  const schema = z.object({ n: z.number() })
  it('is parsed and validated, a fence taken off', async () => {
    expect(await structured(answer('{"n":1}'), schema)).toEqual({ n: 1 })
    expect(await structured(answer('```json\n{"n":1}\n```'), schema)).toEqual({ n: 1 })
  })
  it('that does not fit is the fault of the model, told without its content', async () => {
    await expect(structured(answer('{"n":"secret"}'), schema, 'a/b')).rejects.toThrow(/does not fit its schema at n/)
    await expect(structured(answer('secret'), schema, 'a/b')).rejects.toThrow(
      'a/b: the answer is not JSON (malformed-response)',
    )
  })
})
