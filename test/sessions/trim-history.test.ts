import fc from 'fast-check'
import { estimateTokens, fitToContext, type Message, trimHistory, withHistory } from 'routewise'
import { describe, expect, it } from 'vitest'

const turnArbitrary = fc
  .record({ text: fc.string({ maxLength: 200 }), answer: fc.string({ maxLength: 200 }), tool: fc.boolean() })
  .map(({ text, answer, tool }): Message[] => [
    { role: 'user', content: text },
    ...(tool
      ? [
          { role: 'assistant' as const, content: '', toolCalls: [{ id: 'c', name: 'look', arguments: {} }] },
          { role: 'tool' as const, toolCallId: 'c', content: answer },
        ]
      : []),
    { role: 'assistant', content: answer },
  ])
const historyArbitrary = fc
  .tuple(fc.option(fc.string({ maxLength: 50 }), { nil: undefined }), fc.array(turnArbitrary, { maxLength: 8 }))
  .map(([system, turns]): Message[] => [
    ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
    ...turns.flat(),
    { role: 'user', content: 'and now?' },
  ])

describe('trimHistory', () => {
  it('keeps the system and the last turn, fits where it can, and leaves no tool answer alone', () => {
    fc.assert(
      fc.property(historyArbitrary, fc.integer({ min: 0, max: 600 }), (messages, maxTokens) => {
        const kept = trimHistory(messages, maxTokens)
        expect(messages.filter(message => kept.includes(message))).toEqual(kept)
        expect(kept.at(-1)).toBe(messages.at(-1))
        const system = messages.filter(message => message.role === 'system')
        expect(kept.filter(message => message.role === 'system')).toEqual(system)
        const least = estimateTokens({ messages: [...system, ...messages.slice(-1)] })
        expect(estimateTokens({ messages: kept })).toBeLessThanOrEqual(Math.max(maxTokens, least))
        for (const [at, message] of kept.entries()) {
          if (message.role === 'tool') expect(kept[at - 1]?.role).toBe('assistant')
        }
      }),
    )
  })

  it('gives back the same list where all of it fits', () => {
    const messages: Message[] = [{ role: 'user', content: 'hi' }]
    expect(trimHistory(messages, 100)).toBe(messages)
  })
})

describe('fitToContext', () => {
  const messages: Message[] = Array.from({ length: 40 }, (_, i) => ({
    role: i % 2 === 0 ? ('user' as const) : ('assistant' as const),
    content: 'some words that take room '.repeat(20),
  }))

  it('leaves room for the answer', () => {
    const { messages: kept } = fitToContext({ messages, maxOutputTokens: 1_000 }, { contextTokens: 4_000 })
    expect(kept.length).toBeLessThan(40)
    expect(kept.length).toBeGreaterThan(5)
    expect(estimateTokens({ messages: kept })).toBeLessThan(3_000)
  })

  it('touches nothing where the window is unknown or large enough', () => {
    const request = { messages }
    expect(fitToContext(request, {})).toBe(request)
    expect(fitToContext(request, { contextTokens: 1_000_000 })).toBe(request)
  })
})

describe('withHistory', () => {
  it('puts what was said between the system messages and the new ones', () => {
    const said: Message[] = [
      { role: 'user', content: 'one' },
      { role: 'assistant', content: 'two' },
    ]
    const session = { id: 's', turns: 1, visits: [], lastAtMs: 0, cachedTokens: 0, recentTexts: [], messages: said }
    const { messages } = withHistory(session, {
      messages: [
        { role: 'system', content: 'rules' },
        { role: 'user', content: 'three' },
      ],
    })
    expect(messages.map(message => message.content)).toEqual(['rules', 'one', 'two', 'three'])
  })
})
