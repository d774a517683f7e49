import * as fc from 'fast-check'
import {
  certainStop,
  ConfidenceWeightedMerger,
  InvalidOptionsError,
  probableStop,
  seededRandom,
  sequentialStop,
} from 'routewise'
import { describe, expect, it } from 'vitest'
import { answer, context, mergeWith, nonEmpty } from './answers.ts'

const of = (name: string, weight = 0.7) => ({ target: `lab/${name}`, weight }) as const

describe('stopping early', () => {
  it('by certainty gives what all answers would have given', () => {
    const votes = fc.array(fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.double({ min: 0.05, max: 1, noNaN: true })), {
      minLength: 1,
      maxLength: 14,
    })
    let stopped = 0
    fc.assert(
      fc.property(votes, entries => {
        const all = entries.map(([text, weight], i) => answer(`m${i}`, text, weight))
        const stop = certainStop()
        const full = mergeWith({ shape: 'choice' }, ...nonEmpty(all))
        for (let n = 1; n < all.length; n++) {
          const some = nonEmpty(all.slice(0, n))
          if (!stop.isEnough(some, all.slice(n))) continue
          stopped++
          expect(mergeWith({ shape: 'choice' }, ...some).response.text).toBe(full.response.text)
        }
      }),
      { numRuns: 300 },
    )
    expect(stopped).toBeGreaterThan(100)
  })

  it('by certainty gives what all would have given of a merger that has learned, and counts families', () => {
    const random = seededRandom('early')
    const say = (i: number): string => (random() < 0.4 + 0.1 * i ? 'A' : random() < 0.5 ? 'B' : 'C')
    const merger = new ConfidenceWeightedMerger({ shape: 'choice', family: target => target.slice(0, 6) })
    merger.learn(
      Array.from({ length: 80 }, () => ({
        answers: nonEmpty(Array.from({ length: 5 }, (_, i) => answer(`${'xxyzz'[i]}${i}`, say(i)))),
        truth: 'A',
      })),
    )
    const votes = fc.array(fc.constantFrom('A', 'B', 'C', 'D'), { minLength: 5, maxLength: 5 })
    let stopped = 0
    fc.assert(
      fc.property(votes, texts => {
        const all = texts.map((text, i) => answer(`${'xxyzz'[i]}${i}`, text))
        const full = merger.merge(nonEmpty(all), context).response.text
        const stop = certainStop({ merger })
        for (let n = 2; n < all.length; n++) {
          const some = nonEmpty(all.slice(0, n))
          if (!stop.isEnough(some, all.slice(n), context)) continue
          stopped++
          expect(merger.merge(some, context).response.text).toBe(full)
        }
      }),
      { numRuns: 60 },
    )
    expect(stopped).toBeGreaterThan(4)
  })

  it('by certainty waits where the rest could still turn it', () => {
    expect(certainStop().isEnough([answer('a', 'A')], [of('b')])).toBe(false)
    expect(certainStop().isEnough([answer('a', 'A'), answer('b', 'A')], [of('c')])).toBe(true)
  })

  it('by posterior stops on one that is nearly always right, not on one that is not', () => {
    expect(probableStop().isEnough([answer('a', 'A', 0.97)], [of('b')])).toBe(true)
    expect(probableStop().isEnough([answer('a', 'A', 0.7)], [of('b')])).toBe(false)
    expect(() => probableStop({ atLeast: 1.5 })).toThrow(InvalidOptionsError)
  })

  it('by sequence stops at 4 to 0, not at 3 to 0', () => {
    const same = (n: number) => {
      const answers = Array.from({ length: n }, (_, i) => answer(`m${i}`, i % 2 ? '7' : '7.0'))
      return sequentialStop().isEnough(nonEmpty(answers), [of('x')])
    }
    expect([3, 4].map(same)).toEqual([false, true])
  })
})
