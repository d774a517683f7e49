import * as fc from 'fast-check'
import { type Answer, ConfidenceWeightedMerger, type NonEmpty, parseQuantity, unknownUsage } from 'routewise'
import { describe, expect, it } from 'vitest'

const answer = (name: string, text: string, weight = 0.7): Answer => ({
  target: `lab/${name}`,
  response: { text, toolCalls: [], finishReason: 'stop', usage: unknownUsage, model: name },
  weight,
})
const context = { request: { messages: [] }, signal: new AbortController().signal }
const merge = (...answers: NonEmpty<Answer>) => new ConfidenceWeightedMerger().merge(answers, context)

describe('ConfidenceWeightedMerger on scalars', () => {
  it('takes the weighted median, as its source wrote it', () => {
    const merged = merge(answer('a', '$2.10'), answer('b', '$2.15 '), answer('c', '$9'))
    expect(merged.response.text).toBe('$2.15 ')
    expect(merged.from).toEqual(['lab/a', 'lab/b'])
  })

  it('counts one strong source above two weak ones', () => {
    expect(merge(answer('a', '7', 0.95), answer('b', '9', 0.3), answer('c', '9', 0.3)).response.text).toBe('7')
  })
})

describe('ConfidenceWeightedMerger on text', () => {
  it('lets answers that say the same vote together', () => {
    const merged = merge(
      answer('a', 'The capital of Australia is Canberra.'),
      answer('b', 'The capital of Australia is Canberra'),
      answer('c', 'Sydney is the capital of Australia, of course'),
    )
    expect(merged.from).toEqual(['lab/a', 'lab/b'])
    expect(merged.confidence).toBeGreaterThan(0.7)
  })

  it('does not count a text with another number, or a denial, as the same', () => {
    const merged = merge(
      answer('a', 'The plan costs 20 dollars a month', 0.8),
      answer('b', 'The plan costs 25 dollars a month', 0.6),
      answer('c', 'The plan costs 30 dollars a month', 0.6),
    )
    expect(merged.from).toEqual(['lab/a'])
  })

  it('gives the same result in any order', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.tuple(
            fc.stringMatching(/^[a-e]$/),
            fc.constantFrom('yes', 'no', '1', '2'),
            fc.double({ min: 0, max: 1, noNaN: true }),
          ),
          {
            minLength: 1,
            selector: ([name]) => name,
          },
        ),
        entries => {
          const answers = entries.map(([name, text, weight]) => answer(name, text, weight)) as [Answer, ...Answer[]]
          const reversed = answers.toReversed() as [Answer, ...Answer[]]
          expect(merge(...answers)).toEqual(merge(...reversed))
        },
      ),
    )
  })
})

describe('parseQuantity', () => {
  it.each([
    ['$1,234.50', 1234.5, 'usd'],
    ['2.5 million USD', 2_500_000, 'usd'],
    ['$2.49/hour', 2.49, 'usd/hour'],
    ['-3.2e3 ms', -3200, 'ms'],
    ['12 %', 12, '%'],
    ['$3k', 3000, 'usd'],
    ['5 m', 5, 'm'],
  ])('reads %s', (text, value, unit) => {
    expect(parseQuantity(text)).toEqual({ value, unit })
  })

  it.each(['', 'NaN', 'about 5', '5 or 6', '1,23', '2024-05-01', '1.2.3', 'I think it is 5', 'Infinity'])(
    'refuses %s',
    text => {
      expect(parseQuantity(text)).toBeUndefined()
    },
  )
})
