import {
  type ChatResponse,
  isNonEmpty,
  KvCache,
  MemoryStorage,
  NoCandidateError,
  Orchestrator,
  type Provider,
  type RoutingStrategy,
  sharedCircuits,
  simulated,
  staticAnswer,
  type Target,
  VirtualClock,
} from 'routewise'
import { describe, expect, it } from 'vitest'
import { answer, type Behaviour, broken, inOrder as fixed, request, world } from './world.ts'

/** These in this order, as far as they may be asked. */
const inOrder = (...targets: [Target, ...Target[]]): RoutingStrategy => ({
  ...fixed(...targets),
  plan({ candidates }) {
    const left = targets.filter(target => candidates.some(candidate => candidate.target === target))
    return { mode: 'in-order', targets: isNonEmpty(left) ? left : targets }
  },
})

const modes = describe.each(['chat', 'stream'] as const)

modes('hedging, in %s', mode => {
  it('asks a second target beside a slow first one, once enough is known of it, and hangs up on who loses', async () => {
    const behaviours: Record<string, Behaviour> = { a: {}, b: {} }
    const { ask, asked } = world(behaviours, { strategy: inOrder('a/m', 'b/m'), hedge: true })
    for (let i = 0; i < 60; i++) await ask(mode)
    behaviours.a = { latencyMs: 60_000 }
    asked.length = 0
    const { text, routing } = await ask(mode)
    expect([text, asked, routing.latencyMs < 500]).toEqual(['b', ['a', 'b'], true])
    asked.length = 0
    await ask(mode, { hedge: false })
    expect(asked).toEqual(['a', 'b'])
  })

  it('gives an attempt up that takes thrice as long as usual, though nothing may be hedged', async () => {
    const behaviours: Record<string, Behaviour> = { a: { latencyMs: 900 }, b: {} }
    const { ask, asked } = world(behaviours, { strategy: inOrder('a/m', 'b/m'), hedge: true })
    for (let i = 0; i < 60; i++) await ask(mode, { hedge: false })
    behaviours.a = { fault: { type: 'stall' } }
    asked.length = 0
    const { text, routing } = await ask(mode, { hedge: false })
    expect([text, asked, routing.latencyMs < 3500]).toEqual(['b', ['a', 'b'], true])
  })

  it('is off by default', async () => {
    const behaviours: Record<string, Behaviour> = { a: {}, b: {} }
    const { ask, asked } = world(behaviours, { strategy: inOrder('a/m', 'b/m') })
    for (let i = 0; i < 60; i++) await ask(mode)
    behaviours.a = { latencyMs: 9000 }
    asked.length = 0
    await ask(mode)
    expect(asked).toEqual(['a'])
  })

  it('and retries spend one budget', async () => {
    const behaviours: Record<string, Behaviour> = { a: {}, b: broken }
    const { ask, asked } = world(behaviours, {
      strategy: inOrder('a/m'),
      retryBudget: { reserve: 2, share: 0 },
      circuit: false,
    })
    behaviours.a = broken
    for (let i = 0; i < 4; i++) await expect(ask(mode)).rejects.toThrow('simulated')
    expect(asked).toHaveLength(6)
  })
})

modes('the time of a request, in %s', mode => {
  it('is shared by those who may be asked: one that hangs does not spend it all', async () => {
    const hangs: Behaviour = { fault: { type: 'stall' } }
    const options = { strategy: inOrder('a/m', 'b/m', 'c/m'), deadlines: { totalMs: 12_000 }, retry: false } as const
    const { ask, asked, clock } = world({ a: hangs, b: hangs, c: {} }, options)
    const { text } = await ask(mode)
    expect([text, asked, clock.mono()]).toEqual(['c', ['a', 'b', 'c'], 8100])
  })
})

modes('where all cool down, in %s', mode => {
  it('the request waits for the first that comes back, if the deadline allows', async () => {
    const behaviours: Record<string, Behaviour> = { a: broken, b: broken }
    const circuit = { failureThreshold: 1, openMs: 4000 }
    const { ask, clock, orchestrator } = world(behaviours, { strategy: inOrder('a/m', 'b/m'), retry: false, circuit })
    await expect(ask(mode)).rejects.toMatchObject({ code: 'all-targets-failed' })
    behaviours.a = {}
    const startMs = clock.mono()
    const preview = orchestrator.preview(request)
    await expect(preview).rejects.toBeInstanceOf(NoCandidateError)
    const { text } = await ask(mode)
    expect([text, clock.mono() - startMs >= 4000]).toEqual(['a', true])
  })

  it('a target is probed at once where the wait would be too long', async () => {
    const behaviours: Record<string, Behaviour> = { a: broken }
    const circuit = { failureThreshold: 1, openMs: 50_000 }
    const { ask, clock } = world(behaviours, { retry: false, circuit })
    await expect(ask(mode)).rejects.toThrow('simulated')
    behaviours.a = {}
    const startMs = clock.mono()
    expect((await ask(mode)).text).toBe('a')
    expect(clock.mono() - startMs).toBe(100)
  })
})

describe('rate limits that answers tell of', () => {
  const limited = (id: string, remaining: () => number, asked: string[]): Provider => ({
    id,
    models: [{ id: 'm' }],
    chat: (_, { onRateLimits }) => {
      asked.push(id)
      onRateLimits?.([{ unit: 'requests', limit: 60, remaining: remaining() }])
      return Promise.resolve(answer(id))
    },
  })

  it('leave a target out while it has no room, and make the request wait where nobody has', async () => {
    const asked: string[] = []
    const clock = new VirtualClock()
    const providers = [limited('a', () => 0, asked), limited('b', () => 0, asked)]
    const orchestrator = new Orchestrator({ providers, clock, strategy: inOrder('a/m', 'b/m') })
    const ask = () => clock.run(orchestrator.chat(request))
    expect([(await ask()).text, (await ask()).text]).toEqual(['a', 'b'])
    const { routing } = await ask()
    expect([routing.target, Math.round(routing.latencyMs)]).toEqual(['a/m', 1000])
    await clock.advance(5000)
    const preview = await orchestrator.preview(request)
    expect(preview.context.candidates.map(({ weight = 0 }) => weight < 0.2)).toEqual([true, true])
  })
})

modes('the ladder, in %s', mode => {
  it('asks whom the plan had left out, and says so', async () => {
    const { ask } = world(
      { a: broken, b: broken, c: {} },
      { strategy: inOrder('a/m', 'b/m'), degrade: {}, retry: false },
    )
    const { text, routing } = await ask(mode)
    expect([text, routing.degraded]).toEqual(['c', { step: 'any-model', relaxed: [] }])
  })

  it('gives up only the limits that may be given up', async () => {
    const behaviours: Record<string, Behaviour> = { a: {}, b: {} }
    const options = { strategy: inOrder('a/m', 'b/m'), retry: false } as const
    const strict = { constraints: { minQuality: 0.99 } }
    const teach = async ({ ask, orchestrator }: ReturnType<typeof world>): Promise<void> => {
      for (let i = 0; i < 60; i++) {
        const { id } = await ask(mode, { strategy: inOrder('a/m') })
        await orchestrator.feedback(id, { score: 0.2 })
      }
    }
    for (const relax of [[], ['minQuality']] as const) {
      const w = world(behaviours, { ...options, degrade: { relax: [...relax] } })
      await teach(w)
      const asking = w.ask(mode, { ...strict, constraints: { ...strict.constraints, allow: ['a/m'] } })
      if (relax.length === 0) await expect(asking).rejects.toBeInstanceOf(NoCandidateError)
      else expect((await asking).routing.degraded).toEqual({ step: 'any-model', relaxed: ['minQuality'] })
    }
  })

  it('ends with an answer of the user, marked so, also when the time is up', async () => {
    const options = { degrade: { answers: [staticAnswer('Sorry.')] }, deadlines: { totalMs: 5000 } }
    const { ask, orchestrator } = world({ a: { fault: { type: 'stall' } } }, options)
    const { text, routing, warnings, id } = await ask(mode)
    expect([text, routing.target, routing.degraded]).toEqual(['Sorry.', 'degraded/static', { step: 'static' }])
    expect(warnings).toHaveLength(1)
    await expect(orchestrator.feedback(id, { score: 1 })).rejects.toMatchObject({ code: 'unknown-request' })
  })

  it('asks nobody else what was refused for what it is', async () => {
    const refused: Behaviour = { fault: { type: 'error', kind: 'content-policy' } }
    const { ask, asked } = world({ a: refused, b: {} }, { strategy: inOrder('a/m'), degrade: {} })
    await expect(ask(mode)).rejects.toMatchObject({ kind: 'content-policy' })
    expect(asked).toEqual(['a'])
  })

  it('keeps no degraded answer for later', async () => {
    const behaviours: Record<string, Behaviour> = { a: broken, b: {} }
    const { ask } = world(behaviours, { strategy: inOrder('a/m'), degrade: {}, retry: false, circuit: false })
    expect((await ask(mode, { scope: 'me', cache: 'use' })).text).toBe('b')
    behaviours.a = {}
    expect((await ask(mode, { scope: 'me', cache: 'use' })).text).toBe('a')
  })
})

it('a cached answer past its time is marked so', async () => {
  const clock = new VirtualClock()
  const cache = new KvCache<ChatResponse>({ maxBytes: 1e6, ttlMs: 1000, staleIfErrorMs: 60_000, clock })
  const behaviours: Record<string, Behaviour> = { a: {} }
  const { ask } = world(behaviours, { cache, retry: false, circuit: false })
  expect((await ask('chat', { scope: 'me', cache: 'use' })).routing.degraded).toBeUndefined()
  behaviours.a = broken
  await clock.advance(5000)
  const { text, routing } = await ask('chat', { scope: 'me', cache: 'use' })
  expect([text, routing.degraded]).toEqual(['a', { step: 'stale-answer' }])
})

it('orchestrators over one storage share what they know of an outage', async () => {
  const { records } = new MemoryStorage()
  const worlds = ['one', 'two', 'three'].map(reporter => {
    const behaviours: Record<string, Behaviour> = { a: broken, b: {} }
    const background: Promise<unknown>[] = []
    const make = sharedCircuits(records, { reporter, waitUntil: work => void background.push(work) })
    const circuit = { failureThreshold: 2, make }
    return { ...world(behaviours, { strategy: inOrder('a/m', 'b/m'), retry: false, circuit }), background }
  })
  for (const { ask, background } of worlds.slice(0, 2)) {
    for (let i = 0; i < 2; i++) await ask('chat')
    await Promise.all(background)
  }
  const [, , third] = worlds
  if (!third) throw new Error('three worlds')
  await third.ask('chat')
  await Promise.all(third.background)
  third.asked.length = 0
  await third.ask('chat')
  expect(third.asked).toEqual(['b'])
})

it('the answer of a user may be made from the failure', async () => {
  const step = { name: 'apology', answer: (_: unknown, error: unknown) => answer(`No: ${(error as Error).name}`) }
  const { ask } = world({ a: broken }, { retry: false, degrade: { answers: [step] } })
  expect((await ask('chat')).text).toBe('No: ProviderError')
})

modes('the bill, in %s', mode => {
  it('holds what a hedge that lost has cost', async () => {
    const price = { inputUsdPerMTok: 1e6, outputUsdPerMTok: 0 }
    const clock = new VirtualClock({ idle: () => new Promise(setImmediate) })
    const latencyMs: Record<string, number> = { a: 100, b: 200 }
    const providers = ['a', 'b'].map(id =>
      simulated({
        id,
        models: [{ id: 'm', prices: [price] }],
        clock,
        answer: () => ({ text: id, latencyMs: latencyMs[id] ?? 0, usage: { inputTokens: 10, outputTokens: 1 } }),
      }),
    )
    const orchestrator = new Orchestrator({ providers, clock, strategy: inOrder('a/m', 'b/m'), hedge: true })
    const ask = async () => {
      if (mode === 'chat') return orchestrator.chat(request)
      const stream = orchestrator.stream(request)
      for await (const _ of stream);
      return stream.response
    }
    for (let i = 0; i < 60; i++) await clock.run(ask())
    latencyMs['a'] = 1200
    const { routing } = await clock.run(ask())
    expect(routing.target).toBe('b/m')
    // The one that answered says what it used; of the other the question is estimated.
    expect(routing.costUsd).toBeCloseTo(10 + (routing.task?.inputTokens ?? 0), 6)
  })
})

it('an ensemble that need not wait pays for those it hangs up on, and keeps every failure', async () => {
  const clock = new VirtualClock({ idle: () => new Promise(setImmediate) })
  const prices = [{ inputUsdPerMTok: 1e6, outputUsdPerMTok: 0 }]
  const provider = (id: string, latencyMs: number, fails = false): Provider =>
    simulated({
      id,
      models: [{ id: 'm', prices }],
      clock,
      answer: () => ({ text: 'four', latencyMs, usage: { inputTokens: 10, outputTokens: 1 } }),
      fault: () => (fails ? { type: 'error', kind: 'server' } : undefined),
    })
  const strategy: RoutingStrategy = {
    name: 'quorum',
    plan: () => ({ mode: 'ensemble', targets: ['a/m', 'b/m', 'c/m', 'd/m'], quorum: 2 }),
  }
  const providers = [provider('a', 100), provider('b', 200), provider('c', 9000), provider('d', 0, true)]
  const failed: unknown[] = []
  const orchestrator = new Orchestrator({ providers, clock, strategy, retry: false })
  orchestrator.on('attempt-end', ({ outcome, target }) => failed.push([target, outcome]))
  const { routing } = await clock.run(orchestrator.chat(request))
  expect(routing.latencyMs).toBe(200)
  expect(routing.costUsd).toBeCloseTo(20 + (routing.task?.inputTokens ?? 0), 6)
  expect(failed).toEqual([
    ['d/m', 'failed'],
    ['a/m', 'ok'],
    ['b/m', 'ok'],
    ['c/m', 'cancelled'],
  ])
})
