import {
  AllTargetsFailedError,
  CircuitPool,
  CircuitOpenError,
  compose,
  cooldownLayer,
  type Handler,
  NoCandidateError,
  replyOf,
  TargetBusyError,
  VirtualClock,
} from 'routewise'
import { beforeEach, describe, expect, it } from 'vitest'
import { attempt, failure, response } from './fakes.ts'

let clock = new VirtualClock()
let pool = new CircuitPool({ clock })
beforeEach(() => {
  clock = new VirtualClock()
  pool = new CircuitPool({ clock, random: () => 0, openMs: 5000 })
})

/** Fails with these errors in turn, then answers. */
function core(...errors: unknown[]): Handler {
  return async () => {
    if (errors.length > 0) throw errors.shift()
    return replyOf(response, 'a/1')
  }
}

const run = (handler: Handler, timeMs?: number) =>
  clock.run(compose([cooldownLayer({ pool, clock })], handler)(attempt(clock, 'chat', { limits: { timeMs } })))

describe('where nobody may be asked', () => {
  it('waits for the one that comes back first, and asks again', async () => {
    const both = new AllTargetsFailedError([
      new CircuitOpenError('a/1', 4000),
      new TargetBusyError('b/1', 1500, 'its rate limit is used up'),
    ])
    await run(core(both))
    expect(clock.mono()).toBe(1500)
  })

  it('waits for an open circuit that routing had already left out', async () => {
    await run(core(new NoCandidateError([{ target: 'a/1', reason: 'circuit open', retryAfterMs: 5000 }])))
    expect(clock.mono()).toBe(5000)
  })

  it('waits for one that was left out of the plan, when those that were in it have failed', async () => {
    const layer = cooldownLayer({ pool, clock, heldBack: () => [{ target: 'c/1', inMs: 300 }] })
    await clock.run(compose([layer], core(failure('auth')))(attempt(clock)))
    expect(clock.mono()).toBe(300)
  })

  it('does not begin a wait after which an attempt would no longer fit', async () => {
    const busy = new TargetBusyError('a/1', 1000, 'its rate limit is used up')
    const layer = cooldownLayer({ pool, clock, usualMs: () => 2000 })
    const ask = (timeMs: number) => compose([layer], core(busy))(attempt(clock, 'chat', { limits: { timeMs } }))
    await expect(clock.run(ask(2900))).rejects.toBe(busy)
    await clock.run(ask(3100))
    expect(clock.mono()).toBe(1000)
  })

  it('does not wait past the deadline, but probes the nearest one now', async () => {
    for (let i = 0; i < 5; i++) pool.breakerFor('a/1').acquire().fail(failure('server'))
    await run(core(new CircuitOpenError('a/1', 5000)), 1000)
    expect([clock.mono(), pool.breakerFor('a/1').state]).toEqual([0, 'half-open'])
  })

  it('fails where the deadline is too near and nothing can be probed', async () => {
    const busy = new TargetBusyError('a/1', 5000, 'its rate limit is used up')
    await expect(run(core(busy), 1000)).rejects.toBe(busy)
    expect(clock.mono()).toBe(0)
  })

  it('waits too where others were asked and failed in a way that may pass', async () => {
    await run(core(new AllTargetsFailedError([failure('server'), new TargetBusyError('b/1', 700, 'full')])))
    expect(clock.mono()).toBe(700)
  })

  it('gives up when all its waits together become too long', async () => {
    const busy = () => new TargetBusyError('a/1', 4000, 'its rate limit is used up')
    await expect(run(core(busy(), busy(), busy(), busy()))).rejects.toMatchObject({ code: 'target-busy' })
    expect(clock.mono()).toBe(8000)
  })

  it('looks again soon where a place gets free when another call ends', async () => {
    await run(core(new TargetBusyError('a/1', undefined, '3 calls are under way')))
    expect(clock.mono()).toBe(100)
  })

  it.each([
    ['all were asked, and failed', new AllTargetsFailedError([failure('server'), failure('network')])],
    ['one refused for good', new AllTargetsFailedError([new CircuitOpenError('a/1', 1), failure('content-policy')])],
    ['nobody was left for another reason', new NoCandidateError([{ target: 'a/1', reason: 'too expensive' }])],
  ])('does not wait where %s', async (_, error) => {
    await expect(run(core(error))).rejects.toBe(error)
    expect(clock.mono()).toBe(0)
  })
})
