import {
  dualValidation,
  MemoryStorage,
  Orchestrator,
  type OrchestratorEvents,
  type Provider,
  type RoutingStrategy,
  SessionStore,
  simulated,
  singleFast,
} from 'routewise'
import { describe, expect, it } from 'vitest'
import { answer, broken, inOrder, request, world } from './world.ts'

const modes = ['chat', 'stream'] as const

describe.each(modes)('orchestrator.%s', mode => {
  it('answers, and says why it came from there and what it took', async () => {
    const { ask } = world({ a: {} }, { strategy: singleFast() })
    const { text, id, routing } = await ask(mode)
    expect(text).toBe('a')
    expect(id).toMatch(/^\w{20}$/)
    expect(routing).toMatchObject({ target: 'a/m', attempts: 1, cached: false, costUsd: 0.01, latencyMs: 100 })
    expect(routing.task?.kind).toBeTypeOf('string')
    expect(routing.decision).toMatchObject({ strategy: 'single-fast', plan: { targets: ['a/m'] } })
    expect(routing.decision?.candidates).toMatchObject([{ target: 'a/m', prediction: { target: 'a/m' } }])
  })

  it('fails over before the first content', async () => {
    const { ask, asked } = world({ a: broken, b: {} }, { strategy: inOrder('a/m', 'b/m') })
    const { text, routing } = await ask(mode)
    expect([text, routing.target, routing.attempts]).toEqual(['b', 'b/m', 2])
    expect(asked).toEqual(['a', 'b'])
  })

  it('leaves a target alone once its circuit is open, and says so in the decision', async () => {
    const { ask, asked, orchestrator } = world({ a: broken, b: {} }, { strategy: singleFast(), retry: false })
    const changes: unknown[] = []
    orchestrator.on('circuit-change', change => changes.push(change))
    for (let i = 0; i < 12; i++) await ask(mode, { strategy: i < 5 ? inOrder('a/m', 'b/m') : singleFast() })
    expect(asked.filter(name => name === 'a')).toHaveLength(5)
    expect(changes).toEqual([{ target: 'a/m', from: 'closed', to: 'open' }])
    const { decision } = (await ask(mode)).routing
    expect(decision?.candidates.find(c => c.target === 'a/m')?.excluded).toMatch(/circuit/)
  })

  it('asks several and merges where the strategy wants that', async () => {
    const { ask } = world(
      { a: { text: 'four' }, b: { text: 'four' }, c: { text: 'five' } },
      { strategy: dualValidation() },
    )
    const { text, routing } = await ask(mode)
    expect(text).toBe('four')
    expect(routing.merged?.from).toContain(routing.target)
    expect(routing.attempts).toBeGreaterThanOrEqual(2)
  })

  it('asks again where a check says that the answer is wrong, and delivers the better one', async () => {
    const { ask, asked, orchestrator } = world(
      { a: {}, b: {} },
      { check: async ({ response }) => (response.text === 'b' ? 1 : 0) },
    )
    expect((await orchestrator.preview(request)).strategy).toBe('adaptive')
    for (let i = 0; i < 6; i++) {
      const { text, routing } = await ask(mode, { id: `request ${i}` })
      expect(text).toBe('b')
      expect(routing.merged).toBeUndefined()
    }
    expect(asked.length).toBeGreaterThan(6)
  })

  it('asks the others where nobody of an ensemble has answered', async () => {
    const both: RoutingStrategy = {
      name: 'both at once',
      plan: () => ({ mode: 'ensemble', targets: ['a/m', 'b/m'], quorum: 2 }),
    }
    const { ask } = world({ a: broken, b: broken, c: broken, d: {} }, { strategy: both, retry: false })
    expect(await ask(mode)).toMatchObject({ text: 'd', routing: { target: 'd/m' } })
  })

  it('delivers what was said where a second opinion fails', async () => {
    const second: RoutingStrategy = {
      ...inOrder('d/m'),
      next: (_, answers) => (answers.length < 2 ? inOrder('a/m', 'b/m').plan() : undefined),
    }
    const { ask } = world({ a: broken, b: broken, c: broken, d: {} }, { strategy: second, retry: false })
    expect(await ask(mode)).toMatchObject({ text: 'd' })
  })

  it('goes on past a target that has failed, which a strategy that sees only answers may name again', async () => {
    const strategy: RoutingStrategy = {
      name: 'both',
      plan: () => ({ mode: 'in-order', targets: ['a/m', 'b/m'] }),
      next: (_, answers) => (answers.length < 2 ? { mode: 'in-order', targets: ['a/m'] } : undefined),
    }
    const { ask, asked } = world({ a: broken, b: {} }, { strategy, retry: false })
    expect((await ask(mode)).text).toBe('b')
    expect(asked).toEqual(['a', 'b'])
  })

  it('gives a cached answer to the same scope only', async () => {
    const { ask, asked } = world({ a: {} })
    const first = await ask(mode, { scope: 'tenant-1', cache: 'use' })
    const again = await ask(mode, { scope: 'tenant-1', cache: 'use' })
    const other = await ask(mode, { scope: 'tenant-2', cache: 'use' })
    expect([first.routing.cached, again.routing.cached, other.routing.cached]).toEqual([false, true, false])
    expect(again).toMatchObject({ text: 'a', routing: { target: 'a/m', costUsd: 0, attempts: 0 } })
    expect(asked).toHaveLength(2)
  })

  it('does not give an answer of one policy to another', async () => {
    const { ask } = world({ a: {}, b: {} })
    await ask(mode, { scope: 't', cache: 'use', constraints: { allow: ['a/m'] } })
    const other = await ask(mode, { scope: 't', cache: 'use', constraints: { allow: ['b/m'] } })
    expect(other).toMatchObject({ text: 'b', routing: { cached: false } })
  })

  it('ends at the deadline of the request, whatever it is waiting for', async () => {
    const stall = { fault: { type: 'stall' } } as const
    const { ask, clock, orchestrator } = world({ a: stall, b: stall }, { deadlines: { totalMs: 1000 } })
    await expect(ask(mode)).rejects.toMatchObject({ code: 'ledger-exhausted', what: 'time' })
    expect(clock.mono()).toBe(1000)
    expect(await orchestrator.report()).toMatchObject({ requests: 1, failures: 1 })
  })

  it('rejects with the caller’s own reason when it aborts, and counts that as nobody’s failure', async () => {
    const { ask, clock, orchestrator } = world({ a: { latencyMs: 1000 } })
    const controller = new AbortController()
    clock.after(50, () => controller.abort('bye'))
    await expect(ask(mode, { signal: controller.signal })).rejects.toBe('bye')
    const report = await orchestrator.report()
    expect(report).toMatchObject({
      requests: 1,
      failures: 0,
      targets: [{ failures: 0, cancelled: 1, circuit: 'closed' }],
    })
  })

  it('does not ask a target that the request cannot pay', async () => {
    const { ask, asked } = world({ a: { costUsd: 0.5 } })
    await ask(mode)
    await expect(ask(mode, { constraints: { maxCostUsd: 0.1 } })).rejects.toMatchObject({
      code: expect.stringMatching(/no-candidate|ledger-exhausted/),
    })
    expect(asked).toEqual(['a'])
  })

  it('learns from feedback which target is better', async () => {
    const { ask, orchestrator } = world({ a: {}, b: {} }, { strategy: singleFast() })
    for (let i = 0; i < 40; i++) {
      const { id, routing } = await ask(mode, { strategy: i % 2 ? inOrder('a/m') : inOrder('b/m') })
      await orchestrator.feedback(id, { score: routing.target === 'b/m' ? 1 : 0 })
    }
    const { decision } = (await ask(mode)).routing
    const [a, b] = ['a/m', 'b/m'].map(
      t => decision?.candidates.find(c => c.target === t)?.prediction?.quality.mean ?? 0,
    )
    expect(b).toBeGreaterThan((a ?? 1) + 0.4)
  })
})

describe('orchestrator.stream', () => {
  it('hands on the answer while it grows', async () => {
    const { orchestrator, clock } = world({ a: { text: 'one two three', latencyMs: 300 } }, { strategy: singleFast() })
    const seen: [number, string][] = []
    await clock.run(
      (async () => {
        for await (const event of orchestrator.stream(request)) {
          if (event.type === 'text-delta') seen.push([Math.round(clock.mono()), event.text.trim()])
        }
      })(),
    )
    expect(seen.map(([, text]) => text)).toEqual(['one', 'two', 'three'])
    expect(seen[0]?.[0]).toBeLessThan(seen[2]?.[0] ?? 0)
  })

  it('asks nobody before it is read, and nobody at all when it is left unread', async () => {
    const { orchestrator, asked } = world({ a: {} })
    const stream = orchestrator.stream(request)
    await stream[Symbol.asyncDispose]()
    await expect(stream.response).rejects.toMatchObject({ name: 'AbortError' })
    expect(asked).toEqual([])
  })

  it('hangs up when the reader leaves', async () => {
    const { orchestrator, clock } = world({ a: { text: 'one two three', latencyMs: 300 } })
    await clock.run(
      (async () => {
        for await (const _ of orchestrator.stream(request)) break
      })(),
    )
    await clock.advance(0)
    const report = await orchestrator.report()
    expect(report).toMatchObject({ failures: 0, targets: [{ cancelled: 1, failures: 0 }] })
    expect(clock.pending).toBe(0)
  })

  it('of a reader who left is in the bill, as far as it went', async () => {
    const prices = [{ inputUsdPerMTok: 1, outputUsdPerMTok: 1 }]
    const provider = simulated({
      id: 'p',
      models: [{ id: 'm', prices }],
      answer: () => ({ text: 'one two three', latencyMs: 9 }),
    })
    const orchestrator = new Orchestrator({ providers: [provider] })
    for await (const _ of orchestrator.stream(request)) break
    await Promise.resolve()
    expect((await orchestrator.report()).costUsd).toBeGreaterThan(0)
  })

  it('leaves no timer behind a reader who has left', async () => {
    const { orchestrator, clock } = world({ a: { text: 'one two three', latencyMs: 300 } })
    await clock.run(
      (async () => {
        for await (const _ of orchestrator.stream(request)) break
      })(),
    )
    await clock.advance(0)
    expect(clock.pending).toBe(0)
  })

  it('never glues two answers: what breaks after content is the reader’s to know', async () => {
    const cut = { text: 'one two three four', fault: { type: 'cut', at: 0.5 } } as const
    const { ask, asked } = world({ a: cut, b: {} }, { strategy: inOrder('a/m', 'b/m') })
    await expect(ask('stream')).rejects.toMatchObject({ code: 'stream-interrupted', partial: { text: 'one two ' } })
    expect(asked).toEqual(['a'])
  })
})

describe('decisions', () => {
  const decisions = async (seed: string) => {
    const { ask } = world({ a: {}, b: {}, c: {} })
    const targets: string[] = []
    for (let i = 0; i < 20; i++) targets.push((await ask('chat', { id: `${seed}-${i}` })).routing.target)
    return targets
  }

  it('are the same for the same requests under the same seed', async () => {
    expect(await decisions('x')).toEqual(await decisions('x'))
  })

  it('can be previewed without asking anybody or changing anything', async () => {
    const { orchestrator, asked, ask } = world({ a: {}, b: {}, c: {} })
    const preview = await orchestrator.preview(request, { id: 'incident-7' })
    expect(asked).toEqual([])
    expect((await orchestrator.report()).requests).toBe(0)
    const { decision } = (await ask('chat', { id: 'incident-7' })).routing
    expect(decision?.plan).toEqual(preview.plan)
  })

  it('as JSON hold no message', async () => {
    const { ask } = world({ a: {} })
    expect(JSON.stringify((await ask('chat')).routing)).not.toContain('2 + 2')
  })
})

describe('what was learned', () => {
  it('outlives the process in a storage, and feedback finds its decision from another process', async () => {
    const storage = new MemoryStorage()
    const first = world({ a: {}, b: {} }, { storage, strategy: inOrder('b/m') })
    const { id } = await first.ask('chat')
    await first.orchestrator[Symbol.asyncDispose]()
    const second = world({ a: {}, b: {} }, { storage })
    await second.orchestrator.feedback(id, { score: 0 })
    const { candidates } = await second.orchestrator.preview(request)
    const mean = (target: string) => candidates.find(c => c.target === target)?.prediction?.quality.mean ?? 0
    expect(mean('b/m')).toBeLessThan(mean('a/m'))
    expect(candidates.find(c => c.target === 'b/m')?.prediction?.latencyMs.samples).toBeGreaterThan(0)
  })

  it('is kept and stored later when the store fails, and no request suffers', async () => {
    const storage = new MemoryStorage()
    let failing = true
    const flaky = {
      values: storage.values,
      learning: {
        load: () => (failing ? Promise.reject(new Error('down')) : storage.learning.load()),
        add: (delta: never) => (failing ? Promise.reject(new Error('down')) : storage.learning.add(delta)),
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }
    const { ask, orchestrator } = world({ a: {} }, { storage: flaky })
    const errors: string[] = []
    orchestrator.on('background-error', ({ what }) => errors.push(what))
    for (let i = 0; i < 150; i++) await ask('chat')
    expect(errors).toEqual(['loading what was learned: Error', 'storing what was learned: Error'])
    failing = false
    await orchestrator[Symbol.asyncDispose]()
    const restored = world({ a: {} }, { storage })
    const { candidates } = await restored.orchestrator.preview(request)
    expect(candidates[0]?.prediction?.latencyMs.samples).toBeGreaterThan(100)
  })
})

describe.each(modes)('a conversation, in %s', mode => {
  const say = (text: string) => ({ messages: [{ role: 'user', content: text }] }) as const

  it('is remembered: each turn is asked with what was said before, and stays where it was', async () => {
    const seen: number[] = []
    const sessions = new SessionStore({ storage: new MemoryStorage() })
    const { ask } = world(
      { a: {}, b: {} },
      {
        sessions,
        attemptLayers: ({ record, deadline }) => [
          record,
          deadline,
          (attempt, next) => {
            seen.push(attempt.request.messages.length)
            return next(attempt)
          },
        ],
      },
    )
    const targets = []
    for (const text of ['Sort a list in Python', 'Now by the second value', 'And in reverse']) {
      targets.push((await ask(mode, { session: 'user-1' }, say(text))).routing.target)
    }
    expect(seen).toEqual([1, 3, 5])
    expect(new Set(targets).size).toBe(1)
    expect(
      (await ask(mode, { session: 'user-2' }, say('Hello'))).routing.decision?.context.session?.previous,
    ).toBeUndefined()
    expect(seen.at(-1)).toBe(1)
  })

  it('is refused where no sessions are kept', async () => {
    const { ask } = world({ a: {} })
    await expect(ask(mode, { session: 'user-1' })).rejects.toMatchObject({ faults: [{ path: 'session' }] })
  })
})

describe('listeners', () => {
  it('hear what happened, and one that throws breaks nothing', async () => {
    const { ask, orchestrator } = world({ a: {} })
    const heard: (keyof OrchestratorEvents)[] = []
    orchestrator.on('route-decided', () => {
      throw new Error('mine')
    })
    orchestrator.on('route-decided', () => heard.push('route-decided'))
    const stop = orchestrator.on('attempt-end', ({ target, outcome }) => {
      heard.push('attempt-end')
      expect([target, outcome]).toEqual(['a/m', 'ok'])
    })
    await ask('chat')
    stop()
    await ask('chat')
    expect(heard).toEqual(['route-decided', 'attempt-end', 'route-decided'])
  })
})

describe('layers', () => {
  it('can be added, left out and reordered, and are shown by describe()', async () => {
    const seen: string[] = []
    const { ask, orchestrator } = world(
      { a: {} },
      {
        callLayers: ({ ledger }) => [
          ledger,
          function tracing(call, next) {
            seen.push(`call ${call.id}`)
            return next(call)
          },
        ],
        attemptLayers: ({ record, deadline }) => [
          record,
          deadline,
          function tagging(attempt, next) {
            seen.push(`attempt at ${attempt.target}`)
            return next(attempt)
          },
        ],
      },
    )
    await ask('chat', { id: '1' })
    expect(seen).toEqual(['call 1', 'attempt at a/m'])
    expect(orchestrator.describe()).toEqual({
      layers: {
        call: ['ledger', 'tracing'],
        core: ['classify', 'route', 'execute', 'merge'],
        attempt: ['record', 'deadline', 'tagging'],
      },
      strategy: expect.any(String),
      targets: ['a/m'],
    })
  })

  it('stand by default in this order', () => {
    expect(world({ a: {} }).orchestrator.describe()).toMatchObject({
      layers: {
        call: ['ledger', 'cache', 'cooldown'],
        attempt: ['retry', 'structured', 'repair', 'rates', 'limit', 'circuit', 'record', 'deadline'],
      },
    })
  })
})

describe('disposal', () => {
  it('waits for work in the background, and waitUntil is told of it', async () => {
    const works: Promise<unknown>[] = []
    let stored = false
    const storage = new MemoryStorage()
    const slow = {
      values: { ...storage.values, set: async () => void (await new Promise(setImmediate), (stored = true)) },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }
    const { ask, orchestrator } = world({ a: {} }, { storage: slow, waitUntil: work => works.push(work) })
    await ask('chat')
    await orchestrator[Symbol.asyncDispose]()
    expect(stored).toBe(true)
    expect(works.length).toBeGreaterThan(0)
  })
})

it('a provider of ten lines is enough', async () => {
  const mine: Provider = { id: 'mine', models: [{ id: 'm' }], chat: async () => answer('hello') }
  const orchestrator = new Orchestrator({ providers: [mine] })
  expect((await orchestrator.chat(request)).text).toBe('hello')
})
