import fc from 'fast-check'
import {
  type Attempt,
  type ChatResponse,
  type ClassifiedCall,
  compose,
  drain,
  type Handler,
  limitLayer,
  openReply,
  ParallelExecutor,
  type ParallelExecutorOptions,
  type Plan,
  ProviderError,
  type Reply,
  RequestLedger,
  sleep,
  type Target,
  Trace,
  VirtualClock,
} from 'routewise'
import { describe, expect, it } from 'vitest'

const usage = { inputTokens: 1, outputTokens: 1 }
const task = { kind: 'general', confidence: 1, complexity: 0, inputTokens: 1, needs: [] }

/** What each target does: answers (with that confidence), fails, refuses the request itself, or never answers. */
type Behaviour = { readonly afterMs?: number; readonly confidence?: number } | 'fail' | 'refuse' | 'hang'

function world(
  behaviours: Record<Target, Behaviour>,
  options: ParallelExecutorOptions & { clock?: VirtualClock } = {},
) {
  const clock = options.clock ?? new VirtualClock()
  const open = new Set<Target>()
  const asked: Target[] = []
  const controller = new AbortController()
  const listeners = new Set<unknown>()
  const { signal } = controller
  const add = signal.addEventListener.bind(signal)
  const remove = signal.removeEventListener.bind(signal)
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners.add(args[1])
    add(...args)
    if (typeof args[2] === 'object' && args[2].once) add('abort', () => listeners.delete(args[1]))
  }
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners.delete(args[1])
    remove(...args)
  }
  const attempt: Handler<Attempt> = async ({ target, signal }) => {
    asked.push(target)
    const behaviour = behaviours[target] ?? 'fail'
    if (behaviour === 'fail') throw new ProviderError({ target, kind: 'server', message: 'broken' })
    if (behaviour === 'refuse') throw new ProviderError({ target, kind: 'invalid-request', message: 'nonsense' })
    open.add(target)
    const reply = openReply(speak(target, behaviour, signal), target, signal)
    const close = () => open.delete(target)
    reply.then(r => r.outcome.then(close), close)
    return reply
  }
  async function* speak(target: Target, behaviour: Exclude<Behaviour, 'fail' | 'refuse'>, signal: AbortSignal) {
    await sleep(clock, behaviour === 'hang' ? 1e9 : (behaviour.afterMs ?? 0), signal)
    yield { type: 'text-delta', text: target } as const
    const confidence = behaviour === 'hang' ? undefined : behaviour.confidence
    yield {
      type: 'finish',
      finishReason: 'stop',
      usage,
      model: 'm',
      ...(confidence !== undefined && { confidence }),
    } as const
  }
  const call: ClassifiedCall = {
    id: '1',
    request: { messages: [{ role: 'user', content: 'hi' }] },
    mode: 'chat',
    signal,
    options: {},
    ledger: new RequestLedger({}, clock),
    trace: new Trace(),
    task,
  }
  const executor = new ParallelExecutor({ ...options, clock })
  return {
    asked,
    open,
    clock,
    controller,
    listeners,
    start: (plan: Extract<Plan, { mode: 'in-order' | 'race' }>): Promise<Reply> => executor.open(plan, attempt, call),
    whole: (plan: Extract<Plan, { mode: 'in-order' | 'race' }>): Promise<ChatResponse> =>
      clock.run(executor.open(plan, attempt, call).then(drain)),
    answers: (plan: Plan): Promise<Target[]> =>
      clock.run(
        (async () => {
          const targets: Target[] = []
          for await (const answer of executor.run(plan, attempt, call)) targets.push(answer.target)
          return targets
        })(),
      ),
  }
}

describe('in order', () => {
  it('moves to the next target when one fails', async () => {
    const { whole, asked } = world({ 'a/1': 'fail', 'b/1': {} })
    expect((await whole({ mode: 'in-order', targets: ['a/1', 'b/1'] })).text).toBe('b/1')
    expect(asked).toEqual(['a/1', 'b/1'])
  })

  it('stops at a failure that the request itself has caused', async () => {
    const { whole, asked } = world({ 'a/1': 'refuse', 'b/1': {} })
    await expect(whole({ mode: 'in-order', targets: ['a/1', 'b/1'] })).rejects.toMatchObject({
      kind: 'invalid-request',
    })
    expect(asked).toEqual(['a/1'])
  })

  it('tells all failures when everybody failed, and the failure itself when there was one', async () => {
    const { whole } = world({ 'a/1': 'fail', 'b/1': 'fail' })
    const all = whole({ mode: 'in-order', targets: ['a/1', 'b/1'] })
    await expect(all).rejects.toMatchObject({
      code: 'all-targets-failed',
      errors: [{ target: 'a/1' }, { target: 'b/1' }],
    })
    await expect(whole({ mode: 'in-order', targets: ['a/1'] })).rejects.toMatchObject({ code: 'provider' })
  })

  it('rejects with the reason when the caller aborts, and asks nobody else', async () => {
    const { start, controller, asked } = world({ 'a/1': 'hang', 'b/1': {} })
    const waiting = start({ mode: 'in-order', targets: ['a/1', 'b/1'] })
    controller.abort('bye')
    await expect(waiting).rejects.toBe('bye')
    expect(asked).toEqual(['a/1'])
  })
})

describe('a race', () => {
  it('asks the next target when the first is slow, and takes who speaks first', async () => {
    const { whole, asked, open } = world({ 'a/1': { afterMs: 1000 }, 'b/1': { afterMs: 100 } })
    expect((await whole({ mode: 'race', targets: ['a/1', 'b/1'], staggerMs: 200 })).text).toBe('b/1')
    expect(asked).toEqual(['a/1', 'b/1'])
    expect(open.size).toBe(0)
  })

  it('does not ask the next target when the first is quick', async () => {
    const { whole, asked, clock } = world({ 'a/1': { afterMs: 100 }, 'b/1': {} })
    await whole({ mode: 'race', targets: ['a/1', 'b/1'], staggerMs: 200 })
    expect(asked).toEqual(['a/1'])
    expect(clock.pending).toBe(0)
  })

  it('asks the next target at once when one fails', async () => {
    const { whole, clock } = world({ 'a/1': 'fail', 'b/1': {} })
    expect((await whole({ mode: 'race', targets: ['a/1', 'b/1'], staggerMs: 5000 })).text).toBe('b/1')
    expect(clock.mono()).toBe(0)
  })

  it('fails with all failures when nobody answered', async () => {
    const { whole } = world({ 'a/1': 'fail', 'b/1': 'fail' })
    const plan = { mode: 'race', targets: ['a/1', 'b/1'], staggerMs: 10 } as const
    await expect(whole(plan)).rejects.toMatchObject({ code: 'all-targets-failed' })
  })
})

describe('a cascade', () => {
  it('asks the next target while the answer is not sure enough', async () => {
    const { answers, asked } = world({ 'a/1': { confidence: 0.4 }, 'b/1': { confidence: 0.9 }, 'c/1': {} })
    const targets = ['a/1', 'b/1', 'c/1'] as const
    expect(await answers({ mode: 'cascade', targets, minConfidence: 0.8 })).toEqual(['a/1', 'b/1'])
    expect(asked).toEqual(['a/1', 'b/1'])
  })

  it('does not accept an answer that says nothing of itself while there is somebody else to ask', async () => {
    const { answers } = world({ 'a/1': {}, 'b/1': {} })
    expect(await answers({ mode: 'cascade', targets: ['a/1', 'b/1'], minConfidence: 0.5 })).toEqual(['a/1', 'b/1'])
  })

  it('fails when the first target says that the request is at fault', async () => {
    const { answers } = world({ 'a/1': 'refuse', 'b/1': {} })
    const plan = { mode: 'cascade', targets: ['a/1', 'b/1'], minConfidence: 0.5 } as const
    await expect(answers(plan)).rejects.toMatchObject({ kind: 'invalid-request' })
  })
})

describe('an ensemble', () => {
  it('yields answers as they come and hangs up on the rest at the quorum', async () => {
    const { answers, open, clock } = world({
      'a/1': { afterMs: 300 },
      'b/1': { afterMs: 100 },
      'c/1': { afterMs: 200 },
    })
    const plan = { mode: 'ensemble', targets: ['a/1', 'b/1', 'c/1'], quorum: 2 } as const
    expect(await answers(plan)).toEqual(['b/1', 'c/1'])
    expect(clock.mono()).toBe(200)
    expect(open.size).toBe(0)
  })

  it('gives what there is when the quorum cannot be met', async () => {
    const { answers } = world({ 'a/1': 'fail', 'b/1': {} })
    expect(await answers({ mode: 'ensemble', targets: ['a/1', 'b/1'], quorum: 2 })).toEqual(['b/1'])
  })

  it('stops before its quorum when an early stop says that the rest cannot matter', async () => {
    const earlyStop = { name: 'two', isEnough: (answers: readonly unknown[]) => answers.length === 2 }
    const { answers, open } = world({ 'a/1': {}, 'b/1': { afterMs: 10 }, 'c/1': 'hang' }, { earlyStop })
    const plan = { mode: 'ensemble', targets: ['a/1', 'b/1', 'c/1'], quorum: 3 } as const
    expect(await answers(plan)).toEqual(['a/1', 'b/1'])
    expect(open.size).toBe(0)
  })

  it('fails only when nobody answered', async () => {
    const { answers } = world({ 'a/1': 'fail', 'b/1': 'fail' })
    const plan = { mode: 'ensemble', targets: ['a/1', 'b/1'], quorum: 1 } as const
    await expect(answers(plan)).rejects.toMatchObject({ code: 'all-targets-failed' })
  })
})

const behaviour: fc.Arbitrary<Behaviour> = fc.oneof(
  fc.record({ afterMs: fc.nat(500), confidence: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.constantFrom<Behaviour[]>('fail', 'refuse', 'hang'),
)
const plan: fc.Arbitrary<Plan> = fc.oneof(
  fc.record({ mode: fc.constant('in-order' as const), targets: fc.constant(['a/1', 'b/1', 'c/1'] as const) }),
  fc.record({
    mode: fc.constant('race' as const),
    targets: fc.constant(['a/1', 'b/1', 'c/1'] as const),
    staggerMs: fc.nat(300),
  }),
  fc.record({
    mode: fc.constant('cascade' as const),
    targets: fc.constant(['a/1', 'b/1', 'c/1'] as const),
    minConfidence: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({
    mode: fc.constant('ensemble' as const),
    targets: fc.constant(['a/1', 'b/1', 'c/1'] as const),
    quorum: fc.integer({ min: 1, max: 3 }),
  }),
)

describe('a timeout for each target', () => {
  const timeoutMs = (target: Target): number | undefined => (target === 'a/1' ? 100 : undefined)

  it.each(['in-order', 'cascade', 'ensemble', 'race'] as const)(
    'holds in a plan of mode %s, for that target alone',
    async mode => {
      const w = world({ 'a/1': 'hang', 'b/1': { afterMs: 500, confidence: 1 } }, { timeoutMs })
      const targets = ['a/1', 'b/1'] as const
      const extra = {
        'in-order': {},
        cascade: { minConfidence: 0.5 },
        ensemble: { quorum: 2 },
        race: { staggerMs: 1000 },
      }[mode]
      expect(await w.answers({ mode, targets, ...extra } as Plan)).toEqual(['b/1'])
      expect([w.clock.mono(), w.open.size, w.clock.pending]).toEqual([mode === 'ensemble' ? 500 : 600, 0, 0])
    },
  )

  it('is told like any failure where nobody answered', async () => {
    const w = world({ 'a/1': 'hang' }, { timeoutMs })
    await expect(w.answers({ mode: 'in-order', targets: ['a/1'] })).rejects.toMatchObject({ kind: 'timeout' })
  })
})

it('whatever the targets do and whenever the caller leaves: no open upstream, no timer, no listener stays behind', async () => {
  await fc.assert(
    fc.asyncProperty(plan, behaviour, behaviour, behaviour, fc.nat(1000), async (p, a, b, c, leaveMs) => {
      const w = world(
        { 'a/1': a, 'b/1': b, 'c/1': c },
        { clock: new VirtualClock({ idle: () => new Promise(setImmediate) }) },
      )
      w.clock.after(leaveMs, () => w.controller.abort('bye'))
      const seen = await w.answers(p).catch((error: unknown) => error)
      await w.clock.advance(2000)
      expect(w.open.size).toBe(0)
      expect(w.clock.pending).toBe(0)
      expect(w.listeners.size).toBe(0)
      expect(new Set(w.asked).size).toBe(w.asked.length)
      if (Array.isArray(seen)) expect(seen.length).toBeGreaterThan(0)
    }),
  )
})

describe.each(['race', 'ensemble'] as const)('in any interleaving a %s', mode => {
  it('hangs up on everybody it does not need: no open upstream, slot, timer or listener', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 5 }), async (scheduler, n) => {
        const [first = 'p0/m', ...rest] = Array.from({ length: n }, (_, i): Target => `p${i}/m`)
        const targets: readonly [Target, ...Target[]] = [first, ...rest]
        const open = new Set<Target>()
        const limit = limitLayer({ concurrency: 1 })
        const upstream: Handler<Attempt> = async ({ target, signal }) => {
          await scheduler.schedule(Promise.resolve(), `${target} begins`)
          return openReply(words(target), target, signal)
        }
        async function* words(target: Target) {
          open.add(target)
          try {
            yield { type: 'text-delta', text: target } as const
            await scheduler.schedule(Promise.resolve(), `${target} ends`)
            yield { type: 'finish', finishReason: 'stop', usage, model: 'm' } as const
          } finally {
            open.delete(target)
          }
        }
        const w = world({})
        const { signal } = w.controller
        const ledger = new RequestLedger({}, w.clock)
        const request = { messages: [] }
        const call = {
          id: '1',
          request,
          mode: 'stream',
          signal,
          options: {},
          ledger,
          trace: new Trace(),
          task,
        } as const
        const executor = new ParallelExecutor({ clock: w.clock })
        const attempt = compose([limit.layer], upstream)

        async function answered(): Promise<number> {
          if (mode === 'race') {
            await drain(await executor.open({ mode, targets, staggerMs: 0 }, attempt, call))
            return 1
          }
          let answers = 0
          for await (const _ of executor.run({ mode, targets, quorum: 1 }, attempt, call)) answers++
          return answers
        }
        const answering = answered()
        await w.clock.advance(1)
        expect(await scheduler.waitFor(answering)).toBe(1)
        await scheduler.waitAll()
        await w.clock.advance(1)
        expect([...open]).toEqual([])
        expect(targets.map(target => limit.inFlight(target) + limit.queued(target))).toEqual(targets.map(() => 0))
        expect(w.listeners.size).toBe(0)
        expect(w.clock.pending).toBe(0)
      }),
      { numRuns: 50 },
    )
  })
})
