import * as fc from 'fast-check'
import { type Answer, ConfidenceWeightedMerger, InvalidOptionsError, type NonEmpty } from 'routewise'
import { describe, expect, it } from 'vitest'
import { answer, context, mergeWith, nonEmpty } from './answers.ts'

const merge = (...answers: NonEmpty<Answer>) => mergeWith({}, ...answers)
const json = (name: string, value: unknown, weight = 0.7) => answer(name, JSON.stringify(value), weight)

describe('ConfidenceWeightedMerger on choices', () => {
  it('counts votes by how often each is right, not by heads', () => {
    const merged = merge(answer('a', 'Paris', 0.95), answer('b', 'Lyon', 0.4), answer('c', 'lyon.', 0.4))
    expect(merged.response.text).toBe('Paris')
    expect(merged.fields?.['answer']?.dissent).toEqual([
      { target: 'lab/b', value: 'Lyon' },
      { target: 'lab/c', value: 'lyon.' },
    ])
  })

  it('takes (B), **b** and B. for one choice', () => {
    expect(merge(answer('a', '(B)'), answer('b', '**b**'), answer('c', 'A')).from).toEqual(['lab/a', 'lab/b'])
  })

  it('gives one voter the confidence of its skill', () => {
    expect(merge(answer('a', 'yes', 0.8)).confidence).toBeCloseTo(0.8)
  })

  it('counts voters of one family little more than one of them', () => {
    const family = (target: string) => (target.startsWith('lab/x') ? 'x' : target)
    const answers = [
      answer('x1', 'no'),
      answer('x2', 'no'),
      answer('y', 'yes', 0.75),
      answer('z', 'yes', 0.75),
    ] as const
    expect(mergeWith({}, ...answers).confidence).toBeLessThan(0.6)
    const merged = mergeWith({ family }, ...answers)
    expect(merged.response.text).toBe('yes')
    expect(merged.confidence).toBeGreaterThan(mergeWith({}, ...answers).confidence)
  })

  it('leaves out who said nothing, and says so', () => {
    const merged = merge(answer('a', ''), answer('b', 'yes'), answer('c', '  '))
    expect(merged.response.text).toBe('yes')
    expect(merged.unread).toEqual([
      { target: 'lab/a', reason: 'no text' },
      { target: 'lab/c', reason: 'no text' },
    ])
  })

  it('wants a review where sources contradict each other, or all are weak', () => {
    expect(merge(answer('a', 'yes'), answer('b', 'no')).needsReview).toBe(true)
    expect(merge(answer('a', 'yes', 0.9), answer('b', 'yes', 0.9)).needsReview).toBe(false)
    expect(mergeWith({ reviewBelow: 0 }, answer('a', 'yes', 0.2), answer('b', 'yes', 0.2)).needsReview).toBe(true)
  })
})

describe('ConfidenceWeightedMerger on scalars', () => {
  it('takes the weighted median, as its source wrote it', () => {
    const merged = merge(answer('a', '$2.10'), answer('b', '$2.15 '), answer('c', '$9'))
    expect(merged.response.text).toBe('$2.15 ')
    expect(merged.value).toBe(2.15)
    expect(merged.from).toEqual(['lab/a', 'lab/b'])
  })

  it('counts one strong source above two weak ones', () => {
    expect(merge(answer('a', '7', 0.95), answer('b', '9', 0.3), answer('c', '9', 0.3)).response.text).toBe('7')
  })

  it('never mixes units: the best supported one counts, the others are named', () => {
    const merged = merge(answer('a', '$2'), answer('b', '$2.05'), answer('c', '€300'))
    expect(merged.value).toBe(2)
    expect(merged.unread).toEqual([{ target: 'lab/c', reason: 'another unit: eur' }])
  })

  it('averages where told to, without the outlier', () => {
    const merged = mergeWith({ numbers: 'mean' }, answer('a', '10 ms'), answer('b', '11 ms'), answer('c', '900 ms'))
    expect(merged.value).toBeCloseTo(10.5)
    expect(merged.response.text).toBe('10.5 ms')
  })
})

describe('ConfidenceWeightedMerger on JSON', () => {
  it('merges member by member: numbers by median, the rest by vote, ids never in between', () => {
    const merged = merge(
      json('a', { name: 'H100', price: 2.5, id: 10, spec: { memory: 80 } }),
      json('b', { name: 'h100', price: 2.6, id: 20, spec: { memory: 80 } }),
      json('c', { name: 'A100', price: 9, id: 20 }),
    )
    expect(merged.value).toEqual({ id: 20, name: 'H100', price: 2.6, spec: { memory: 80 } })
    expect(merged.fields?.['price']).toMatchObject({
      from: ['lab/a', 'lab/b'],
      dissent: [{ target: 'lab/c', value: 9 }],
    })
    expect(merged.fields?.['spec.memory']?.from).toEqual(['lab/a', 'lab/b'])
    expect(JSON.parse(merged.response.text)).toEqual(merged.value)
  })

  it('follows the policy of each field', () => {
    const fields = { tags: 'union', best: 'max', first: 'min' } as const
    const merged = mergeWith(
      { shape: 'json', fields },
      json('a', { tags: ['x', 'y'], best: 1, first: 'b' }),
      json('b', { tags: ['y', 'x'], best: 3, first: 'a' }),
      json('c', { tags: ['z', 'y'], best: 2, first: 'c' }),
    )
    expect(merged.value).toEqual({ tags: ['x', 'y'], best: 3, first: 'a' })
  })

  it('leaves out a member that most do not have', () => {
    expect(merge(json('a', { x: 1, y: 2 }), json('b', { x: 1 }), json('c', { x: 1 })).value).toEqual({ x: 1 })
  })

  it('reads through prose and fences, and names what is no JSON', () => {
    const merged = mergeWith(
      { shape: 'json' },
      answer('a', 'Sure! Here it is:\n```json\n{"x": 1}\n```\nHope [this] helps'),
      answer('b', '{"x": 1, "y": NaN}'),
      answer('c', 'I cannot say.'),
    )
    expect(merged.value).toEqual({ x: 1 })
    expect(merged.unread).toEqual([
      { target: 'lab/b', reason: 'y is NaN' },
      { target: 'lab/c', reason: 'no JSON' },
    ])
  })

  it('falls back to text where nobody gave JSON', () => {
    const merged = mergeWith({ shape: 'json' }, answer('a', 'no'), answer('b', 'no'))
    expect(merged.response.text).toBe('no')
    expect(merged.value).toBeUndefined()
  })
})

describe('ConfidenceWeightedMerger on tool calls', () => {
  const call = (id: string, args: object) => ({ id, name: 'weather', arguments: args as { city: string } })

  it('takes calls for one where only ids and the order of members differ', () => {
    const merged = merge(
      answer('a', '', 0.7, [call('1', { city: 'Paris', unit: 'C' })]),
      answer('b', '', 0.7, [call('2', { unit: 'C', city: 'Paris' })]),
      answer('c', '', 0.9, [call('3', { city: 'Lyon', unit: 'C' })]),
    )
    expect(merged.response.toolCalls[0]).toMatchObject({ id: '1', arguments: { city: 'Paris' } })
    expect(merged.from).toEqual(['lab/a', 'lab/b'])
  })
})

describe('ConfidenceWeightedMerger on text', () => {
  it('lets answers that say the same vote together', () => {
    const merged = merge(
      answer('a', 'The capital of Australia is, and has been since 1913, Canberra, not Sydney.'),
      answer('b', 'The capital of Australia is and has been since 1913 Canberra, not Sydney!'),
      answer('c', 'Sydney has always been the capital of Australia, as everybody knows very well.'),
    )
    expect(merged.from).toEqual(['lab/a', 'lab/b'])
    expect(merged.confidence).toBeGreaterThan(0.7)
  })

  it('does not count a text with another number, or a denial, as the same', () => {
    const say = (price: number, not = '') =>
      `Their largest and most expensive business plan does ${not} cost ${price} dollars a month`
    const merged = merge(answer('a', say(20), 0.8), answer('b', say(25), 0.6), answer('c', say(20, 'not'), 0.6))
    expect(merged.from).toEqual(['lab/a'])
  })
})

describe('ConfidenceWeightedMerger', () => {
  const texts = fc.oneof(
    fc.constantFrom(
      'yes',
      'no',
      '1',
      '2 ms',
      '{"a":1}',
      '{"a":2,"b":[1]}',
      '',
      '[{"k":1,"v":2}]',
      'a longer text\nof two lines',
    ),
    fc.json(),
    fc.string({ unit: 'binary' }),
  )
  const answers = fc
    .array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), texts, fc.double({ min: 0, max: 1 })), {
      minLength: 1,
      maxLength: 5,
    })
    .map(entries => entries.map(([name, text, weight]) => answer(name, text, weight)))
  const anyOptions = fc.constantFrom(
    {},
    { records: { key: ['k'] as const } },
    { shape: 'json' as const },
    { shape: 'scalar' as const },
  )

  it('never throws, and is sure of at most 1, whatever the answers hold', () => {
    fc.assert(
      fc.property(answers, anyOptions, (given, options) => {
        const merged = mergeWith(options, ...nonEmpty(given))
        expect(merged.confidence).toBeGreaterThanOrEqual(0)
        expect(merged.confidence).toBeLessThanOrEqual(1)
        expect(merged.from.length).toBeGreaterThan(0)
      }),
    )
  })

  it('gives the same result in any order', () => {
    fc.assert(
      fc.property(answers, anyOptions, (given, options) => {
        const other = given.toReversed()
        expect(mergeWith(options, ...nonEmpty(given))).toEqual(mergeWith(options, ...nonEmpty(other)))
      }),
    )
  })

  it('merges answers that are the same to that answer', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.integer({ min: 1, max: 4 }), (value, n) => {
        const document = { value: value as null }
        const given = Array.from({ length: n }, (_, i) => json(`m${i}`, document))
        expect(mergeWith({ shape: 'json' }, ...nonEmpty(given)).value).toEqual(JSON.parse(JSON.stringify(document)))
      }),
    )
  })

  it('does not hear a voter of weight 0', () => {
    fc.assert(
      fc.property(answers, texts, (given, text) => {
        const heard = given.filter(({ weight }) => weight > 0)
        fc.pre(heard.length > 0)
        const { response: before, ...rest } = mergeWith({}, ...nonEmpty(heard))
        const { response, ...after } = mergeWith({}, ...nonEmpty(heard), answer('zero', text, 0))
        fc.pre(text !== '' && heard.every(h => h.response.toolCalls.length === 0))
        expect({ ...after, text: response.text }).toEqual({ ...rest, text: before.text })
      }),
    )
  })

  it('checks its options once, and tells every fault', () => {
    const options = { sameText: 2, reviewBelow: Number.NaN, shape: 'poem', fields: { price: 'guess' } } as object
    expect(() => new ConfidenceWeightedMerger(options)).toThrow(InvalidOptionsError)
    expect(() => new ConfidenceWeightedMerger(options)).toThrow(/shape.*fields\.price.*sameText.*reviewBelow/)
  })

  it('adds up what everybody used', () => {
    const used = (name: string, inputTokens: number | undefined) => ({
      ...answer(name, 'yes'),
      response: { ...answer(name, 'yes').response, usage: { inputTokens, outputTokens: 1 } },
    })
    expect(merge(used('a', 10), used('b', 5)).response.usage).toEqual({ inputTokens: 15, outputTokens: 2 })
    expect(merge(used('a', 10), used('b', undefined)).response.usage.inputTokens).toBeUndefined()
  })

  it('learns from truths whom to believe, and moves the weights', () => {
    const merger = new ConfidenceWeightedMerger({ shape: 'choice' })
    const round = (i: number) =>
      [answer('good', i % 2 ? 'yes' : 'no'), answer('bad', 'yes'), answer('worse', i % 3 ? 'yes' : 'no')] as const
    const before = merger.merge(round(2), context)
    merger.learn(Array.from({ length: 80 }, (_, i) => ({ answers: round(i), truth: i % 2 ? 'yes' : 'no' })))
    const after = merger.merge(round(2), context)
    expect(before.response.text).toBe('yes')
    expect(after.response.text).toBe('no')
    expect(after.weights?.['lab/good']).toBeGreaterThan(0.85)
    expect(after.weights?.['lab/bad']).toBeLessThan(0.7)
  })

  it('passes nothing unseen before it can promise how often that is wrong', () => {
    const merger = new ConfidenceWeightedMerger({ shape: 'choice', atMostWrong: 0.1 })
    const round = (i: number) =>
      [answer('a', i % 9 ? 'yes' : 'no'), answer('b', i % 7 ? 'yes' : 'no'), answer('c', 'yes')] as const
    expect(merger.merge(round(1), context)).toMatchObject({ needsReview: true, uncertified: true })
    merger.learn(Array.from({ length: 120 }, (_, i) => ({ answers: round(i), truth: 'yes' })))
    expect(merger.merge(round(1), context)).toMatchObject({ needsReview: false, uncertified: false })
    expect(() => new ConfidenceWeightedMerger({ atMostWrong: 1, reviewBelow: 0.5 })).toThrow(/atMostWrong.*exclude/)
  })

  it('stops when its signal is aborted', () => {
    const signal = AbortSignal.abort(new Error('gone'))
    expect(() => new ConfidenceWeightedMerger().merge([answer('a', 'x')], { ...context, signal })).toThrow('gone')
  })
})
