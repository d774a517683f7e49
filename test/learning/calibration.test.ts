import fc from 'fast-check'
import {
  type CalibrationExample,
  InvalidOptionsError,
  LearningEngine,
  seededRandom,
  type Target,
  type TaskProfile,
  VirtualClock,
  wordsOf,
} from 'routewise'
import { describe, expect, it } from 'vitest'
import { attempt, score, task } from './observations.ts'

const targets: readonly Target[] = ['a/one', 'b/two']
const asking = (text: string, kind = 'general'): TaskProfile => ({ ...task(kind), words: wordsOf(text) })

const topics = [
  'translate the poem about the sea into french verse',
  'prove that the sum of two odd integers is an even integer',
]
const fillers = 'please kindly now today quickly carefully again once maybe surely'.split(' ')

/** `a/one` can do the first topic and `b/two` the second, nine times in ten; both are of one kind. */
function examples(count: number, seed = 1): readonly CalibrationExample[] {
  const random = seededRandom(`calibration/${seed}`)
  return Array.from({ length: count }, (_, i) => {
    const topic = i % 2
    const extra = Array.from({ length: 4 }, () => fillers[Math.floor(random() * fillers.length)]).join(' ')
    const does = (index: number) => ({
      score: random() < (topic === index ? 0.9 : 0.3) ? 1 : 0,
      costUsd: index === 0 ? 0.001 : 0.01,
    })
    return {
      task: asking(`${topics[topic] ?? ''} ${extra}`),
      outcomes: { 'a/one': does(0), 'b/two': does(1) },
    }
  })
}

const qualities = (learning: LearningEngine, of: TaskProfile): readonly number[] =>
  learning.predict(of, targets).map(prediction => prediction.quality.mean)

describe('a calibrated LearningEngine', () => {
  it('tells prompts of one kind apart by their words', () => {
    const learning = new LearningEngine({ calibration: examples(200) })
    const [one = 0, two = 0] = qualities(learning, asking('translate this other poem about the sea into french'))
    const [otherOne = 0, otherTwo = 0] = qualities(learning, asking('prove that the sum of two integers is odd'))
    expect(one - two).toBeGreaterThan(0.3)
    expect(otherTwo - otherOne).toBeGreaterThan(0.3)
  })

  it('does not believe words that tell nothing', () => {
    const random = seededRandom('noise')
    const noise = Array.from({ length: 200 }, (): CalibrationExample => {
      const text = Array.from({ length: 12 }, () => `w${Math.floor(random() * 60)}x`).join(' ')
      const score = (): { score: number } => ({ score: random() < 0.6 ? 1 : 0 })
      return { task: asking(text), outcomes: { 'a/one': score(), 'b/two': score() } }
    })
    const learning = new LearningEngine({ calibration: noise })
    const gaps = noise.map(example => {
      const [one = 0, two = 0] = qualities(learning, { ...task(), ...example.task })
      return one - two
    })
    const spread = Math.max(...gaps) - Math.min(...gaps)
    expect(spread).toBeLessThan(0.1)
  })

  it('knows what each target costs, and follows when that changes', () => {
    const clock = new VirtualClock()
    const learning = new LearningEngine({ calibration: examples(100), clock })
    const costs = (): readonly number[] => learning.predict(asking(topics[0] ?? ''), targets).map(p => p.costUsd.mean)
    expect(costs()).toEqual([expect.closeTo(0.001), expect.closeTo(0.01)])
    for (let i = 0; i < 100; i++) {
      const doubled = attempt('b/two', { costUsd: 0.02, atMs: clock.now() })
      learning.observe({ ...doubled, task: asking(topics[1] ?? '') })
    }
    expect(costs()[1]).toBeGreaterThan(0.018)
    expect(costs()[0]).toBeCloseTo(0.001)
  })

  it('gives way to what is seen from then on', () => {
    const learning = new LearningEngine({ calibration: examples(200) })
    for (let i = 0; i < 150; i++) learning.observe({ ...score('a/one', 0), task: asking(topics[0] ?? '') })
    const [one = 0, two = 0] = qualities(learning, asking(topics[0] ?? ''))
    expect(one).toBeLessThan(two)
  })

  it('blames nobody for prompts that are harder for all than those of the set, however often each is asked', () => {
    const learning = new LearningEngine({ calibration: examples(200) })
    const gap = (): number => {
      const [one = 0, two = 0] = qualities(learning, asking(topics[0] ?? ''))
      return one - two
    }
    const before = gap()
    for (let i = 0; i < 110; i++) {
      const own = i % 11 === 10 ? 1 : 0
      learning.observe({ ...score(own === 1 ? 'b/two' : 'a/one', 0.6), task: asking(topics[own] ?? '') })
    }
    expect(Math.abs(gap() - before)).toBeLessThan(0.04)
    expect(qualities(learning, asking(topics[0] ?? ''))[0]).toBeLessThan(0.65)
  })

  it('takes a target of which the set knows nothing to be average, with much doubt', () => {
    const learning = new LearningEngine({ calibration: examples(200) })
    const [known, unknown] = learning.predict(asking(topics[0] ?? ''), ['a/one', 'c/new'])
    expect(unknown?.quality.stdDev).toBeGreaterThan(4 * (known?.quality.stdDev ?? 1))
    for (let i = 0; i < 30; i++) learning.observe({ ...score('c/new', 1), task: asking(topics[0] ?? '') })
    expect(learning.predict(asking(topics[0] ?? ''), ['c/new'])[0]?.quality.mean).toBeGreaterThan(0.9)
  })

  it('hands over what it learned since, to be added to by others and restored over the same set', () => {
    const one = new LearningEngine({ calibration: examples(100), clock: new VirtualClock() })
    for (let i = 0; i < 4; i++) one.observe({ ...score('a/one', 0), task: asking(topics[0] ?? '') })
    const other = new LearningEngine({ calibration: examples(100), clock: new VirtualClock() })
    other.restore(JSON.parse(JSON.stringify(one.takeDelta())))
    expect(qualities(other, asking(topics[0] ?? ''))).toEqual(qualities(one, asking(topics[0] ?? '')))
  })

  it('keeps every number finite, whatever the set looks like', () => {
    const outcome = fc.record({
      score: fc.double({ min: 0, max: 1, noNaN: true }),
      costUsd: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    const example = fc
      .record({
        text: fc.string(),
        kind: fc.constantFrom('math', 'coding'),
        outcomes: fc.dictionary(fc.constantFrom('a/one', 'b/two', 'c/three'), outcome),
      })
      .map(({ text, kind, outcomes }): CalibrationExample => ({ task: asking(text, kind), outcomes }))
    fc.assert(
      fc.property(fc.array(example, { maxLength: 30 }), fc.string(), (calibration, text) => {
        const learning = new LearningEngine({ calibration })
        for (const { quality, costUsd } of learning.predict(asking(text, 'math'), [...targets, 'd/four'])) {
          const numbers = [quality, costUsd].flatMap(belief => [belief.mean, belief.stdDev, belief.samples])
          expect(numbers.filter(x => !Number.isFinite(x) || x < 0)).toEqual([])
          expect(quality.mean).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  it('refuses scores and costs that are none', () => {
    const wrong = [{ task: task(), outcomes: { 'a/one': { score: 2, costUsd: -1 } } }]
    expect(() => new LearningEngine({ calibration: wrong })).toThrow(InvalidOptionsError)
    expect(() => new LearningEngine().calibrate(wrong)).toThrow(/calibration\[0\].outcomes.a\/one.score: 2/)
  })

  it('asks for words only once it is calibrated', () => {
    const learning = new LearningEngine()
    expect(learning.readsWords).toBe(false)
    learning.calibrate(examples(10))
    expect(learning.readsWords).toBe(true)
    learning.calibrate([])
    expect(learning.readsWords).toBe(false)
  })
})

describe('wordsOf', () => {
  it('gives the same numbers for the same words, in any case and spacing', () => {
    expect(wordsOf('Hello  World')).toEqual(wordsOf('hello world'))
    expect(wordsOf('hello world')).not.toEqual(wordsOf('world hello'))
  })

  it('is bounded, and each number is a bucket with a fill', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 3000 }), text => {
        const words = wordsOf(text)
        expect(words.length).toBeLessThanOrEqual(1024)
        expect(words.every(code => Number.isInteger(code) && code >= 0 && code < 65_536)).toBe(true)
      }),
    )
  })
})
