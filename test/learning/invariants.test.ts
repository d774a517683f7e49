import fc from 'fast-check'
import { addLearned, LearningEngine, type Observation, type Prediction, type Target, VirtualClock } from 'routewise'
import { describe, expect, it } from 'vitest'
import { score, task } from './observations.ts'

const targets: readonly Target[] = ['a/one', 'b/two', 'c/three']
const engine = (): LearningEngine => new LearningEngine({ clock: new VirtualClock() })
const observation = fc
  .record({
    target: fc.constantFrom(...targets),
    kind: fc.constantFrom('math', 'coding'),
    value: fc.double({ min: 0, max: 1, noNaN: true }),
    process: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ target, kind, value, process }) => ({ process, said: score(target, value, kind) }))

const told = (observations: readonly Observation[]): LearningEngine => {
  const learning = engine()
  for (const one of observations) learning.observe(one)
  return learning
}

describe('beliefs about quality', () => {
  it('hang neither on the order of the targets nor on who else is asked about', () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 60 }), all => {
        const learning = told(all.map(({ said }) => said))
        const named = (list: readonly Prediction[]): [Target, number][] => list.map(p => [p.target, p.quality.mean])
        const forward = named(learning.predict(task('math'), targets))
        const backward = named(learning.predict(task('math'), targets.toReversed())).toReversed()
        expect(backward).toEqual(forward)
        expect(named(learning.predict(task('math'), ['b/two']))).toEqual([forward[1]])
      }),
    )
  })

  it('are the same in whatever order scores come, but for how they decay', () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 40 }), fc.infiniteStream(fc.nat()), (all, keys) => {
        const said = all.map(one => one.said)
        const shuffled = said
          .map(one => ({ one, key: keys.next().value ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ one }) => one)
        // Forty scores decay by 3 % at most.
        const [inOrder, anyhow] = [told(said), told(shuffled)].map(learning => learning.predict(task('math'), targets))
        for (const [i, { quality }] of (inOrder ?? []).entries()) {
          expect(Math.abs(quality.samples - (anyhow?.[i]?.quality.samples ?? -1))).toBeLessThan(0.4)
          expect(Math.abs(quality.mean - (anyhow?.[i]?.quality.mean ?? 2))).toBeLessThan(0.1)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('of a fleet that adds up its sums are those of one who saw it all, but for how scores decay', () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 40 }), all => {
        const alone = told(all.map(({ said }) => said))
        const fleet = [0, 1, 2].map(p => told(all.filter(({ process }) => process === p).map(({ said }) => said)))
        const reader = engine()
        reader.restore(fleet.map(one => one.takeDelta()).reduce((sum, delta) => addLearned(sum, delta), {}))
        const expected = alone.predict(task('math'), targets)
        for (const [i, { quality }] of reader.predict(task('math'), targets).entries()) {
          expect(Math.abs(quality.samples - (expected[i]?.quality.samples ?? 0))).toBeLessThan(1)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('grow no more doubtful by more evidence of the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 8 }), (tenths, rounds) => {
        const learning = engine()
        const doubts: number[] = []
        for (let round = 0; round <= rounds; round++) {
          for (let i = 0; i < 40; i++) {
            const right = (i * tenths) % 10 < tenths ? 1 : 0
            for (const target of targets) learning.observe(score(target, right, 'math'))
          }
          doubts.push(learning.predict(task('math'), ['a/one'])[0]?.quality.stdDev ?? 0)
        }
        for (let i = 1; i < doubts.length; i++) expect(doubts[i]).toBeLessThanOrEqual((doubts[i - 1] ?? 0) * 1.02)
      }),
      { numRuns: 30 },
    )
  })
})
