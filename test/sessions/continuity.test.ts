import {
  type Candidate,
  MemoryStorage,
  type NonEmpty,
  type RoutingContext,
  type RoutingStrategy,
  SessionStore,
  type SessionView,
  scoreOf,
  seededRandom,
  type Target,
  TaskClassifier,
  unknownUsage,
  VirtualClock,
  withContinuity,
  withHistory,
} from 'routewise'
import { describe, expect, it } from 'vitest'

const belief = (mean: number) => ({ mean, stdDev: 0.1, samples: 10 })
const candidate = (target: Target, quality: number): Candidate => ({
  target,
  model: { id: target },
  prediction: { target, quality: belief(quality), latencyMs: belief(500), costUsd: belief(0.001) },
  inFlight: 0,
  circuit: 'closed',
})
const best: RoutingStrategy = {
  name: 'best',
  plan: ({ candidates, task }) => {
    const [first, ...rest] = candidates.toSorted((a, b) => scoreOf(b, task) - scoreOf(a, task))
    return { mode: 'in-order', targets: [(first ?? candidates[0]).target, ...rest.map(c => c.target)] }
  },
}
const classifier = new TaskClassifier()
const request = { messages: [{ role: 'user' as const, content: 'hi' }] }
const context = (candidates: NonEmpty<Candidate>, session?: Partial<SessionView>): RoutingContext => ({
  request,
  task: classifier.classify(request),
  ...(session && { session: { id: 's', sameTopic: true, switchCostUsd: 0, ...session } }),
  constraints: {},
  explore: true,
  candidates,
  random: seededRandom(1),
  nowMs: 0,
})
const strategy = withContinuity(best)
const first = async (c: RoutingContext) => (await strategy.plan(c)).targets[0]

describe('withContinuity', () => {
  it('stays within a topic unless another is clearly better', async () => {
    expect(await first(context([candidate('a/x', 0.7), candidate('b/y', 0.78)], { previous: 'a/x' }))).toBe('a/x')
    expect(await first(context([candidate('a/x', 0.7), candidate('b/y', 0.85)], { previous: 'a/x' }))).toBe('b/y')
  })

  it('moves on with the topic where another is better at all', async () => {
    const moved = { previous: 'a/x' as const, sameTopic: false }
    expect(await first(context([candidate('a/x', 0.7), candidate('b/y', 0.75)], moved))).toBe('b/y')
  })

  it('counts what leaving costs', async () => {
    const costly = { previous: 'a/x' as const, sameTopic: false, switchCostUsd: 0.02 }
    expect(await first(context([candidate('a/x', 0.7), candidate('b/y', 0.75)], costly))).toBe('a/x')
    expect(await first(context([candidate('a/x', 0.7), candidate('b/y', 0.85)], costly))).toBe('b/y')
  })

  it('counts dollars and seconds as quality: a dear or a slow target is left', async () => {
    const dear = candidate('a/x', 0.7)
    const slow = candidate('a/x', 0.7)
    const other = candidate('b/y', 0.72)
    const at = (one: Candidate, prediction: Partial<Candidate['prediction']>): Candidate => ({
      ...one,
      prediction: { ...one.prediction, ...prediction },
    })
    expect(await first(context([at(dear, { costUsd: belief(0.1) }), other], { previous: 'a/x' }))).toBe('b/y')
    expect(await first(context([at(slow, { latencyMs: belief(20_000) }), other], { previous: 'a/x' }))).toBe('b/y')
    expect(await first(context([at(slow, { latencyMs: belief(2_000) }), other], { previous: 'a/x' }))).toBe('a/x')
  })

  it('does not leave for a target that would have to forget what was said', async () => {
    const task = { ...classifier.classify(request), inputTokens: 20_000 }
    const small = { ...candidate('b/y', 0.95), model: { id: 'y', contextTokens: 8_000 } }
    const both = (previous: Target) => ({ ...context([candidate('a/x', 0.7), small], { previous }), task })
    expect(await first(both('a/x'))).toBe('a/x')
    expect(await first({ ...both('a/x'), task: { ...task, inputTokens: 5_000 } })).toBe('b/y')
  })

  it('hands on what a strategy does with answers', () => {
    const asking: RoutingStrategy = { ...best, next: () => undefined, best: (_, [answer]) => answer }
    expect(Object.keys(withContinuity(asking)).sort()).toEqual(['best', 'name', 'next', 'plan'])
    expect(Object.keys(strategy).sort()).toEqual(['name', 'plan'])
  })

  it('leaves a target that is no candidate any more', async () => {
    expect(await first(context([candidate('b/y', 0.5), candidate('c/z', 0.6)], { previous: 'a/x' }))).toBe('c/z')
  })

  it('plans every candidate once, those not worth the move as fallbacks', async () => {
    const all = context([candidate('a/x', 0.7), candidate('b/y', 0.75), candidate('c/z', 0.9)], { previous: 'a/x' })
    const { targets } = await strategy.plan(all)
    expect(targets[0]).toBe('c/z')
    expect([...targets].sort()).toEqual(['a/x', 'b/y', 'c/z'])
  })

  it('does not touch plans that ask several at once, nor requests without a session', async () => {
    const panel: RoutingStrategy = {
      name: 'panel',
      plan: ({ candidates: [c] }) => ({ mode: 'ensemble', targets: [c.target], quorum: 1 }),
    }
    const wrapped = withContinuity(panel)
    const inSession = context([candidate('b/y', 0.5), candidate('a/x', 0.5)], { previous: 'a/x' })
    expect(await wrapped.plan(inSession)).toEqual(panel.plan(inSession))
    const alone = context([candidate('a/x', 0.1), candidate('b/y', 0.9)])
    expect(await strategy.plan(alone)).toEqual(best.plan(alone))
  })

  it('refuses a price below 0', () => {
    expect(() => withContinuity(best, { minGain: -1, perUsd: Number.NaN })).toThrow(/minGain.*perUsd/)
  })

  it('keeps a conversation with one target per topic, and moves it when the topic moves', async () => {
    const clock = new VirtualClock()
    const sessions = new SessionStore({ storage: new MemoryStorage({ clock }), clock })
    const random = seededRandom(7)
    const served: Record<string, Target[]> = { coding: [], math: [] }
    const coding = [
      'Write a Python function that sorts a list of tuples',
      'now sort the tuples by the second value',
      'Why does this Python code raise a TypeError in the sort function?',
      'add a unit test for the function',
      'and in descending order?',
      'refactor the Python loop into a list comprehension',
    ]
    const math = [
      'Solve the quadratic equation x^2 - 5x + 6 = 0',
      'what is the sum of the roots of the equation?',
      'calculate the discriminant of the polynomial and the square root',
      'solve 3x + 4 = 19 for x in the equation',
    ]
    for (const [kind, texts] of [['coding', coding] as const, ['math', math] as const]) {
      for (const text of texts) {
        const asked = { messages: [{ role: 'user' as const, content: text }] }
        const session = await sessions.open('s')
        const task = classifier.classify(withHistory(session, asked))
        const view = sessions.view(session, task, asked)
        const noise = () => (random() - 0.5) * 0.1
        const skill = (at: string) => (view.topic === at ? 0.85 : 0.65)
        const candidates = [
          candidate('a/coder', skill('coding') + noise()),
          candidate('b/mathematician', skill('math') + noise()),
          candidate('c/other', 0.7 + noise()),
        ] as const
        const plan = await strategy.plan({ ...context(candidates, view), task })
        const target = plan.targets[0]
        served[kind]?.push(target)
        const response = {
          text: 'ok',
          toolCalls: [],
          finishReason: 'stop' as const,
          usage: unknownUsage,
          model: 'm',
        }
        await sessions.record('s', { asked: asked.messages, response, task, target })
      }
    }
    expect(new Set(served['coding'])).toEqual(new Set(['a/coder']))
    expect(new Set(served['math'])).toEqual(new Set(['b/mathematician']))
  })
})
