import fc from 'fast-check'
import {
  AdaptiveRouter,
  type Answer,
  adaptive,
  byTask,
  dualValidation,
  LearningEngine,
  type Random,
  type RoutingStrategy,
  seededRandom,
  singleFast,
  type Target,
  thompson,
  tripleConsensus,
  VirtualClock,
  when,
} from 'routewise'
import { describe, expect, it } from 'vitest'
import { attempt, score, task } from '../learning/observations.ts'

const all: readonly Target[] = ['a/one', 'a/two', 'b/three', 'c/four']

function decide(
  strategy: RoutingStrategy,
  options: { random?: Random; scores?: readonly number[]; explore?: boolean } = {},
) {
  const clock = new VirtualClock()
  const learning = new LearningEngine({ clock })
  for (const [i, value] of (options.scores ?? [1, 0.9, 0.8, 0.1]).entries()) {
    for (let n = 0; n < 30; n++) learning.observe(score(all[i] ?? 'a/one', value))
    learning.observe(attempt(all[i] ?? 'a/one', { latencyMs: 1000 / (i + 1) }))
  }
  const targets = all.map(target => ({ target, model: { id: 'm' }, inFlight: 0, circuit: 'closed' as const }))
  const request = { messages: [{ role: 'user' as const, content: 'hi' }] }
  const router = new AdaptiveRouter({ learning, strategy, clock, random: options.random ?? seededRandom(1) })
  return router.decide({ request, task: task(), targets, explore: options.explore ?? true })
}

const answer = (target: Target, text: string): Answer => ({
  target,
  weight: 1,
  response: { text, toolCalls: [], finishReason: 'stop', usage: { inputTokens: 1, outputTokens: 1 }, model: target },
})

describe('singleFast', () => {
  it('prefers the quickest among those that are about as good as the best', async () => {
    expect((await decide(singleFast({ tolerance: 0.25 }))).plan.targets[0]).toBe('b/three')
    expect((await decide(singleFast({ tolerance: 0 }))).plan.targets[0]).toBe('a/one')
  })
})

describe('consensus', () => {
  it('asks the best two or three, of different providers', async () => {
    expect((await decide(dualValidation())).plan).toMatchObject({
      mode: 'ensemble',
      targets: ['a/one', 'b/three'],
      quorum: 2,
    })
    expect((await decide(tripleConsensus())).plan.targets).toEqual(['a/one', 'b/three', 'c/four'])
  })

  it('asks a third where two disagree, and only then', async () => {
    const { context } = await decide(dualValidation())
    const strategy = dualValidation()
    expect(strategy.next?.(context, [answer('a/one', 'Paris'), answer('b/three', ' paris')])).toBeUndefined()
    expect(strategy.next?.(context, [answer('a/one', 'Paris'), answer('b/three', 'Rome')])).toMatchObject({
      targets: ['a/two'],
    })
    expect(strategy.next?.(context, [answer('a/one', 'Paris')])).toBeUndefined()
  })
})

describe('thompson', () => {
  it('chooses each target as often as it says', async () => {
    const random = seededRandom('shares')
    const picks = new Map<Target, { count: number; propensity: number }>()
    for (let i = 0; i < 2000; i++) {
      const { plan } = await decide(thompson({ spread: 1 }), { random, scores: [0.6, 0.55, 0.5, 0.5] })
      const seen = picks.get(plan.targets[0])
      picks.set(plan.targets[0], { count: (seen?.count ?? 0) + 1, propensity: plan.propensity ?? 1 })
    }
    for (const { count, propensity } of picks.values()) expect(count / 2000).toBeCloseTo(propensity, 1)
    expect([...picks.values()].reduce((sum, p) => sum + p.propensity, 0)).toBeCloseTo(1, 9)
  })

  it('takes the best where the request may not be spent on learning', async () => {
    const { plan } = await decide(thompson({ spread: 100 }), { explore: false })
    expect(plan).toMatchObject({ targets: ['a/one', 'a/two', 'b/three', 'c/four'], propensity: 1 })
  })
})

describe('byTask and when', () => {
  const named = (name: string): RoutingStrategy => ({
    name,
    plan: ({ candidates }) => ({ mode: 'in-order', targets: [candidates[0].target], reason: name }),
    next: ({ candidates }) => ({ mode: 'in-order', targets: [candidates[0].target], reason: `${name} again` }),
  })

  it('hand a request, and its next step, to the strategy that is meant for it', async () => {
    const { context } = await decide(thompson())
    const math = { ...context, task: { ...context.task, kind: 'math' } }
    const strategy = byTask({ math: named('math') }, named('other'))
    expect(await strategy.plan(math)).toMatchObject({ reason: 'math' })
    expect(await strategy.plan(context)).toMatchObject({ reason: 'other' })
    expect(await strategy.plan({ ...math, task: { ...math.task, kind: 'toString' } })).toMatchObject({
      reason: 'other',
    })
    expect(await strategy.next?.(math, [answer('a/one', 'x')])).toMatchObject({ reason: 'math again' })
    const hard = when(({ task }) => task.complexity > 0.8, named('hard'), named('easy'))
    expect(await hard.plan(context)).toMatchObject({ reason: 'easy' })
    expect(await hard.plan({ ...context, task: { ...context.task, complexity: 0.9 } })).toMatchObject({
      reason: 'hard',
    })
  })
})

describe('every strategy', () => {
  it('is the same for the same beliefs and seed', () => {
    const strategies = [singleFast, dualValidation, tripleConsensus, thompson, adaptive]
    fc.assert(
      fc.property(fc.constantFrom(...strategies), fc.integer(), (make, seed) => {
        const [first, second] = [1, 2].map(() => decide(make(), { random: seededRandom(seed) }))
        expect(first).toEqual(second)
      }),
      { numRuns: 20 },
    )
  })
})
