import * as fc from 'fast-check'
import { certainStop, InvalidOptionsError, probableStop, sequentialStop } from 'routewise'
import { describe, expect, it } from 'vitest'
import { answer, mergeWith, nonEmpty } from './answers.ts'

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
