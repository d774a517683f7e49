import * as fc from 'fast-check'
import {
  hodgesLehmann,
  logOdds,
  outliers,
  parseQuantity,
  readJson,
  tally,
  weightedMean,
  weightedMedian,
} from 'routewise'
import { describe, expect, it } from 'vitest'

const skill = fc.double({ min: 0.11, max: 0.99, noNaN: true })
const votes = fc.array(fc.record({ label: fc.constantFrom('A', 'B', 'C'), skill }), { minLength: 1, maxLength: 12 })

describe('tally', () => {
  it('gives posteriors that leave room for labels nobody named, and add up to 1 where all are named', () => {
    fc.assert(
      fc.property(votes, given => {
        const open = tally(given).reduce((sum, { posterior }) => sum + posterior, 0)
        expect(open).toBeLessThanOrEqual(1 + 1e-9)
        const distinct = new Set(given.map(({ label }) => label)).size
        fc.pre(distinct === 3)
        expect(tally(given, { labels: 3 }).reduce((sum, { posterior }) => sum + posterior, 0)).toBeCloseTo(1)
      }),
    )
  })

  it('never demotes the winner by a vote for it', () => {
    fc.assert(
      fc.property(votes, skill, (given, more) => {
        const [winner] = tally(given, { labels: 10 })
        const [still] = tally([...given, { label: winner?.label ?? '', skill: more }], { labels: 10 })
        expect(still?.label).toBe(winner?.label)
      }),
    )
  })

  it('is plurality where all are equally skilled', () => {
    fc.assert(
      fc.property(votes, given => {
        const equal = given.map(vote => ({ ...vote, skill: 0.6 }))
        const count = (label: string) => given.filter(vote => vote.label === label).length
        expect(count(tally(equal)[0]?.label ?? '')).toBe(Math.max(...['A', 'B', 'C'].map(count)))
      }),
    )
  })

  it('is surest where all agree', () => {
    fc.assert(
      fc.property(votes, given => {
        const unanimous = given.map(vote => ({ ...vote, label: 'A' }))
        expect(tally(unanimous)[0]?.posterior).toBeGreaterThanOrEqual((tally(given)[0]?.posterior ?? 0) - 1e-12)
      }),
    )
  })

  it('weighs by the odds that a vote is right against any one wrong label', () => {
    expect(logOdds(0.5, 2)).toBeCloseTo(Math.log(0.51 / 0.49))
    expect(logOdds(0.8, 4)).toBeCloseTo(Math.log((0.8 * 3) / 0.2))
  })
})

describe('robust centres', () => {
  const values = fc.array(
    fc.record({ value: fc.integer({ min: -1000, max: 1000 }), weight: fc.integer({ min: 1, max: 9 }) }),
    { minLength: 1, maxLength: 15 },
  )

  it('lie within the values, and the median is one of them', () => {
    fc.assert(
      fc.property(values, given => {
        const numbers = given.map(({ value }) => value)
        for (const centre of [weightedMedian(given), weightedMean(given), hodgesLehmann(given)]) {
          expect(centre).toBeGreaterThanOrEqual(Math.min(...numbers))
          expect(centre).toBeLessThanOrEqual(Math.max(...numbers))
        }
        expect(numbers).toContain(weightedMedian(given))
      }),
    )
  })

  it('move and scale with the values', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 8 }), (given, shift, scale) => {
        const moved = given.map(({ value, weight }) => ({ value: value * scale + shift, weight }))
        expect(weightedMedian(moved)).toBe(weightedMedian(given) * scale + shift)
      }),
    )
  })

  it('are not moved by less than half of the weight', () => {
    fc.assert(
      fc.property(values, fc.double({ min: -1e12, max: 1e12, noNaN: true }), (given, wild) => {
        const total = given.reduce((sum, { weight }) => sum + weight, 0)
        const median = weightedMedian([...given, { value: wild, weight: total * 0.99 }])
        const numbers = given.map(({ value }) => value)
        expect(median).toBeGreaterThanOrEqual(Math.min(...numbers))
        expect(median).toBeLessThanOrEqual(Math.max(...numbers))
      }),
    )
  })

  it('find what is out of line, also where most are equal', () => {
    const of = (...numbers: number[]) => outliers(numbers.map(value => ({ value, weight: 1 })))
    expect(of(10, 11, 10.5, 90)).toEqual([false, false, false, true])
    expect(of(5, 5, 5, 5.2, 7)).toEqual([false, false, false, false, true])
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
    ['−4', -4, ''],
    ['.5', 0.5, ''],
    ["1'000'000 JPY", 1_000_000, 'jpy'],
  ])('reads %s', (text, value, unit) => {
    expect(parseQuantity(text)).toEqual({ value, unit })
  })

  it.each(['', 'NaN', 'about 5', '5 or 6', '1,23', '2024-05-01', '1.2.3', 'I think it is 5', 'Infinity', '1e999'])(
    'refuses %s',
    text => {
      expect(parseQuantity(text)).toBeUndefined()
    },
  )
})

describe('readJson', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue())), value => {
        const text = JSON.stringify(value)
        expect(readJson(text)).toEqual({ value: JSON.parse(text) as object, truncated: false, oddities: [] })
      }),
    )
  })

  it('keeps of a list cut anywhere the elements that came whole', () => {
    const list = [{ a: 1 }, { a: 'x]}' }, [2], 'y', null, { b: { c: [] } }]
    const text = JSON.stringify(list)
    for (let end = 1; end < text.length; end++) {
      const read = readJson(text.slice(0, end))
      expect(read?.truncated).toBe(true)
      const kept = read?.value
      expect(list.slice(0, Array.isArray(kept) ? kept.length : -1)).toEqual(kept)
    }
  })

  it('never throws, and takes time in proportion to the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), text => void readJson(text)))
    for (const hostile of ['['.repeat(100_000), '{"a":'.repeat(50_000), '"'.repeat(100_000), '[1,'.repeat(50_000)]) {
      expect(() => readJson(hostile)).not.toThrow()
    }
  })

  it('names keys that came twice, and numbers JSON does not know', () => {
    expect(readJson('{"a": 1, "a": 2, "b": Infinity, "c": [NaN, 3]}')).toEqual({
      value: { a: 2, c: [3] },
      truncated: false,
      oddities: ['key "a" twice', 'b is Infinity', 'element 0 is NaN'],
    })
  })
})
