import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { estimateTokens, fitToContext, Orchestrator, simulated, TaskClassifier, textTokens } from 'routewise'
import { gptTokens } from 'routewise/gpt-tokenizer'
import { describe, expect, it } from 'vitest'

const source = readFileSync(new URL(import.meta.url), 'utf8')
const texts: Readonly<Record<string, string>> = {
  English:
    'The committee has looked at three offers and will decide on Thursday. Please send me whatever you still have on the second one, even if it is only a draft, so that I can read it on the train.',
  Chinese:
    '委员会已经看过三份报价，将在星期四作出决定。第二份报价如果还有什么材料，即使只是草稿，也请发给我，我在火车上看。',
  Japanese:
    '委員会は三つの見積もりを検討し、木曜日に決定します。二つ目について資料が残っていれば、下書きでも構いませんので送ってください。',
  Korean:
    '위원회는 세 가지 제안을 검토했으며 목요일에 결정할 것입니다. 두 번째 제안에 대한 자료가 남아 있으면 초안이라도 보내 주세요.',
  Russian:
    'Комиссия рассмотрела три предложения и примет решение в четверг. Пришлите мне, пожалуйста, всё, что осталось по второму, даже если это только черновик.',
  German:
    'Der Ausschuss hat drei Angebote geprüft und entscheidet am Donnerstag. Schicken Sie mir bitte, was Sie zum zweiten noch haben, auch wenn es nur ein Entwurf ist.',
  code: source,
  JSON: JSON.stringify(
    Array.from({ length: 30 }, (_, id) => ({ id, name: `item-${id}`, price: id * 1.37, tags: ['a', 'new'] })),
  ),
}

describe('the estimate of tokens', () => {
  it.each(Object.entries(texts))('is near the exact count of %s', (_, text) => {
    const exact = gptTokens(text)
    expect(textTokens(text)).toBeGreaterThan(0.75 * exact)
    expect(textTokens(text)).toBeLessThan(1.25 * exact)
  })

  it('is a whole number for any text, 0 for none, and never more for a part of it by much', () => {
    expect(textTokens('')).toBe(0)
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.nat(200), (text, cut) => {
        const whole = textTokens(text)
        expect(Number.isInteger(whole) && whole >= 0 && whole <= 2 * text.length).toBe(true)
        expect(textTokens(text.slice(0, cut))).toBeLessThanOrEqual(whole + 1)
      }),
    )
  })

  it('grows with the length of a text of which only parts are read', () => {
    const prose = `${texts['English']} `
    const [once, often] = [textTokens(prose), textTokens(prose.repeat(1000))]
    expect(often / once).toBeGreaterThan(950)
    expect(often / once).toBeLessThan(1050)
    // What stands at the end counts as well.
    expect(textTokens(prose.repeat(50) + '中'.repeat(5000))).toBeGreaterThan(1.5 * textTokens(prose.repeat(77)))
  })

  it('counts the calls of tools and their schemas', () => {
    const messages = [{ role: 'user' as const, content: 'hi' }]
    const bare = estimateTokens({ messages })
    const parameters = {
      type: 'object',
      properties: { place: { type: 'string', description: texts['English'] ?? '' } },
    }
    expect(estimateTokens({ messages, tools: [{ name: 'weather', parameters }] })).toBeGreaterThan(bare + 50)
    const toolCalls = [{ id: '1', name: 'weather', arguments: { place: texts['English'] ?? '' } }]
    expect(estimateTokens({ messages: [...messages, { role: 'assistant', content: '', toolCalls }] })).toBeGreaterThan(
      bare + 30,
    )
  })
})

describe('a counter of tokens of your own', () => {
  const perWord = (text: string): number => text.split(/\s+/).filter(word => word !== '').length * 100
  const messages = [{ role: 'user' as const, content: 'one two three' }]

  it('is asked by the classifier, and decides what of a history fits', () => {
    expect(new TaskClassifier({ countTokens: perWord }).classify({ messages }).inputTokens).toBe(304)
    const turns = [...messages, { role: 'assistant' as const, content: 'four' }, ...messages]
    const model = { id: 'm', contextTokens: 700, maxOutputTokens: 100 }
    expect(fitToContext({ messages: turns }, model, perWord).messages).toHaveLength(1)
    expect(fitToContext({ messages: turns }, model).messages).toHaveLength(3)
  })

  it('is used by the orchestrator for the size of a request', async () => {
    const small = simulated({
      id: 'a',
      models: [{ id: 'm', contextTokens: 200 }],
      answer: () => ({ text: 'x', latencyMs: 0 }),
    })
    const router = new Orchestrator({ providers: [small], countTokens: perWord })
    await expect(router.chat({ messages })).rejects.toThrow(/holds 200 tokens, the request needs about 304/)
    expect(await new Orchestrator({ providers: [small] }).chat({ messages })).toMatchObject({ text: 'x' })
  })
})

describe('the exact tokenizer', () => {
  it('counts by the o200k vocabulary', () => {
    expect(gptTokens('hello world')).toBe(2)
    expect(gptTokens('')).toBe(0)
  })

  it('takes the names of control tokens for text', () => {
    expect(gptTokens('<|endoftext|>')).toBeGreaterThan(1)
  })

  it.each(['a', '-', ' ', '中'])('counts %j without a break in pieces, and is off by little', run => {
    const count = gptTokens(run.repeat(50_000))
    const exact = gptTokens(run.repeat(500))
    expect(count / (100 * exact)).toBeGreaterThan(0.7)
    expect(count / (100 * exact)).toBeLessThan(1.1)
  })
})
