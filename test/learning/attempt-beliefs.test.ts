import fc from 'fast-check'
import {
  addLearned,
  LearningEngine,
  normal,
  type Observation,
  type Prediction,
  type ProviderErrorKind,
  seededRandom,
  type Target,
  VirtualClock,
} from 'routewise'
import { describe, expect, it } from 'vitest'
import { attempt, task } from './observations.ts'

const target: Target = 'a/one'

function world(): { engine: LearningEngine; clock: VirtualClock; believed: (kind?: string) => Prediction } {
  const clock = new VirtualClock()
  const engine = new LearningEngine({ clock })
  const believed = (kind?: string): Prediction => {
    const [prediction] = engine.predict(task(kind), [target])
    if (!prediction) throw new Error('no prediction')
    return prediction
  }
  return { engine, clock, believed }
}

const failed = (failure: ProviderErrorKind, of: Parameters<typeof attempt>[1] = {}): Observation =>
  attempt(target, { status: 'failed', failure, ...of })

/** Log-normal: a median and the standard deviation of the logarithm. */
const logNormal = (median: number, spread: number, random: () => number): number =>
  median * Math.exp(spread * normal(random))

describe('beliefs from attempts', () => {
  it('say how often a target answers, by what is its own fault alone', () => {
    const { engine, believed } = world()
    for (let i = 0; i < 200; i++) engine.observe(attempt(target))
    const before = believed().availability?.mean ?? 0
    expect(before).toBeGreaterThan(0.99)
    const ours: ProviderErrorKind[] = [
      'auth',
      'permission',
      'quota',
      'invalid-request',
      'context-length',
      'content-policy',
    ]
    for (const kind of [...ours, 'rate-limit'] as const) for (let i = 0; i < 50; i++) engine.observe(failed(kind))
    expect(believed().availability).toMatchObject({ mean: before, samples: 200 })
    const theirs: ProviderErrorKind[] = ['overloaded', 'server', 'timeout', 'network', 'malformed-response', 'unknown']
    for (const kind of theirs) for (let i = 0; i < 10; i++) engine.observe(failed(kind))
    expect(believed().availability?.mean).toBeCloseTo(200 / 260, 1)
    expect(believed().availability?.samples).toBeCloseTo(260, 6)
  })

  it('tell availability at one kind of task from that at others', () => {
    const { engine, believed } = world()
    for (let i = 0; i < 300; i++) {
      engine.observe(attempt(target, {}, 'short'))
      engine.observe({ ...attempt(target, i % 2 === 0 ? { status: 'failed', failure: 'timeout' } : {}, 'long') })
    }
    expect(believed('short').availability?.mean).toBeGreaterThan(0.97)
    expect(believed('long').availability?.mean).toBeLessThan(0.6)
    expect(believed('new').availability?.mean).toBeCloseTo(0.75, 1)
  })

  it('find mean latency, first token, length and cost of a target', () => {
    const { engine, believed } = world()
    const random = seededRandom('mean')
    for (let i = 0; i < 4000; i++) {
      const firstTokenMs = logNormal(300, 0.4, random)
      const outputTokens = Math.ceil(logNormal(200, 0.6, random))
      const latencyMs = firstTokenMs + 10 * outputTokens
      engine.observe(attempt(target, { firstTokenMs, outputTokens, latencyMs, costUsd: outputTokens * 1e-5 }))
    }
    const tokens = 200 * Math.exp(0.18)
    const { firstTokenMs, outputTokens, latencyMs, costUsd } = believed()
    expect((firstTokenMs?.mean ?? 0) / (300 * Math.exp(0.08))).toBeCloseTo(1, 1)
    expect((outputTokens?.mean ?? 0) / tokens).toBeCloseTo(1, 1)
    expect(latencyMs.mean / (325 + 10 * tokens)).toBeCloseTo(1, 1)
    expect(costUsd.mean / (tokens * 1e-5)).toBeCloseTo(1, 1)
  })

  it.each([0.3, 0.6, 0.9])('are right about a target that loses races and is hung up on (spread %s)', spread => {
    const { engine, believed } = world()
    const random = seededRandom(`races/${spread}`)
    for (let i = 0; i < 6000; i++) {
      const own = logNormal(1000, spread, random)
      const rival = logNormal(900, spread, random)
      engine.observe(attempt(target, own < rival ? { latencyMs: own } : { latencyMs: rival, status: 'cancelled' }))
    }
    const truth = 1000 * Math.exp(spread ** 2 / 2)
    expect(believed().latencyMs.mean / truth).toBeGreaterThan(0.9)
    expect(believed().latencyMs.mean / truth).toBeLessThan(1.1)
  })

  it('never become quicker by an attempt that was cut', () => {
    const latency = fc.integer({ min: 1, max: 100_000 })
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1, maxLength: 30 }), latency, (whole, cutMs) => {
        const { engine, believed } = world()
        for (const latencyMs of whole) engine.observe(attempt(target, { latencyMs, firstTokenMs: latencyMs / 2 }))
        const typical = Math.exp(whole.reduce((sum, ms) => sum + Math.log(ms), 0) / whole.length)
        engine.observe(attempt(target, { latencyMs: Math.max(cutMs, typical), status: 'cancelled' }))
        const after = believed()
        expect(after.latencyMs.mean).toBeGreaterThanOrEqual(typical * 0.999)
        expect([after.latencyMs.stdDev, after.latencyMs.samples].every(Number.isFinite)).toBe(true)
      }),
    )
  })

  it('learn nothing of latency from those who left at once', () => {
    const { engine, believed } = world()
    for (let i = 0; i < 20; i++) engine.observe(attempt(target, { latencyMs: 800 + 20 * i }))
    const before = believed().latencyMs
    for (let i = 0; i < 500; i++) engine.observe(attempt(target, { latencyMs: 5, status: 'cancelled' }))
    expect(believed().latencyMs.mean / before.mean).toBeCloseTo(1, 2)
    expect(believed().latencyMs.samples).toBeCloseTo(before.samples, 1)
  })

  it('take timeouts for slowness, and fast failures for none', () => {
    const { engine, believed } = world()
    for (let i = 0; i < 50; i++) engine.observe(attempt(target, { latencyMs: 1000 }))
    for (let i = 0; i < 50; i++) engine.observe(failed('server', { latencyMs: 3 }))
    expect(believed().latencyMs.mean).toBeCloseTo(1000, 0)
    for (let i = 0; i < 25; i++) engine.observe(failed('timeout', { latencyMs: 30_000 }))
    expect(believed().latencyMs.mean).toBeGreaterThan(2500)
  })

  it('are moved little by one value a thousand times the usual', () => {
    const { engine, believed } = world()
    const random = seededRandom('outlier')
    for (let i = 0; i < 100; i++) {
      const value = logNormal(100, 0.5, random)
      engine.observe(attempt(target, { latencyMs: value, firstTokenMs: value, outputTokens: value }))
    }
    const before = believed()
    engine.observe(attempt(target, { latencyMs: 1e5, firstTokenMs: 1e5, outputTokens: 1e5 }))
    const after = believed()
    expect(after.latencyMs.mean / before.latencyMs.mean).toBeLessThan(1.4)
    expect((after.firstTokenMs?.mean ?? 0) / (before.firstTokenMs?.mean ?? 1)).toBeLessThan(1.4)
    expect((after.outputTokens?.mean ?? 0) / (before.outputTokens?.mean ?? 1)).toBeLessThan(1.4)
  })

  it('follow a stall at once and its end within minutes, and are as usual when nothing is heard', () => {
    const { engine, clock, believed } = world()
    const observe = (of: Parameters<typeof attempt>[1]): void => {
      clock.jump(1000)
      engine.observe(attempt(target, { atMs: clock.now(), ...of }))
    }
    for (let i = 0; i < 100; i++) observe({ firstTokenMs: 200, latencyMs: 1000 })
    expect(believed().peakMs).toBeCloseTo(200, 0)
    observe({ firstTokenMs: 4000, latencyMs: 5000 })
    expect(believed().peakMs).toBeCloseTo(4000, 0)
    for (let i = 0; i < 60; i++) observe({ firstTokenMs: 200, latencyMs: 1000 })
    expect(believed().peakMs).toBeLessThan(1800)
    observe({ status: 'failed', failure: 'server', latencyMs: 2 })
    expect(believed().peakMs).toBeGreaterThanOrEqual(5000)
    observe({ status: 'failed', failure: 'rate-limit', latencyMs: 2, retryAfterMs: 20_000 })
    expect(believed().peakMs).toBeGreaterThanOrEqual(20_000)
    clock.jump(600_000)
    expect(believed().peakMs).toBeLessThan(250)
    expect(believed().peakMs).toBeGreaterThan(150)
  })

  it('are those of the priors while nothing was seen', () => {
    const priors = { '*': { availability: 0.9, latencyMs: 700, firstTokenMs: 90, outputTokens: 55, costUsd: 0.1 } }
    const [prediction] = new LearningEngine({ priors }).predict(task(), [target])
    const mean = (mean: number, samples = 0): object => ({ mean, samples })
    expect(prediction).toMatchObject({
      availability: mean(0.9),
      latencyMs: mean(700),
      firstTokenMs: mean(90),
      outputTokens: mean(55),
      costUsd: mean(0.1),
    })
  })

  it('are the same whoever saw what, in a fleet that adds up its sums', () => {
    const seen = fc.record({
      latencyMs: fc.integer({ min: 1, max: 60_000 }),
      firstTokenMs: fc.integer({ min: 1, max: 5000 }),
      outputTokens: fc.integer({ min: 1, max: 4000 }),
      costUsd: fc.integer({ min: 0, max: 100 }).map(cents => cents / 100),
      atMs: fc.integer({ min: 0, max: 40_000_000 }),
      status: fc.constantFrom('ok' as const, 'ok' as const, 'failed' as const),
      process: fc.integer({ min: 0, max: 2 }),
    })
    fc.assert(
      fc.property(fc.array(seen, { maxLength: 40 }), all => {
        const alone = new LearningEngine({ clock: new VirtualClock() })
        const fleet = [0, 1, 2].map(() => new LearningEngine({ clock: new VirtualClock() }))
        for (const { process, ...of } of all) {
          alone.observe(attempt(target, of))
          fleet[process]?.observe(attempt(target, of))
        }
        const sums = fleet.map(engine => engine.takeDelta()).toReversed()
        const reader = new LearningEngine({ clock: new VirtualClock() })
        reader.restore(sums.reduce((total, delta) => addLearned(total, delta), {}))
        const read = (engine: LearningEngine): number[] =>
          engine
            .predict(task(), [target])
            .flatMap(p => [p.availability, p.latencyMs, p.firstTokenMs, p.outputTokens, p.costUsd])
            .flatMap(belief => (belief ? [belief.mean, belief.stdDev, belief.samples] : []))
        const expected = read(alone)
        expect(expected.every(value => Number.isFinite(value) && value >= 0)).toBe(true)
        for (const [i, value] of read(reader).entries())
          expect(value / (expected[i] || 1)).toBeCloseTo(expected[i] ? 1 : 0, 5)
      }),
    )
  })

  it('ignore what is no number', () => {
    const { engine, believed } = world()
    for (const bad of [NaN, Infinity, -1]) {
      engine.observe(attempt(target, { latencyMs: bad }))
      engine.observe(attempt(target, { costUsd: bad }))
      engine.observe(attempt(target, { firstTokenMs: bad, outputTokens: bad }))
    }
    engine.observe(attempt(target, { atMs: NaN }))
    expect(believed().latencyMs.samples).toBe(3)
    expect(believed().firstTokenMs?.samples).toBe(0)
    expect(believed().outputTokens?.samples).toBe(0)
    expect(Number.isFinite(believed().peakMs)).toBe(true)
  })
})
