import { ConfidenceWeightedMerger, NumberErrors, seededRandom } from 'routewise'
import { describe, expect, it } from 'vitest'
import { answer, context } from './answers.ts'

describe('NumberErrors', () => {
  const off = (target: `${string}/${string}`, squared: number, evidence = 1) => ({ target, squared, evidence })

  it('weighs by precision, but little where little was seen', () => {
    const errors = new NumberErrors()
    for (let i = 0; i < 50; i++) errors.add([off('lab/steady', 1), off('lab/rough', 25)])
    for (let i = 0; i < 3; i++) errors.add([off('lab/lucky', 0.25)])
    const [steady = 0, rough = 0, lucky = 0] = errors.weightsOf(['lab/steady', 'lab/rough', 'lab/lucky']) ?? []
    expect(steady).toBeGreaterThan(10 * rough)
    expect(lucky).toBeLessThan(steady / 3)
  })

  it('says nothing while one of them is not known', () => {
    const errors = new NumberErrors()
    for (let i = 0; i < 9; i++) errors.add([off('lab/known', 1)])
    expect(errors.weightsOf(['lab/known'])).toHaveLength(1)
    expect(errors.weightsOf(['lab/known', 'lab/new'])).toBeUndefined()
    errors.add([off('lab/new', 1, 0.3)])
    expect(errors.weightsOf(['lab/known', 'lab/new'])).toBeUndefined()
  })

  it('replaces what came under the same id, and forgets the oldest', () => {
    const [once, again] = [new NumberErrors({ maxExamples: 5 }), new NumberErrors({ maxExamples: 5 })]
    for (let i = 0; i < 5; i++) once.add([off('lab/a', 4)], `r${i}`)
    for (let i = 0; i < 9; i++) again.add([off('lab/a', 100)], `old ${i}`)
    for (let i = 0; i < 5; i++) again.add([off('lab/a', 9)], `r${i}`)
    for (let i = 0; i < 5; i++) again.add([off('lab/a', 4)], `r${i}`)
    expect(again.weightsOf(['lab/a'])?.[0]).toBeCloseTo(once.weightsOf(['lab/a'])?.[0] ?? 0, 9)
  })
})

describe('merging numbers by learned precision', () => {
  const random = seededRandom('precision')
  /** One careful source; two that are a tenth too high, each by a little more or less. */
  const round = () => {
    const price = 1 + random() * 9
    const high = () => price * (1.08 + 0.04 * random())
    return {
      price,
      answers: [
        answer('careful', `$${price.toFixed(4)}`),
        answer('high', `$${high().toFixed(4)}`),
        answer('higher', `$${high().toFixed(4)}`),
      ] as const,
    }
  }
  const right = (merger: ConfidenceWeightedMerger): number =>
    Array.from({ length: 40 }, round).filter(({ price, answers }) => {
      const value = merger.merge(answers, context).value
      return typeof value === 'number' && Math.abs(value - price) < 0.001
    }).length

  it('believes the careful source against two that err alike, once truths were told', () => {
    const merger = new ConfidenceWeightedMerger({ shape: 'scalar' })
    expect(right(merger)).toBe(0)
    merger.learn(
      Array.from({ length: 30 }, round).map(({ price, answers }) => ({ answers, truth: `$${price.toFixed(4)}` })),
    )
    expect(right(merger)).toBe(40)
  })
})
