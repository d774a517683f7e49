import {
  type Attempt,
  drain,
  type Handler,
  HedgePolicy,
  type ParallelExecutorOptions,
  ParallelExecutor,
  type ProviderErrorKind,
  ProviderError,
  replyOf,
  sleep,
  type Target,
  VirtualClock,
} from 'routewise'
import { beforeEach, describe, expect, it } from 'vitest'
import { attempt, response } from '../resilience/fakes.ts'

let clock = new VirtualClock()
beforeEach(() => {
  clock = new VirtualClock()
})

type Behaviour = ProviderErrorKind | number

/** Each target fails with a kind of error, or answers after so many ms. */
function world(behaviours: Readonly<Record<Target, Behaviour>>, options: ParallelExecutorOptions = {}) {
  const asked: Target[] = []
  const aborted: Target[] = []
  const handler: Handler<Attempt> = async ({ target, signal }) => {
    asked.push(target)
    signal.addEventListener('abort', () => aborted.push(target))
    const behaviour = behaviours[target] ?? 'server'
    if (typeof behaviour === 'string') throw new ProviderError({ target, kind: behaviour, message: 'scripted' })
    await sleep(clock, behaviour, signal)
    return replyOf(response, target)
  }
  return { asked, aborted, handler, executor: new ParallelExecutor({ clock, ...options }) }
}

const targets = ['a/1', 'a/2', 'b/1'] as const

describe.each(['in-order', 'race'] as const)('a plan performed %s', mode => {
  const plan = mode === 'race' ? { mode, targets, staggerMs: 60_000 } : { mode, targets }

  it('skips the other targets of a provider that has refused the key', async () => {
    const { executor, handler, asked } = world({ 'a/1': 'auth', 'b/1': 0 })
    await clock.run(executor.open(plan, handler, attempt(clock)))
    expect(asked).toEqual(['a/1', 'b/1'])
  })

  it('takes a request that was too long for one target to larger ones only', async () => {
    const room: Record<Target, number> = { 'a/1': 8000, 'a/2': 8000, 'b/1': 128_000 }
    const { executor, handler, asked } = world(
      { 'a/1': 'context-length', 'b/1': 0 },
      { contextTokens: target => room[target] },
    )
    await clock.run(executor.open(plan, handler, attempt(clock)))
    expect(asked).toEqual(['a/1', 'b/1'])
  })

  it('fails with the reason when nobody is left who might answer', async () => {
    const { executor, handler } = world({ 'a/1': 'auth', 'b/1': 'quota' })
    await expect(clock.run(executor.open(plan, handler, attempt(clock)))).rejects.toMatchObject({
      errors: [{ kind: 'auth' }, { kind: 'quota' }],
    })
  })

  it('tells each attempt how many others are left', async () => {
    const { executor, handler } = world({ 'a/1': 'server', 'a/2': 'server', 'b/1': 0 })
    const left: (number | undefined)[] = []
    const spy: Handler<Attempt> = call => {
      left.push(call.othersLeft)
      return handler(call)
    }
    await clock.run(executor.open(plan, spy, attempt(clock)))
    expect(left).toEqual([2, 1, 0])
  })
})

describe('a hedge', () => {
  async function taught(): Promise<HedgePolicy> {
    const hedge = new HedgePolicy({ clock, minSamples: 5, share: 0 })
    const quick: Handler<Attempt> = async call => {
      await sleep(clock, 300)
      return replyOf(response, call.target)
    }
    for (let i = 0; i < 20; i++) await clock.run(hedge.layer({ ...attempt(clock), target: 'a/1' }, quick))
    return hedge
  }
  const plan = { mode: 'in-order', targets } as const

  it('gives a slow attempt company, takes who is first and hangs up on the other', async () => {
    const { executor, handler, asked, aborted } = world(
      { 'a/1': 9000, 'a/2': 100, 'b/1': 0 },
      { hedge: await taught() },
    )
    const startMs = clock.mono()
    const reply = await clock.run(executor.open(plan, handler, attempt(clock)))
    expect([reply.target, asked, aborted]).toEqual(['a/2', ['a/1', 'a/2'], ['a/1']])
    expect(clock.mono() - startMs).toBeLessThan(430)
    expect(clock.pending).toBe(0)
  })

  it('is not made for one that is quick, nor twice for a request', async () => {
    const hedge = await taught()
    const quick = world({ 'a/1': 100 }, { hedge })
    await clock.run(quick.executor.open(plan, quick.handler, attempt(clock)))
    expect(quick.asked).toEqual(['a/1'])
    const slow = world({ 'a/1': 9000, 'a/2': 9000, 'b/1': 0 }, { hedge })
    await clock.run(slow.executor.open(plan, slow.handler, attempt(clock)))
    expect(slow.asked).toEqual(['a/1', 'a/2'])
  })

  it('never exceeds its budget', async () => {
    const { executor, handler, asked } = world({ 'a/1': 9000, 'a/2': 0 }, { hedge: await taught() })
    for (let i = 0; i < 15; i++) await clock.run(executor.open(plan, handler, attempt(clock)).then(drain))
    expect(asked.filter(target => target === 'a/2').length).toBe(10)
  })
})

describe('an ensemble under a deadline', () => {
  const plan = { mode: 'ensemble', targets, quorum: 3 } as const

  it('gives what has come shortly before it, hangs up on the rest and says that it is partial', async () => {
    const { executor, handler, aborted } = world({ 'a/1': 100, 'a/2': 'server', 'b/1': 9000 })
    const call = attempt(clock, 'chat', { limits: { timeMs: 1000 } })
    const answers: Target[] = []
    const all = async () => {
      for await (const answer of executor.run(plan, handler, call)) answers.push(answer.target)
    }
    await clock.run(all())
    expect([answers, aborted, clock.mono()]).toEqual([['a/1'], ['b/1'], 750])
    expect(call.trace.events).toMatchObject([{ type: 'ensemble-ended', partial: true, errors: [{ kind: 'server' }] }])
    expect(clock.pending).toBe(0)
  })

  it('waits for a first answer as long as it may', async () => {
    const { executor, handler } = world({ 'a/1': 900, 'a/2': 9000, 'b/1': 9000 })
    const run = executor.run(plan, handler, attempt(clock, 'chat', { limits: { timeMs: 1000 } }))
    expect((await clock.run(run.next())).value).toMatchObject({ target: 'a/1' })
    expect((await clock.run(run.next())).done).toBe(true)
    expect(clock.mono()).toBe(900)
  })
})
