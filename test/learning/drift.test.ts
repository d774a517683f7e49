import { addLearned, type BeliefChange, type Learned, LearningEngine, seededRandom, VirtualClock } from 'routewise'
import { describe, expect, it } from 'vitest'
import { score, task } from './observations.ts'

/** Scores of one target from chances of being right, and at which of them it was found to have drifted. */
function watched(chances: readonly number[], seed: string, kinds: readonly string[] = ['general']) {
  const learning = new LearningEngine({ clock: new VirtualClock() })
  const alarms: number[] = []
  let i = 0
  learning.onChange(change => change.cause === 'drift' && alarms.push(i))
  const random = seededRandom(seed)
  for (; i < chances.length; i++) {
    learning.observe(score('a/one', random() < (chances[i] ?? 0) ? 1 : 0, kinds[i % kinds.length]))
    learning.predict(task(), ['a/one'])
  }
  return { alarms, believed: learning.predict(task(), ['a/one'])[0]?.quality.mean ?? 0 }
}

const steady = (chance: number, count: number): number[] => Array.from({ length: count }, () => chance)

describe('drift', () => {
  it('is hardly ever seen where there is none: at most once in 10 000 scores', () => {
    const runs = [0.1, 0.5, 0.7, 0.9, 0.98].flatMap((chance, i) =>
      ['a', 'b'].map(seed => watched(steady(chance, 4000), `${i}${seed}`, ['math', 'coding', 'general'])),
    )
    expect(runs.reduce((sum, { alarms }) => sum + alarms.length, 0)).toBeLessThanOrEqual(4)
  })

  it.each([
    [0.9, 0.6, 80],
    [0.8, 0.5, 80],
    [0.7, 0.3, 60],
    [0.5, 0.9, 60],
    [0.3, 0.7, 60],
  ])('from %s to %s is found within %s scores, and most is forgotten', (before, after, within) => {
    const found = ['a', 'b', 'c', 'd', 'e'].map(seed => {
      const { alarms, believed } = watched([...steady(before, 600), ...steady(after, 150)], `${before}${seed}`)
      expect(Math.abs(believed - after)).toBeLessThan(0.15)
      return (alarms.find(at => at >= 600) ?? Infinity) - 600
    })
    expect(found.toSorted((a, b) => a - b)[2]).toBeLessThan(within)
  })

  it('at one kind of task alone is found there', () => {
    const chances = Array.from({ length: 1200 }, (_, i) => (i >= 900 && i % 3 === 0 ? 0.2 : 0.85))
    const learning = new LearningEngine({ clock: new VirtualClock() })
    const changes: BeliefChange[] = []
    learning.onChange(change => changes.push(change))
    const random = seededRandom('kind')
    for (const [i, chance] of chances.entries()) {
      learning.observe(score('a/one', random() < chance ? 1 : 0, ['math', 'coding', 'general'][i % 3]))
      learning.predict(task(), ['a/one'])
    }
    const [drift] = changes.filter(change => change.cause === 'drift')
    expect(drift).toMatchObject({ target: 'a/one', what: 'quality', kind: 'math' })
    expect(drift?.from).toBeGreaterThan(0.7)
    expect(drift?.to).toBeLessThan(drift?.from ?? 0)
  })

  it('is not seen sooner by what a judge says who counts for little', () => {
    const alarmAt = (weight: number): number => {
      const learning = new LearningEngine({ clock: new VirtualClock() })
      let at = 0
      let found = Infinity
      learning.onChange(({ cause }) => cause === 'drift' && (found = Math.min(found, at)))
      for (; at < 1000; at++) {
        learning.observe({ ...score('a/one', at < 500 ? 1 : 0), weight })
        learning.predict(task(), ['a/one'])
      }
      return found
    }
    expect(alarmAt(1)).toBeLessThan(alarmAt(0.3))
  })

  const engine = (from?: Learned): LearningEngine => {
    const learning = new LearningEngine({ clock: new VirtualClock(), halfLifeScores: 1e6 })
    if (from) learning.restore(from)
    return learning
  }
  const quality = (learning: LearningEngine) => {
    const [prediction] = learning.predict(task(), ['a/one', 'b/two'])
    if (!prediction) throw new Error('no prediction')
    return prediction.quality
  }
  const saw = (learning: LearningEngine, count: number, value: number): LearningEngine => {
    for (let i = 0; i < count; i++) {
      learning.observe(score('a/one', value))
      quality(learning)
    }
    return learning
  }
  const sum = (deltas: readonly Learned[]): Learned => deltas.reduce((total, delta) => addLearned(total, delta), {})

  it.each([1, 2, 3, 20])(
    'that %s processes find is forgotten once: who starts then knows what they saw since',
    count => {
      const before = saw(engine(), 500, 1).takeDelta()
      const fleet = Array.from({ length: count }, () => saw(engine(before), 60, 0))
      const told = fleet.map(learning => quality(learning).samples)
      const reader = engine(sum([before, ...fleet.map(learning => learning.takeDelta())]))
      const { mean, samples } = quality(reader)
      // Each knows the twenty scores that the drift left, and those that it saw itself.
      const since = told.reduce((total, one) => total + one - 20, 0)
      expect(Math.abs(samples - 20 - since)).toBeLessThan(0.1 * (20 + since))
      expect(mean).toBeLessThan(0.3)
    },
  )

  it('that one process found is passed over by nobody who starts later, and what others saw before it counts no more', () => {
    const before = saw(engine(), 500, 1).takeDelta()
    const finder = saw(engine(before), 60, 0)
    const unaware = saw(engine(before), 40, 1)
    const total = sum([before, finder.takeDelta(), unaware.takeDelta()])
    expect(quality(engine(total)).mean).toBeCloseTo(quality(finder).mean, 2)
    unaware.restore(total)
    expect(quality(unaware).mean).toBeCloseTo(quality(finder).mean, 2)
  })

  it('hands over nothing twice and loses nothing, whether it is taken before or after', () => {
    const before = saw(engine(), 500, 1).takeDelta()
    const [often, once] = [engine(before), engine(before)]
    const parts = Array.from({ length: 6 }, () => saw(often, 10, 0).takeDelta())
    saw(once, 60, 0)
    expect(quality(engine(sum([before, ...parts])))).toEqual(
      expect.objectContaining({ samples: expect.closeTo(quality(engine(sum([before, once.takeDelta()]))).samples, 3) }),
    )
    once.restore(sum([before, ...parts]))
    expect(quality(once).samples).toBeCloseTo(quality(often).samples, 3)
  })

  it('leaves the word on an answer from before it where it was', () => {
    const learning = engine()
    for (let i = 0; i < 500; i++) learning.observe({ ...score('a/one', 1), id: `${i}` })
    saw(learning, 60, 0)
    const { mean, samples } = quality(learning)
    for (let i = 0; i < 500; i++) learning.observe({ ...score('a/one', 0), id: `${i}` })
    expect(quality(learning)).toMatchObject({ mean: expect.closeTo(mean, 6), samples: expect.closeTo(samples, 6) })
  })
})
