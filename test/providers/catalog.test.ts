import fc from 'fast-check'
import {
  anthropicModels,
  type Capability,
  type ChatRequest,
  deepseekModels,
  doubaoModels,
  eligible,
  googleModels,
  groqModels,
  minimaxModels,
  type ModelInfo,
  moonshotModels,
  openaiModels,
  priceOf,
  qwenModels,
  zaiModels,
} from 'routewise'
import { describe, expect, it } from 'vitest'

const catalog: Readonly<Record<string, readonly ModelInfo[]>> = {
  openai: openaiModels,
  anthropic: anthropicModels,
  google: googleModels,
  groq: groqModels,
  deepseek: deepseekModels,
  qwen: qwenModels,
  doubao: doubaoModels,
  moonshot: moonshotModels,
  zai: zaiModels,
  minimax: minimaxModels,
}

function model(provider: string, id: string): ModelInfo {
  return catalog[provider]?.find(info => info.id === id) ?? expect.unreachable(`no ${provider}/${id}`)
}

/** USD for a million tokens of this kind, in a prompt of so many. */
function per(info: ModelInfo, kind: 'input' | 'output' | 'cacheRead', at: string, promptTokens = 1000): number {
  const usage = { input: 'inputTokens', output: 'outputTokens', cacheRead: 'cacheReadTokens' } as const
  const prompt = { inputTokens: promptTokens, outputTokens: 0 }
  const atMs = Date.parse(at)
  const [with1, without] = [{ ...prompt, [usage[kind]]: kind === 'input' ? promptTokens + 1 : 1 }, prompt].map(
    asked => priceOf(asked, info, atMs) ?? NaN,
  )
  return Math.round(((with1 ?? NaN) - (without ?? NaN)) * 1e10) / 1e4
}

describe.each(Object.entries(catalog))('the catalog of %s', (_, models) => {
  it('lists each model once, with limits that can be', () => {
    expect(new Set(models.map(({ id }) => id)).size).toBe(models.length)
    for (const { contextTokens = 0, maxOutputTokens = 0 } of models) {
      expect(contextTokens).toBeGreaterThanOrEqual(maxOutputTokens)
      expect(maxOutputTokens).toBeGreaterThan(1000)
    }
  })

  it('has a price for every time and length where it has any, and what is cached costs no more', () => {
    const times = fc.date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(fc.constantFrom(...models), times, fc.nat(2_000_000), (info, at, tokens) => {
        const fresh = priceOf({ inputTokens: tokens, outputTokens: 10 }, info, at.getTime())
        const cached = priceOf({ inputTokens: 0, cacheReadTokens: tokens, outputTokens: 10 }, info, at.getTime())
        expect(fresh === undefined).toBe(info.prices === undefined)
        expect((cached ?? 0) <= (fresh ?? 0)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})

describe('prices', () => {
  it.each([
    ['google', 'gemini-4-argon', '2026-11-30T23:59:59Z', 2, 10],
    ['google', 'gemini-4-argon', '2026-12-01T00:00:00Z', 4, 20],
    ['google', 'gemini-3.8-flash', '2026-12-31T23:59:59Z', 0.75, 3.75],
    ['google', 'gemini-3.8-flash', '2027-01-01T00:00:00Z', 1.5, 7.5],
  ])('change on their day: %s/%s at %s', (provider, id, at, input, output) => {
    expect(per(model(provider, id), 'input', at)).toBe(input)
    expect(per(model(provider, id), 'output', at)).toBe(output)
  })

  it.each([
    ['openai', 'gpt-6-sol', 272_000, 2, 4],
    ['anthropic', 'claude-haiku-5-5', 100_000, 0.1, 0.5],
    ['google', 'gemini-3.1-pro-preview', 200_000, 2, 4],
    ['minimax', 'MiniMax-M3', 512_000, 0.3, 0.6],
  ])('step up with the length of the prompt: %s/%s over %i', (provider, id, tokens, short, long) => {
    const at = '2026-11-20T12:00:00Z'
    const info = model(provider, id)
    expect(priceOf({ inputTokens: tokens, outputTokens: 0 }, info, Date.parse(at))).toBeCloseTo(
      (tokens * short) / 1e6,
      9,
    )
    expect(per(info, 'input', at, tokens + 1)).toBe(long)
    // What was cached is part of the prompt's length.
    const usage = { inputTokens: 1, cacheReadTokens: tokens, outputTokens: 0 }
    const next = { ...usage, inputTokens: 2 }
    const step = (priceOf(next, info, Date.parse(at)) ?? 0) - (priceOf(usage, info, Date.parse(at)) ?? 0)
    expect(step * 1e6).toBeCloseTo(long, 6)
  })

  it.each([
    ['Friday before work', '2026-11-20T00:59:59Z', 0.15],
    ['Friday morning', '2026-11-20T01:00:00Z', 0.3],
    ['Friday at noon', '2026-11-20T04:00:00Z', 0.15],
    ['Friday afternoon', '2026-11-20T09:59:59Z', 0.3],
    ['Friday evening', '2026-11-20T10:00:00Z', 0.15],
    ['Saturday morning', '2026-11-21T02:00:00Z', 0.15],
    ['Sunday afternoon', '2026-11-22T07:00:00Z', 0.15],
    ['Monday morning', '2026-11-23T02:00:00Z', 0.3],
  ])('of DeepSeek follow the hours of Beijing: %s', (_, at, input) => {
    const info = model('deepseek', 'deepseek-flash')
    expect(per(info, 'input', at)).toBe(input)
    expect(per(info, 'output', at)).toBe(4 * input)
    expect(per(info, 'cacheRead', at)).toBe(input / 50)
  })
})

describe('eligible', () => {
  const parts = {
    images: { type: 'image', mediaType: 'image/png', data: new Uint8Array(1) },
    files: { type: 'file', mediaType: 'application/pdf', data: new Uint8Array(1) },
  } as const
  const asking = (need: Capability): ChatRequest => ({
    messages: [{ role: 'user', content: need === 'images' || need === 'files' ? [parts[need]] : 'hi' }],
    ...(need === 'tools' && { tools: [{ name: 'f', parameters: {} }] }),
    ...(need === 'search' && { search: true }),
  })

  it.each(['images', 'files', 'tools', 'search'] as const)('leaves out who cannot do %s, and says so', need => {
    const all = Object.entries(catalog).flatMap(([provider, models]) =>
      models.map(info => ({ ...info, id: `${provider}/${info.id}` })),
    )
    const found = eligible(all, asking(need))
    expect(found.eligible.length + found.excluded.length).toBe(all.length)
    expect(found.eligible.every(({ supports }) => supports?.includes(need))).toBe(true)
    expect(
      found.excluded.every(({ model, reason }) => !model.supports?.includes(need) && reason === `cannot do ${need}`),
    ).toBe(true)
    expect(found.eligible.length).toBeGreaterThan(0)
  })
})
