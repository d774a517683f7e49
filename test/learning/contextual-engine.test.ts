import fc from 'fast-check'
import {
  addLearned,
  ContextualEngine,
  InvalidOptionsError,
  LearningEngine,
  type Observation,
  seededRandom,
  type Target,
  type TaskProfile,
  VirtualClock,
  wordsOf,
} from 'routewise'
import { describe, expect, it } from 'vitest'
import { attempt, score, task } from './observations.ts'

const targets: readonly Target[] = ['a/one', 'b/two']
const engine = (): ContextualEngine => new ContextualEngine({ clock: new VirtualClock() })

const poems = ['a sonnet on rain', 'verse about the sea', 'rhyme for a birthday', 'an ode to autumn leaves']
const sums = [
  'derivative of x squared',
  'integral over the unit disc',
  'solve for x in the equation',
  'prime factors of 91',
]
const asking = (text: string): TaskProfile => ({ ...task(), words: wordsOf(text) })
const looking = (...features: number[]): TaskProfile => ({ ...task(), features })

/** `a/one` can do the first sort of request, `b/two` the second. */
function taught(learning: ContextualEngine, profile: (sort: number, i: number) => TaskProfile): ContextualEngine {
  for (let i = 0; i < 800; i++) {
    const sort = i % 2
    const which = Math.floor(i / 2) % 2
    const right = which === sort ? 1 : 0
    learning.observe({ ...score(targets[which] ?? 'a/one', right), task: profile(sort, i) })
  }
  return learning
}

const quality = (learning: ContextualEngine, of: TaskProfile): number[] =>
  learning.predict(of, targets).map(prediction => prediction.quality.mean)

describe('ContextualEngine', () => {
  it('tells apart by their words what is of one kind', () => {
    const learning = taught(engine(), (sort, i) => asking((sort === 0 ? poems : sums)[i % 4] ?? ''))
    const [verse = [], algebra = []] = [poems, sums].map(list => quality(learning, asking(`${list[0]} ${list[1]}`)))
    expect((verse[0] ?? 0) - (verse[1] ?? 0)).toBeGreaterThan(0.15)
    expect((algebra[1] ?? 0) - (algebra[0] ?? 0)).toBeGreaterThan(0.15)
  })

  it('goes by the features of a classifier where there are some', () => {
    const learning = taught(engine(), sort => looking(sort, 1 - sort, 0.1))
    expect(quality(learning, looking(0, 1, 0.1))[0]).toBeGreaterThan(0.7)
    expect(quality(learning, looking(1, 0, 0.1))[0]).toBeLessThan(0.3)
  })

  it('believes what a LearningEngine does of requests of which nothing is known but the kind', () => {
    const learning = engine()
    const plain = new LearningEngine({ clock: new VirtualClock() })
    for (let i = 0; i < 50; i++) {
      for (const one of [learning, plain]) {
        one.observe(score('a/one', i % 2))
        one.observe(attempt('a/one', { costUsd: 0.1 }))
      }
    }
    expect(learning.predict(task(), targets)).toEqual(plain.predict(task(), targets))
  })

  it('pays words no heed that tell nothing', () => {
    const learning = engine()
    const plain = new LearningEngine({ clock: new VirtualClock() })
    const random = seededRandom('noise')
    const any = (): TaskProfile => looking(random() - 0.5, random() - 0.5, random() - 0.5, random() - 0.5)
    for (let i = 0; i < 1500; i++) {
      const observation = { ...score(targets[i % 2] ?? 'a/one', random() < 0.7 ? 1 : 0), task: any() }
      learning.observe(observation)
      plain.observe(observation)
    }
    const off = Array.from({ length: 50 }, any).map(of => {
      const [one = 0, other = 0] = [learning, plain].map(e => e.predict(of, targets)[0]?.quality.mean ?? 0)
      return Math.abs(one - other)
    })
    expect(Math.max(...off)).toBeLessThan(0.08)
  })

  const observation: fc.Arbitrary<Observation> = fc
    .record({
      target: fc.constantFrom<Target>('a/one', 'b/two'),
      value: fc.double({ min: 0, max: 1, noNaN: true }),
      features: fc.array(fc.double({ noNaN: false }), { maxLength: 6 }),
      id: fc.option(fc.constantFrom('x', 'y', 'z'), { nil: undefined }),
    })
    .map(({ target, value, features, id }) => ({
      ...score(target, value),
      task: looking(...features),
      ...(id !== undefined && { id }),
    }))

  it('keeps every number finite and qualities within 0 and 1, whatever it is told', () => {
    fc.assert(
      fc.property(
        fc.array(observation, { maxLength: 60 }),
        fc.array(fc.double(), { maxLength: 6 }),
        (all, features) => {
          const learning = engine()
          for (const one of all) learning.observe(one)
          for (const { quality } of learning.predict(looking(...features), targets)) {
            expect([quality.mean, quality.stdDev, quality.samples].every(Number.isFinite)).toBe(true)
            expect(quality.mean).toBeGreaterThanOrEqual(0)
            expect(quality.mean).toBeLessThanOrEqual(1)
          }
        },
      ),
    )
  })

  it('goes on as before from what it handed over, in JSON, and adds up with what others did', () => {
    const profile = (sort: number, i: number): TaskProfile => asking((sort === 0 ? poems : sums)[i % 4] ?? '')
    const one = taught(engine(), profile)
    const expected = quality(one, asking('a sonnet'))
    const delta = JSON.parse(JSON.stringify(one.takeDelta()))
    const heir = engine()
    heir.restore(delta)
    for (const [i, mean] of quality(heir, asking('a sonnet')).entries()) expect(mean).toBeCloseTo(expected[i] ?? 0, 1)
    const fleet = engine()
    fleet.restore(addLearned(delta, JSON.parse(JSON.stringify(taught(engine(), profile).takeDelta()))))
    const [own = 0, other = 0] = quality(fleet, asking('a sonnet'))
    expect(own - other).toBeGreaterThan((expected[0] ?? 0) - (expected[1] ?? 0) - 0.1)
    expect(one.takeDelta()).toEqual({ v2: {}, ridge1x32: {} })
  })

  it('counts the last word under each id once', () => {
    const [once, often] = [engine(), engine()]
    const said = (id: string, value: number): Observation => ({ ...score('a/one', value), id, task: looking(1, 2) })
    once.observe(said('x', 1))
    for (const value of [0, 1, 1]) often.observe(said('x', value))
    expect(quality(often, looking(1, 2))[0]).toBeCloseTo(quality(once, looking(1, 2))[0] ?? 0, 2)
  })

  it('says which options cannot work', () => {
    expect(() => new ContextualEngine({ dimensions: 1 })).toThrow(InvalidOptionsError)
    expect(() => new ContextualEngine({ strength: 0 })).toThrow(InvalidOptionsError)
  })
})
