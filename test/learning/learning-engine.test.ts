import fc from 'fast-check'
import {
  InvalidOptionsError,
  LearningEngine,
  type Observation,
  seededRandom,
  type Target,
  VirtualClock,
} from 'routewise'
import { describe, expect, it } from 'vitest'
import { attempt, score, task } from './observations.ts'

const engine = (): LearningEngine => new LearningEngine({ clock: new VirtualClock() })
const target = fc.constantFrom<Target>('a/one', 'b/two', 'c/three')
const kind = fc.constantFrom('math', 'coding', 'general')
const observation: fc.Arbitrary<Observation> = fc.oneof(
  fc
    .record({ target, kind, score: fc.double({ min: 0, max: 1, noNaN: true }) })
    .map(x => score(x.target, x.score, x.kind)),
  fc
    .record({ target, kind, latencyMs: fc.integer({ min: 1, max: 60_000 }) })
    .map(x => attempt(x.target, { latencyMs: x.latencyMs }, x.kind)),
)
const targets: readonly Target[] = ['a/one', 'b/two', 'c/three']

describe('LearningEngine', () => {
  it('believes the prior of a target it has not seen', () => {
    const learning = new LearningEngine({ priors: { '*': { quality: 0.6 }, 'a/one': { quality: 0.9, strength: 50 } } })
    const [one, other] = learning.predict(task('math'), ['a/one', 'b/two'])
    expect(one?.quality).toMatchObject({ mean: 0.9, samples: 0 })
    expect(other?.quality).toMatchObject({ mean: 0.6, samples: 0 })
    expect(one?.quality.stdDev).toBeLessThan(other?.quality.stdDev ?? 0)
  })

  it('tells targets apart by their scores, per kind of task', () => {
    const learning = engine()
    for (let i = 0; i < 60; i++) {
      learning.observe(score('a/one', 1, 'math'))
      learning.observe(score('a/one', 0, 'coding'))
      learning.observe(score('b/two', 0, 'math'))
      learning.observe(score('b/two', 1, 'coding'))
    }
    const best = (kind: string): Target | undefined =>
      learning.predict(task(kind), ['a/one', 'b/two']).toSorted((x, y) => y.quality.mean - x.quality.mean)[0]?.target
    expect(best('math')).toBe('a/one')
    expect(best('coding')).toBe('b/two')
  })

  it('keeps means within 0 and 1 and every number finite', () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 200 }), observations => {
        const learning = engine()
        for (const o of observations) learning.observe(o)
        for (const { quality, latencyMs, costUsd } of learning.predict(task('math'), targets)) {
          expect(quality.mean).toBeGreaterThanOrEqual(0)
          expect(quality.mean).toBeLessThanOrEqual(1)
          const all = [quality, latencyMs, costUsd].flatMap(b => [b.mean, b.stdDev, b.samples])
          expect(all.filter(x => !Number.isFinite(x) || x < 0)).toEqual([])
        }
      }),
    )
  })

  it('counts nothing of others against a target', () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 100 }), observations => {
        const mixed = engine()
        const alone = engine()
        for (const o of observations) mixed.observe(o)
        for (const o of observations.filter(o => o.target === 'a/one')) alone.observe(o)
        const countedFor = (e: LearningEngine) => Object(Object(e.takeDelta()['v2'])['a/one'])
        const [{ eras: one, ...rest }, { eras: other, ...others }] = [countedFor(mixed), countedFor(alone)]
        expect(rest).toEqual(others)
        // But for how long ago it was: 100 scores of any target age what is known of it by less than 2 %.
        expect(amountsIn(one).length).toBe(amountsIn(other).length)
        for (const [i, amount] of amountsIn(one).entries()) {
          const expected = amountsIn(other)[i] ?? -1
          expect(Math.abs(amount - expected)).toBeLessThanOrEqual(0.02 * expected)
        }
      }),
    )
  })

  it('does not blame a target for having been asked the hard questions', () => {
    const learning = engine()
    for (let i = 0; i < 100; i++) {
      learning.observe(score('a/one', i % 10 === 0 ? 1 : 0, 'hard'))
      learning.observe(score('b/two', i % 20 === 0 ? 1 : 0, 'hard'))
      learning.observe(score('b/two', i % 20 === 0 ? 0 : 1, 'easy'))
    }
    const [one, two] = learning.predict(task('easy'), ['a/one', 'b/two'])
    expect(one?.quality.mean).toBeGreaterThan(0.8)
    expect(two?.quality.mean).toBeGreaterThan(0.8)
  })

  it('expects more of a dearer target until its scores tell', () => {
    const learning = engine()
    learning.observe(attempt('a/one', { costUsd: 0.01 }))
    learning.observe(attempt('b/two', { costUsd: 0.001 }))
    const quality = (): number[] => learning.predict(task(), ['a/one', 'b/two']).map(p => p.quality.mean)
    expect((quality()[0] ?? 0) - (quality()[1] ?? 0)).toBeCloseTo(0.1, 6)
    for (let i = 0; i < 300; i++) learning.observe(score(i % 2 === 0 ? 'a/one' : 'b/two', i % 2))
    expect(quality()[1]).toBeGreaterThan((quality()[0] ?? 0) + 0.8)
  })

  it('is less and less sure of a target that is not asked any more, however sure of it others make it', () => {
    const learning = engine()
    for (let i = 0; i < 300; i++) {
      learning.observe(score('a/one', i % 2))
      learning.observe(score('b/two', i % 2))
    }
    const samples = (): number => learning.predict(task(), ['a/one'])[0]?.quality.samples ?? 0
    const doubt = (): number => learning.predict(task(), ['a/one'])[0]?.quality.stdDev ?? 0
    const before = { samples: samples(), doubt: doubt() }
    for (let i = 0; i < 4000; i++) learning.observe(score('b/two', i % 2))
    expect(samples()).toBeCloseTo(before.samples / 2, 0)
    expect(doubt()).toBeGreaterThan(1.05 * before.doubt)
  })

  it('believes the same of the same sums, however often it was asked on the way', () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 60 }), observations => {
        const asked = engine()
        const silent = engine()
        for (const o of observations) {
          asked.observe(o)
          silent.observe(o)
          asked.predict(task('math'), targets)
        }
        expectClose(asked.predict(task('math'), targets), silent.predict(task('math'), targets))
      }),
    )
  })

  it('goes on as before from what it handed over, in JSON', () => {
    fc.assert(
      fc.property(fc.array(observation), fc.array(observation), (before, after) => {
        const first = engine()
        for (const o of before) first.observe(o)
        const second = engine()
        second.restore(JSON.parse(JSON.stringify(first.takeDelta())))
        for (const o of after) {
          first.observe(o)
          second.observe(o)
        }
        // How slow a target is just now, and what is still to come, is each process's own.
        const shared = (e: LearningEngine): unknown =>
          e.predict(task('math'), targets).map(p => ({ ...p, peakMs: 0, quality: { ...p.quality, stdDev: 0 } }))
        const [expected, actual] = [first, second].map(shared)
        expectClose(actual, expected)
      }),
    )
  })

  it('takes answers whose scores are to come for evidence that is under way, until it is clear that none comes', () => {
    const learning = engine()
    const doubt = (): number => learning.predict(task(), ['a/one'])[0]?.quality.stdDev ?? 0
    const mean = (): number => learning.predict(task(), ['a/one'])[0]?.quality.mean ?? 0
    const before = { doubt: doubt(), mean: mean() }
    for (let i = 0; i < 20; i++) learning.observe(attempt('a/one'))
    const burst = doubt()
    expect(burst).toBeLessThan(0.95 * before.doubt)
    expect(mean()).toBeCloseTo(before.mean, 6)
    for (let i = 0; i < 20; i++) learning.observe(score('a/one', i % 2))
    const informed = doubt()
    for (let i = 0; i < 20; i++) {
      learning.observe(attempt('a/one'))
      learning.observe(score('a/one', i % 2))
    }
    expect(doubt()).toBeLessThan(informed)
    const silent = engine()
    for (let i = 0; i < 2000; i++) silent.observe(attempt('a/one'))
    expect(silent.predict(task(), ['a/one'])[0]?.quality.stdDev).toBeGreaterThan(0.5 * before.doubt)
  })

  it('takes published scores of a kind for sixty of its own, which own ones override', () => {
    const priors = { 'a/one': { benchmarks: { math: 0.9 } }, 'b/two': { benchmarks: { math: 0.5 } } }
    const learning = new LearningEngine({ priors, clock: new VirtualClock() })
    const qualities = (kind: string): number[] =>
      learning.predict(task(kind), ['a/one', 'b/two']).map(p => p.quality.mean)
    const gap = (kind: string): number => (qualities(kind)[0] ?? 0) - (qualities(kind)[1] ?? 0)
    expect(gap('math')).toBeGreaterThan(0.25)
    expect(gap('coding')).toBeGreaterThan(0.02)
    expect(gap('coding')).toBeLessThan(gap('math'))
    expect(learning.takeDelta()).toEqual({ v2: {} })
    for (let i = 0; i < 600; i++) learning.observe(score(i % 2 === 0 ? 'a/one' : 'b/two', i % 2, 'math'))
    expect(gap('math')).toBeLessThan(-0.5)
  })

  it('takes published scores for as much of a target that joins late', () => {
    const learning = new LearningEngine({
      priors: { 'a/one': { benchmarks: { math: 0.9 } } },
      clock: new VirtualClock(),
    })
    for (let i = 0; i < 10_000; i++) learning.observe(score('b/two', i % 2, 'math'))
    const late = (e: LearningEngine): number => e.predict(task('math'), ['a/one'])[0]?.quality.samples ?? 0
    expect(late(learning)).toBeCloseTo(60, 6)
    const next = new LearningEngine({ priors: { 'a/one': { benchmarks: { math: 0.9 } } }, clock: new VirtualClock() })
    next.restore(learning.takeDelta())
    expect(late(next)).toBeCloseTo(60, 6)
  })

  it('keeps published scores through a restore', () => {
    const priors = { 'a/one': { benchmarks: { math: 0.9 } } }
    const learning = new LearningEngine({ priors, clock: new VirtualClock() })
    const before = learning.predict(task('math'), ['a/one', 'b/two']).map(p => p.quality.mean)
    learning.restore({})
    expect(learning.predict(task('math'), ['a/one', 'b/two']).map(p => p.quality.mean)).toEqual(before)
  })

  it('believes much the same whether it was asked after every observation or at the end', () => {
    const [asked, silent] = [engine(), engine()]
    const random = seededRandom('asked')
    for (let i = 0; i < 1000; i++) {
      const who = targets[Math.floor(random() * targets.length)] ?? 'a/one'
      const right = random() < (who === 'a/one' ? 0.9 : 0.6)
      const o = score(who, right ? 1 : 0, random() < 0.5 ? 'math' : 'coding')
      asked.observe(o)
      silent.observe(o)
      asked.predict(task('math'), targets)
    }
    const read = (e: LearningEngine): number[] => e.predict(task('math'), targets).map(p => p.quality.mean)
    for (const [i, mean] of read(asked).entries()) expect(Math.abs(mean - (read(silent)[i] ?? 0))).toBeLessThan(0.02)
  })

  it('counts the last word under each id, in whatever order and how often it is said', () => {
    const said = (id: string, value: number): Observation => ({ ...score('a/one', value), id })
    const [once, often] = [engine(), engine()]
    for (const o of [said('x', 1), said('y', 0)]) once.observe(o)
    for (const o of [said('x', 0), said('y', 1), said('y', 0), said('x', 1), said('x', 1)]) often.observe(o)
    expectClose(often.predict(task(), ['a/one']), once.predict(task(), ['a/one']))
  })

  it('forgets most of what it knew of a target that has become worse, and says so', () => {
    const drifts: string[] = []
    const learning = engine()
    learning.onChange(({ cause, target }) => cause === 'drift' && drifts.push(target))
    const believed = (): number => learning.predict(task(), ['a/one'])[0]?.quality.mean ?? 0
    for (let i = 0; i < 1000; i++) {
      learning.observe(score('a/one', i % 10 === 0 ? 0 : 1))
      believed()
    }
    expect(drifts).toEqual([])
    for (let i = 0; i < 60; i++) {
      learning.observe(score('a/one', i % 2))
      believed()
    }
    expect(drifts).toContain('a/one')
    expect(believed()).toBeLessThan(0.8)
  })

  it('hands over only what is new and keeps what was not handed over through a restore', () => {
    const learning = engine()
    learning.observe(score('a/one', 1))
    const delta = learning.takeDelta()
    learning.observe(score('a/one', 0))
    learning.restore(delta)
    expect(learning.predict(task(), ['a/one'])[0]?.quality.samples).toBeCloseTo(2, 1)
    expect(JSON.stringify(engine().takeDelta())).toBe('{"v2":{}}')
  })

  it('starts cold from what it cannot read', () => {
    const learning = engine()
    learning.restore({
      v0: { 'a/one': 3 },
      v2: { 'b/two': { scores: 'many', eras: { x: 1, 1: { quality: [1], left: 2 } }, attempts: { x: null } } },
    })
    expect(learning.predict(task(), ['b/two'])[0]?.quality.samples).toBe(0)
  })

  it('ignores scores that are none', () => {
    const learning = engine()
    for (const bad of [NaN, -1, 2, Infinity]) learning.observe(score('a/one', bad))
    expect(learning.predict(task(), ['a/one'])[0]?.quality.samples).toBe(0)
  })

  it('says which options cannot work', () => {
    expect(() => new LearningEngine({ halfLifeMs: 0, priors: { '*': { quality: 2 } } })).toThrow(InvalidOptionsError)
    expect(() => new LearningEngine({ halfLifeMs: 0, priors: { '*': { quality: 2 } } })).toThrow(
      /halfLifeMs.*priors\.\*/,
    )
  })
})

function expectClose(actual: unknown, expected: unknown): void {
  const round = (_: string, x: unknown): unknown => (typeof x === 'number' ? Number(x.toPrecision(8)) : x)
  expect(JSON.parse(JSON.stringify(actual, round))).toEqual(JSON.parse(JSON.stringify(expected, round)))
}

/** All numbers in it, by the path that leads to them. */
function amountsIn(value: unknown): number[] {
  const found: [string, number][] = []
  const walk = (inner: unknown, at: string): void => {
    if (typeof inner === 'number') found.push([at, inner])
    else for (const [key, next] of Object.entries(Object(inner))) walk(next, `${at}/${key}`)
  }
  walk(value, '')
  return found.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, amount]) => amount)
}
