import fc from 'fast-check'
import {
  type Answer,
  type Candidate,
  cascade,
  InvalidOptionsError,
  type RoutingContext,
  seededRandom,
  type Target,
} from 'routewise'
import { describe, expect, it } from 'vitest'
import { task } from '../learning/observations.ts'

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
const context = (candidates: RoutingContext['candidates']): RoutingContext => ({
  request: { messages: [{ role: 'user', content: 'hi' }] },
  task: task(),
  constraints: {},
  explore: false,
  candidates,
  random: seededRandom(1),
  nowMs: 0,
})
const answer = (target: Target, text: string): Answer => ({
  target,
  weight: 1,
  response: { text, toolCalls: [], finishReason: 'stop', usage: { inputTokens: 1, outputTokens: 1 }, model: target },
})
const check = ({ response }: Answer): boolean => response.text === 'good'
const cheapAndStrong = context([candidate('a/strong', 0.9, 0.01), candidate('b/cheap', 0.75, 0.0001)])

describe('cascade', () => {
  it('asks the cheap one first where a good check makes up for it, and the strong one otherwise', async () => {
    const first = async (checkError: number): Promise<Target> =>
      (await cascade({ check, checkError, costWeight: 0.1 }).plan(cheapAndStrong)).targets[0]
    expect(await first(0.02)).toBe('b/cheap')
    expect(await first(0.5)).toBe('a/strong')
  })

  it('asks again where the check says no, and delivers what it says yes to', () => {
    const strategy = cascade({ check, checkError: 0.1, costWeight: 0.05 })
    expect(strategy.next?.(cheapAndStrong, [answer('b/cheap', 'good')])).toBeUndefined()
    expect(strategy.next?.(cheapAndStrong, [answer('b/cheap', 'bad')])).toMatchObject({ targets: ['a/strong'] })
    expect(strategy.best(cheapAndStrong, [answer('b/cheap', 'bad'), answer('a/strong', 'good')]).target).toBe(
      'a/strong',
    )
    expect(strategy.best(cheapAndStrong, [answer('a/strong', 'good'), answer('b/cheap', 'bad')]).target).toBe(
      'a/strong',
    )
  })

  it('does not ask again with a check that says nothing', () => {
    const strategy = cascade({ check, checkError: 0.5, costWeight: 0.05 })
    expect(
      strategy.next?.(context([candidate('a/x', 0.8, 1), candidate('b/y', 0.7, 1)]), [answer('a/x', 'bad')]),
    ).toBeUndefined()
  })

  it('ends, names no target twice and only candidates', () => {
    const quality = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(quality, quality), { minLength: 2, maxLength: 6 }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.integer({ min: 1, max: 4 }),
        (pool, checkError, maxCalls) => {
          const [first, ...rest] = pool.map(([q, usd], i) => candidate(`a/${i}`, q, usd))
          const of = context([first ?? candidate('a/x', 1, 1), ...rest])
          const strategy = cascade({ check, checkError, maxCalls })
          const asked: [Answer, ...Answer[]] = [answer('a/0', 'bad')]
          for (;;) {
            const plan = strategy.next?.(of, asked)
            if (!plan || plan instanceof Promise) break
            asked.push(answer(plan.targets[0], 'bad'))
            expect(asked.length).toBeLessThanOrEqual(maxCalls)
          }
          expect(new Set(asked.map(a => a.target)).size).toBe(asked.length)
        },
      ),
    )
  })

  it('says which options cannot work', () => {
    expect(() => cascade({ check, checkError: 0.7, maxCalls: 0 })).toThrow(InvalidOptionsError)
  })
})
