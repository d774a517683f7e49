import { afterEach, describe, expect, it, vi } from 'vitest'

const expected = {
  'deepseek-reasoning': [
    '[thinks] They ask about an umbrella: I need the weather in Lisbon.',
    '[calls] weather({"place":"Lisbon"})',
    '[tokens] 61 in, 26 out, 22 of thinking',
    '[thinks] Rain at 14 °C.',
    'Yes, take one: it is raining.',
    '[tokens] 118 in, 12 out, 9 of thinking',
  ],
  'qwen-search': ['A release candidate came out on Monday.', '[tokens] 812 in, 14 out'],
  'minimax-thinking': [
    '[thinks] 7 × 143 is 1,001.',
    'No: 1,001 is 7 × 11 × 13.',
    '[stop] 31 tokens',
    '[thinks] I had 7 × 143.',
    'By 7, 11 and 13.',
    '[stop] 17 tokens',
  ],
}

afterEach(() => vi.unstubAllEnvs())

describe.each(Object.entries(expected))('the example %s', (name, lines) => {
  it('runs without a key against a service of this machine', async () => {
    for (const key of ['DEEPSEEK_API_KEY', 'DASHSCOPE_API_KEY', 'MINIMAX_API_KEY']) vi.stubEnv(key, '')
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    const file = new URL(`../../examples/providers/${name}.ts`, import.meta.url)
    const example = (await import(file.href)) as { readonly said: readonly string[] }
    expect(example.said).toEqual(lines)
    expect(log.mock.calls.map(([line]) => line as string)).toEqual(lines)
  })
})
