import {
  AdaptiveRouter,
  type Constraints,
  InvalidOptionsError,
  InvalidPlanError,
  LearningEngine,
  NoCandidateError,
  type Plan,
  type RouteInput,
  type RoutingStrategy,
  seededRandom,
  singleFast,
  type TargetStatus,
  VirtualClock,
} from 'routewise'
import { describe, expect, it } from 'vitest'
import { attempt, score, task } from '../learning/observations.ts'

const status = (target: TargetStatus['target'], more: Partial<TargetStatus> = {}): TargetStatus => ({
  target,
  model: { id: target.slice(target.indexOf('/') + 1) },
  inFlight: 0,
  circuit: 'closed',
  ...more,
})
const input = (more: Partial<RouteInput> = {}): RouteInput => ({
  request: { messages: [{ role: 'user', content: 'hello' }] },
  task: task(),
  targets: [status('a/one'), status('b/two'), status('c/three')],
  ...more,
})
const fixed = (plan: Plan): RoutingStrategy => ({ name: 'fixed', plan: () => plan })

function router(constraints: Constraints = {}, strategy?: RoutingStrategy): AdaptiveRouter {
  const clock = new VirtualClock()
  const learning = new LearningEngine({ clock })
  for (let i = 0; i < 200; i++) {
    learning.observe(score('a/one', 1))
    learning.observe(score('b/two', i % 2))
    learning.observe(attempt('a/one', { latencyMs: 9000, costUsd: 0.02 }))
    learning.observe(attempt('b/two', { latencyMs: 100, costUsd: 0.001 }))
  }
  return new AdaptiveRouter({ learning, constraints, clock, random: seededRandom(1), ...(strategy && { strategy }) })
}

const reasons = async (of: AdaptiveRouter, given: RouteInput): Promise<Record<string, string | undefined>> => {
  const { candidates } = await of.decide(given)
  return Object.fromEntries(candidates.map(c => [c.target, c.excluded]))
}

describe('AdaptiveRouter', () => {
  it('sends a request to the target that has earned it, the others as fallbacks', async () => {
    const { plan, strategy } = await router().decide(input({ explore: false }))
    expect(strategy).toBe('adaptive')
    expect(plan).toMatchObject({ mode: 'in-order', propensity: 1 })
    expect(plan.targets[0]).toBe('a/one')
    expect(plan.targets.toSorted()).toEqual(['a/one', 'b/two', 'c/three'])
  })

  it('decides at once where the strategy does', () => {
    expect(router().decide(input())).not.toBeInstanceOf(Promise)
  })

  it('says of each target why it was left out', async () => {
    const model = { id: 'x', supports: ['tools'] as const, contextTokens: 50 }
    const found = await reasons(router({ deny: ['b/two'] }), {
      ...input({ task: { ...task(), needs: ['images'] } }),
      targets: [
        status('a/one'),
        status('b/two'),
        status('c/three', { circuit: 'open', retryAfterMs: 1500 }),
        status('d/four', { model: { ...model, contextTokens: 1e6 } }),
        status('e/five', { model: { id: 'x', contextTokens: 50 } }),
      ],
    })
    expect(found).toEqual({
      'a/one': undefined,
      'b/two': 'denied',
      'c/three': 'circuit open, ask again in 1500 ms',
      'd/four': 'does not support images',
      'e/five': 'holds 50 tokens, the request needs about 100',
    })
  })

  it('holds limits on predicted cost, latency and quality', async () => {
    expect(await reasons(router({ maxCostUsd: 0.01 }), input())).toMatchObject({
      'a/one': expect.stringMatching('cost'),
    })
    expect(await reasons(router(), input({ constraints: { maxLatencyMs: 1000 } }))).toMatchObject({
      'a/one': 'predicted latency 9000 ms is above 1000 ms',
      'b/two': undefined,
    })
    expect(await reasons(router({ minQuality: 0.8 }), input())).toMatchObject({
      'a/one': undefined,
      'b/two': expect.stringMatching(/^predicted quality .* is below 0.8$/),
    })
  })

  it('gives a target of which little is known the benefit of the doubt', async () => {
    expect(await reasons(router({ minQuality: 0.8 }), input())).toMatchObject({ 'c/three': undefined })
  })

  it('throws where nobody may serve, with every reason', () => {
    const act = (): unknown => router({ allow: ['a/one'] }).decide(input({ constraints: { deny: ['a/one'] } }))
    expect(act).toThrow(NoCandidateError)
    expect(act).toThrow(/a\/one \(denied\), b\/two \(not among the allowed\)/)
  })

  it('refuses constraints that name unknown targets', () => {
    const act = (): unknown => router().decide(input({ constraints: { deny: ['z/none'] } }))
    expect(act).toThrow(InvalidOptionsError)
    expect(act).toThrow('deny[0]: no target z/none; there are a/one, b/two, c/three')
    expect(() => router({ minQuality: 7 })).toThrow(InvalidOptionsError)
  })

  it.each<[string, Plan]>([
    ['z/none is not a candidate', { mode: 'in-order', targets: ['z/none'] }],
    ['b/two is not a candidate', { mode: 'in-order', targets: ['a/one', 'b/two'] }],
    ['a/one is named twice', { mode: 'in-order', targets: ['a/one', 'a/one'] }],
    ['names no target', { mode: 'in-order', targets: [] } as unknown as Plan],
    ['propensity 0', { mode: 'in-order', targets: ['a/one'], propensity: 0 }],
    ['propensity NaN', { mode: 'in-order', targets: ['a/one'], propensity: Number.NaN }],
    ['quorum 2', { mode: 'ensemble', targets: ['a/one'], quorum: 2 }],
    ['staggerMs -1', { mode: 'race', targets: ['a/one'], staggerMs: -1 }],
    ['minConfidence 2', { mode: 'cascade', targets: ['a/one'], minConfidence: 2 }],
  ])('refuses a plan that cannot be performed: %s', (problem, plan) => {
    const act = (): unknown => router({ deny: ['b/two'] }, fixed(plan)).decide(input())
    expect(act).toThrow(InvalidPlanError)
    expect(act).toThrow(problem)
  })

  it('waits for a strategy that takes its time', async () => {
    const slow: RoutingStrategy = { name: 'slow', plan: async context => singleFast().plan(context) }
    expect((await router({}, slow).decide(input())).strategy).toBe('slow')
  })

  it('uses the strategy of the request in place of its own', async () => {
    expect((await router().decide(input({ strategy: singleFast() }))).strategy).toBe('single-fast')
  })

  it('holds what its strategy needs for the next step, out of the JSON', async () => {
    const decision = await router().decide(input())
    expect(decision.context.candidates).toHaveLength(3)
    expect(JSON.parse(JSON.stringify(decision))).not.toHaveProperty('context')
  })

  it('reckons with list prices until a cost was measured', async () => {
    const model = { id: 'x', prices: [{ inputUsdPerMTok: 1000, outputUsdPerMTok: 0 }] }
    const found = await reasons(
      router({ maxCostUsd: 0.05 }),
      input({ targets: [status('c/three', { model }), status('b/two')] }),
    )
    expect(found).toEqual({ 'c/three': 'predicted cost $0.1 is above $0.05', 'b/two': undefined })
  })
})
