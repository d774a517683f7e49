import { addLearned, type BeliefChange, LearningEngine, seededRandom, VirtualClock } from 'routewise'
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

  it('that several processes find at once leaves no less than nothing', () => {
    const seen = (learning: LearningEngine, count: number, value: number): void => {
      for (let i = 0; i < count; i++) {
        learning.observe(score('a/one', value))
        learning.predict(task(), ['a/one'])
      }
    }
    const first = new LearningEngine({ clock: new VirtualClock() })
    seen(first, 500, 1)
    const before = first.takeDelta()
    const fleet = [0, 1, 2].map(() => {
      const learning = new LearningEngine({ clock: new VirtualClock() })
      learning.restore(before)
      seen(learning, 60, 0)
      return learning.takeDelta()
    })
    const reader = new LearningEngine({ clock: new VirtualClock() })
    reader.restore(fleet.reduce((sum, delta) => addLearned(sum, delta), before))
    for (const { quality } of reader.predict(task(), ['a/one', 'b/two'])) {
      expect(quality.samples).toBeGreaterThanOrEqual(0)
      expect(quality.mean).toBeLessThanOrEqual(0.75)
      expect(quality.stdDev).toBeLessThan(0.5)
    }
    seen(reader, 30, 0)
    expect(reader.predict(task(), ['a/one'])[0]?.quality.mean).toBeLessThan(0.3)
  })
})
