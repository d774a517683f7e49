import fc from 'fast-check'
import {
  type Answer,
  type Candidate,
  type CheckBelief,
  cascade,
  InvalidOptionsError,
  LearningEngine,
  type Plan,
  type RoutingContext,
  seededRandom,
  type Target,
} from 'routewise'
import { describe, expect, it } from 'vitest'
import { score, task } from '../learning/observations.ts'

const candidate = (target: Target, quality: number, costUsd: number): Candidate => ({
  target,
  model: { id: target },
  prediction: {
    target,
    quality: { mean: quality, stdDev: 0.01, samples: 1000 },
    latencyMs: { mean: 1, stdDev: 1, samples: 1 },
    costUsd: { mean: costUsd, stdDev: 0, samples: 1 },
  },
  inFlight: 0,
  circuit: 'closed',
})
const knows = (error: number): CheckBelief => ({ acceptsRight: 1 - error, acceptsWrong: error, samples: 100 })
const context = (candidates: RoutingContext['candidates'], check = knows(0.1)): RoutingContext => ({
  request: { messages: [{ role: 'user', content: 'hi' }] },
  task: task(),
  constraints: {},
  explore: false,
  check,
  candidates,
  random: seededRandom(1),
  nowMs: 0,
})
const answer = (target: Target, verdict?: boolean): Answer => ({
  target,
  weight: 1,
  ...(verdict !== undefined && { verdict }),
  response: {
    text: '',
    toolCalls: [],
    finishReason: 'stop',
    usage: { inputTokens: 1, outputTokens: 1 },
    model: target,
  },
})
const pair: RoutingContext['candidates'] = [candidate('a/strong', 0.9, 0.01), candidate('b/cheap', 0.75, 0.0001)]

describe('cascade', () => {
  it('asks the cheap one first where a good check makes up for it, and the strong one otherwise', async () => {
    const first = async (error: number): Promise<Target> =>
      (await cascade({ costWeight: 0.1 }).plan(context(pair, knows(error)))).targets[0]
    expect(await first(0.02)).toBe('b/cheap')
    expect(await first(0.5)).toBe('a/strong')
  })

  it('asks again where the check says no, and delivers what it says yes to', () => {
    const strategy = cascade({ costWeight: 0.05 })
    const of = context(pair)
    expect(strategy.next?.(of, [answer('b/cheap', true)])).toBeUndefined()
    expect(strategy.next?.(of, [answer('b/cheap', false)])).toMatchObject({ targets: ['a/strong'] })
    expect(strategy.best(of, [answer('b/cheap', false), answer('a/strong', true)]).target).toBe('a/strong')
    expect(strategy.best(of, [answer('a/strong', true), answer('b/cheap', false)]).target).toBe('a/strong')
  })

  it('expects less of a second opinion than usual: it is asked where the first seems to have failed', () => {
    const more = cascade({ costWeight: 0.01 }).next?.(context(pair), [answer('b/cheap', false)])
    expect(more).toMatchObject({ targets: ['a/strong'], expected: expect.any(Number) })
    expect((more as { expected: number }).expected).toBeLessThan(0.9)
  })

  it('does not ask again with a check that says nothing, and says so beforehand', async () => {
    const strategy = cascade({ costWeight: 0.05 })
    const of = context([candidate('a/x', 0.8, 1), candidate('b/y', 0.7, 1)], knows(0.5))
    expect(strategy.next?.(of, [answer('a/x', false)])).toBeUndefined()
    expect(await strategy.plan(of)).toMatchObject({ targets: ['a/x', 'b/y'], final: true })
    expect(await strategy.plan(context(pair, knows(0.05)))).not.toHaveProperty('final')
  })

  it('uses no more money than the request may cost', () => {
    const strategy = cascade({ costWeight: 0.01 })
    const of = { ...context(pair), constraints: { maxCostUsd: 0.01 } }
    expect(strategy.next?.(of, [answer('b/cheap', false)])).toBeUndefined()
  })

  it('ends, names no target twice and only candidates', () => {
    const quality = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(quality, quality), { minLength: 2, maxLength: 6 }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.integer({ min: 1, max: 4 }),
        (pool, error, maxCalls) => {
          const [first, ...rest] = pool.map(([q, usd], i) => candidate(`a/${i}`, q, usd))
          const of = context([first ?? candidate('a/x', 1, 1), ...rest], knows(error))
          const strategy = cascade({ maxCalls })
          const asked: [Answer, ...Answer[]] = [answer('a/0', false)]
          for (;;) {
            const plan = strategy.next?.(of, asked)
            if (!plan || plan instanceof Promise) break
            expect(plan.expected).toBeGreaterThanOrEqual(0)
            expect(plan.expected).toBeLessThanOrEqual(1)
            asked.push(answer(plan.targets[0], false))
            expect(asked.length).toBeLessThanOrEqual(maxCalls)
          }
          expect(new Set(asked.map(a => a.target)).size).toBe(asked.length)
        },
      ),
    )
  })

  it('saves less for as long as its answers are believed to be behind those of the best target alone', () => {
    const strategy = cascade()
    // A check that says nothing and two of like quality, one for a hundredth of the cost.
    const of = context([candidate('a/dear', 0.92, 0.01), candidate('b/cheap', 0.9, 0.0001)], knows(0.5))
    const first = Array.from({ length: 400 }, () => (strategy.plan(of) as Plan).targets[0])
    expect(first[0]).toBe('b/cheap')
    const dear = (part: readonly (Target | undefined)[]): number => part.filter(target => target === 'a/dear').length
    expect(dear(first.slice(200))).toBeGreaterThan(dear(first.slice(0, 50)))
    expect(dear(first.slice(200))).toBe(200)
  })

  it('lets money count in full where what is saved costs no quality', () => {
    const strategy = cascade()
    const of = context(pair, knows(0.02))
    for (let i = 0; i < 200; i++) void strategy.plan(of)
    expect(strategy.plan(of)).toMatchObject({ targets: ['b/cheap', 'a/strong'] })
  })

  it('says which options cannot work', () => {
    expect(() => cascade({ costWeight: -1, perUsd: Number.NaN, maxCalls: 0 })).toThrow(InvalidOptionsError)
  })
})

describe('what a check is worth', () => {
  it('is learned from answers whose worth became known', () => {
    const learning = new LearningEngine()
    const random = seededRandom('check')
    for (let i = 0; i < 400; i++) {
      const right = random() < 0.6
      const verdict = random() < (right ? 0.95 : 0.3)
      learning.observe({ ...score('a/x', right ? 1 : 0), verdict })
    }
    const { acceptsRight, acceptsWrong } = learning.predictCheck()
    expect(acceptsRight).toBeCloseTo(0.95, 1)
    expect(acceptsWrong).toBeCloseTo(0.3, 1)
  })

  it('is not learned from scores that the check itself may have given', () => {
    const learning = new LearningEngine()
    for (let i = 0; i < 50; i++) learning.observe({ ...score('a/x', 0), source: 'judge', verdict: true })
    expect(learning.predictCheck()).toEqual({ acceptsRight: 0.8, acceptsWrong: 0.2, samples: 0 })
  })

  it('is part of what is handed over', () => {
    const [one, other] = [new LearningEngine(), new LearningEngine()]
    for (let i = 0; i < 50; i++) one.observe({ ...score('a/x', 0), verdict: true })
    other.restore(JSON.parse(JSON.stringify(one.takeDelta())))
    expect(other.predictCheck()).toEqual(one.predictCheck())
    expect(other.predictCheck().acceptsWrong).toBeGreaterThan(0.8)
  })
})

describe('a score that was expected to be low', () => {
  it('is not held against a second opinion', () => {
    const usual = new LearningEngine()
    const second = new LearningEngine()
    for (const learning of [usual, second]) for (let i = 0; i < 100; i++) learning.observe(score('a/x', i % 10 ? 1 : 0))
    for (let i = 0; i < 60; i++) {
      usual.observe(score('a/x', i % 2))
      second.observe({ ...score('a/x', i % 2), expected: 0.5 })
    }
    const [blamed, not] = [usual, second].map(l => l.predict(task(), ['a/x'])[0]?.quality.mean ?? 0)
    expect(blamed).toBeLessThan(0.85)
    expect(not).toBeGreaterThan(0.85)
  })
})
