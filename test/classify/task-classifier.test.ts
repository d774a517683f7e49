import fc from 'fast-check'
import { type ChatRequest, InvalidOptionsError, TaskClassifier } from 'routewise'
import { describe, expect, it } from 'vitest'

const ask = (content: string): ChatRequest => ({ messages: [{ role: 'user', content }] })
const classifier = new TaskClassifier()

describe('TaskClassifier', () => {
  it.each([
    ['coding', 'Write a Python function that sorts a list of tuples by the second element'],
    ['math', 'Solve the quadratic equation x^2 - 5x + 6 = 0 and find the sum of its roots'],
    ['language', 'Translate the following sentence into French: the weather is lovely'],
    ['empathy', 'I feel so lonely and anxious since my boyfriend left me, I cry every night'],
    ['general', 'play some music by Adele on my workout playlist'],
    ['coding', '请写一个函数,对数组进行排序'],
    ['language', '把这句话翻译成英文'],
  ])('sees %s in: %s', (kind, text) => {
    expect(classifier.classify(ask(text)).kind).toBe(kind)
  })

  it('says general where it cannot tell', () => {
    expect(classifier.classify(ask('')).kind).toBe('general')
    expect(classifier.classify({ messages: [] }).kind).toBe('general')
    expect(classifier.classify(ask('qwzx vlorp')).kind).toBe('general')
  })

  it('knows the kinds and words that its user adds', () => {
    const own = new TaskClassifier({ kinds: { legal: ['contract', 'clause', 'breach of contract'] } })
    expect(own.classify(ask('Is this clause a breach of contract?')).kind).toBe('legal')
    expect(own.classify(ask('Write a Python function that sorts a list')).kind).toBe('coding')
  })

  it('reports every fault in its options', () => {
    expect(() => new TaskClassifier({ kinds: { legal: [] }, minConfidence: 2 })).toThrow(InvalidOptionsError)
    expect(() => new TaskClassifier({ kinds: { legal: [] }, minConfidence: 2 })).toThrow(/kinds\.legal.*minConfidence/)
  })

  it('reads needs from the request itself', () => {
    const { needs } = classifier.classify({
      messages: [
        {
          role: 'user',
          content: [{ type: 'image', mediaType: 'image/png', data: new URL('https://example.com/a.png') }],
        },
      ],
      tools: [{ name: 'look', parameters: {} }],
      reasoning: 'high',
    })
    expect(needs).toEqual(['images', 'tools', 'reasoning'])
  })

  it('gives a defined answer for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), text => {
        const { confidence, complexity, inputTokens } = classifier.classify(ask(text))
        expect(confidence).toBeGreaterThanOrEqual(0)
        expect(confidence).toBeLessThanOrEqual(1)
        expect(complexity).toBeGreaterThanOrEqual(0)
        expect(complexity).toBeLessThanOrEqual(1)
        expect(Number.isInteger(inputTokens)).toBe(true)
      }),
    )
  })
})
