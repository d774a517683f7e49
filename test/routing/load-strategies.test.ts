import fc from 'fast-check'
import {
  type Candidate,
  InvalidOptionsError,
  loadBalanced,
  type NonEmpty,
  type Plan,
  reliabilityFocused,
  type RoutingContext,
  scoreOf,
  seededRandom,
  type Target,
  waterFill,
  waterFilling,
} from 'routewise'
import { describe, expect, it } from 'vitest'
import { task } from '../learning/observations.ts'

type Figures = Partial<Record<'quality' | 'latencyMs' | 'peakMs' | 'availability' | 'inFlight' | 'weight', number>>

function candidate(target: Target, figures: Figures = {}): Candidate {
  const { quality = 0.8, latencyMs = 1000, peakMs, availability, inFlight = 0, weight } = figures
  const belief = (mean: number) => ({ mean, stdDev: 0.01, samples: 100 })
  return {
    target,
    model: { id: target },
    prediction: {
      target,
      quality: belief(quality),
      latencyMs: belief(latencyMs),
      costUsd: belief(0.001),
      ...(availability !== undefined && { availability: belief(availability) }),
      ...(peakMs !== undefined && { peakMs }),
    },
    inFlight,
    circuit: 'closed',
    ...(weight !== undefined && { weight }),
  }
}

function contextOf(candidates: NonEmpty<Candidate>, more: Partial<RoutingContext> = {}): RoutingContext {
  const request = { messages: [{ role: 'user' as const, content: 'hi' }] }
  const random = seededRandom('context')
  return { request, task: task(), constraints: {}, explore: true, candidates, random, nowMs: 0, ...more }
}

/** Plans of strategies that do not wait. */
const planOf = (strategy: { plan(context: RoutingContext): unknown }, context: RoutingContext): Plan =>
  strategy.plan(context) as Plan

describe('reliabilityFocused', () => {
  it('asks whoever answers most surely among those that are good enough, then other providers', () => {
    const plan = planOf(
      reliabilityFocused(),
      contextOf([
        candidate('a/good', { quality: 0.85, availability: 0.9 }),
        candidate('b/sure', { availability: 0.999 }),
        candidate('b/second', { availability: 0.998 }),
        candidate('c/poor', { quality: 0.3, availability: 1 }),
      ]),
    )
    expect(plan.targets).toEqual(['b/sure', 'a/good', 'c/poor', 'b/second'])
  })

  it('refuses impossible options', () => {
    expect(() => reliabilityFocused({ tolerance: 2 })).toThrow(InvalidOptionsError)
    expect(() => reliabilityFocused({ doubt: -1 })).toThrow(InvalidOptionsError)
  })
})

describe('loadBalanced', () => {
  it('leaves a target that has just stalled, however quick it usually is', () => {
    const context = contextOf([candidate('a/stalled', { latencyMs: 300, peakMs: 9000 }), candidate('b/slow')])
    expect(planOf(loadBalanced(), context).targets[0]).toBe('b/slow')
  })

  it('spares a target near its rate limit or soon after an outage', () => {
    const context = contextOf([candidate('a/near', { latencyMs: 600, weight: 0.1 }), candidate('b/free')])
    expect(planOf(loadBalanced(), context).targets[0]).toBe('b/free')
  })

  it('puts the hot behind the cold whatever their latency', () => {
    const cold = Array.from({ length: 8 }, (_, i) => candidate(`c/m${i}`, { latencyMs: 5000, inFlight: 2 }))
    const context = contextOf([candidate('a/hot', { latencyMs: 10, inFlight: 40 }), ...cold], { explore: false })
    expect(planOf(loadBalanced(), context).targets.at(-1)).toBe('a/hot')
  })

  it('draws its pairs evenly (chi-square)', () => {
    const count = 6
    const [first = candidate('p/m'), ...rest] = Array.from({ length: count }, (_, i) =>
      candidate(`p/m${i}`, { latencyMs: 100 * (i + 1) }),
    )
    const random = seededRandom('pairs')
    const wins = new Map<string, number>()
    const draws = 20_000
    for (let i = 0; i < draws; i++) {
      const target = planOf(loadBalanced(), contextOf([first, ...rest], { random })).targets[0]
      wins.set(target, (wins.get(target) ?? 0) + 1)
    }
    let chiSquare = 0
    for (let k = 0; k < count - 1; k++) {
      const expected = (draws * (count - 1 - k)) / ((count * (count - 1)) / 2)
      chiSquare += ((wins.get(`p/m${k}`) ?? 0) - expected) ** 2 / expected
    }
    // 99.9 % of the distribution with four degrees of freedom.
    expect(chiSquare).toBeLessThan(18.47)
    expect(wins.has(`p/m${count - 1}`)).toBe(false)
  })
})

describe('waterFill', () => {
  const party = fc.record({
    cap: fc.oneof(fc.double({ min: 0.1, max: 1000, noNaN: true }), fc.constant(Infinity)),
    power: fc.double({ min: 1e-6, max: 1, noNaN: true }),
  })
  const parties = fc.array(party, { minLength: 1, maxLength: 10 })
  const demand = fc.double({ min: 0.1, max: 2000, noNaN: true })
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

  it('shares all of the demand and keeps within the caps while there is room', () => {
    fc.assert(
      fc.property(demand, parties, (d, list) => {
        const shares = waterFill(d, list)
        expect(sum(shares)).toBeCloseTo(1, 9)
        const room = sum(list.map(({ cap }) => cap))
        for (const [i, { cap }] of list.entries()) {
          expect(shares[i]).toBeGreaterThanOrEqual(0)
          if (room > d) expect((shares[i] ?? 0) * d).toBeLessThanOrEqual(cap * (1 + 1e-9))
        }
      }),
    )
  })

  it('gives nobody less for being better', () => {
    fc.assert(
      fc.property(demand, parties, fc.nat(), fc.double({ min: 1, max: 5, noNaN: true }), (d, list, which, factor) => {
        const i = which % list.length
        const better = list.map((one, j) => (j === i ? { ...one, power: one.power * factor } : one))
        expect(waterFill(d, better)[i]).toBeGreaterThanOrEqual((waterFill(d, list)[i] ?? 0) - 1e-9)
      }),
    )
  })

  it('goes by power alone far below the caps', () => {
    const shares = waterFill(1, [
      { cap: 100, power: 3 },
      { cap: 100, power: 1 },
    ])
    expect(shares[0]).toBeCloseTo(0.75, 9)
  })
})

describe('waterFilling', () => {
  /** Shares of the requests over some minutes at a rate. */
  function sharesAt(perMinute: number, explore: boolean): Map<Target, number> {
    const strategy = waterFilling({ requestsPerMinute: { 'a/best': 30, 'b/next': 60 } })
    const random = seededRandom('water')
    const all: [Candidate, ...Candidate[]] = [
      candidate('a/best', { quality: 0.9 }),
      candidate('b/next', { quality: 0.7 }),
      candidate('c/last', { quality: 0.5 }),
    ]
    const counts = new Map<Target, number>()
    const total = perMinute * 10
    for (let i = 0; i < total; i++) {
      const nowMs = (i * 60_000) / perMinute
      const [target] = planOf(strategy, contextOf(all, { random, nowMs, explore })).targets
      if (i > total / 2) counts.set(target, (counts.get(target) ?? 0) + 2 / total)
    }
    return counts
  }

  it('uses the best alone far below its limit', () => {
    expect(sharesAt(10, true).get('a/best')).toBeGreaterThan(0.95)
  })

  it('lets what the best cannot bear flow to the next, and then to the last', () => {
    const busy = sharesAt(60, true)
    expect((busy.get('a/best') ?? 0) * 60).toBeLessThan(36)
    expect(busy.get('b/next')).toBeGreaterThan(0.4)
    const overloaded = sharesAt(180, true)
    expect((overloaded.get('a/best') ?? 0) * 180).toBeLessThan(45)
    expect((overloaded.get('b/next') ?? 0) * 180).toBeLessThan(80)
    expect(overloaded.get('c/last')).toBeGreaterThan(0.35)
  })

  it('refuses limits that are none', () => {
    expect(() => waterFilling({ requestsPerMinute: { 'a/b': 0 }, temperature: 0 })).toThrow(InvalidOptionsError)
  })
})

describe('a latency goal', () => {
  it('costs nothing where it is met, and in proportion to how far it is missed', () => {
    const score = (latencyMs: number): number =>
      scoreOf(candidate('a/one', { latencyMs }), task(), { latencyGoalMs: 1000, perGoalMissed: 0.3 })
    expect(score(400)).toBe(0.8)
    expect(score(1000)).toBe(0.8)
    expect(score(1500)).toBeCloseTo(0.65, 9)
    expect(score(2000)).toBeCloseTo(0.5, 9)
  })
})
