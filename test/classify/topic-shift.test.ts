import fc from 'fast-check'
import { topicShift } from 'routewise'
import { describe, expect, it } from 'vitest'

describe('topicShift', () => {
  it('sees no change in the first turn', () => {
    expect(topicShift([], 'Do you have any pets?')).toEqual({ score: 0, changed: false })
  })

  it('finds a new subject likelier to open a topic than an answer to what was asked', () => {
    const earlier = ['How do I sort a list of tuples in Python?', 'Use sorted with a key function.']
    const follow = topicShift(earlier, 'And with the key function, how do I sort the tuples in reverse?')
    const leave = topicShift(earlier, 'What do you like to cook on a rainy weekend?')
    expect(leave.score).toBeGreaterThan(follow.score)
    expect(leave.changed).toBe(true)
    expect(follow.changed).toBe(false)
  })

  it('obeys the threshold it is given', () => {
    const earlier = ['i have a cat . his name is spook .']
    expect(topicShift(earlier, 'do you like music ?', { threshold: 0 }).changed).toBe(true)
    expect(topicShift(earlier, 'do you like music ?', { threshold: 1 }).changed).toBe(false)
  })

  it('gives a score between 0 and 1 for any turns', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 8 }), fc.string(), (earlier, turn) => {
        const { score } = topicShift(earlier, turn)
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1)
      }),
      { numRuns: 50 },
    )
  })
})
