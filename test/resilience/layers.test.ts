import {
  type Attempt,
  CircuitBreaker,
  circuitLayer,
  compose,
  deadlineLayer,
  drain,
  limitLayer,
  RetryBudget,
  retryLayer,
  type RetryOptions,
  VirtualClock,
} from 'routewise'
import { beforeEach, describe, expect, it } from 'vitest'
import { attempt, countingSignal, failure, FakeTarget, response, type Script, target } from './fakes.ts'

let clock = new VirtualClock()
beforeEach(() => {
  clock = new VirtualClock()
})

describe.each(['chat', 'stream'] as const)('in %s', mode => {
  describe('retry', () => {
    const retry = (options: RetryOptions = {}) => retryLayer({ clock, random: () => 0.5, ...options })

    it('asks the same target again after a failure that may pass, and counts the tries', async () => {
      const fake = new FakeTarget(clock, { error: failure('server') }, { error: failure('network') }, {})
      const run = compose([retry()], fake.handler)
      const reply = await clock.run(run(attempt(clock, mode)))
      expect((await clock.run(drain(reply))).text).toBe('hello world')
      expect(fake.calls.map(call => call.attempt)).toEqual([1, 2, 3])
      expect(clock.mono()).toBe(250 + 500)
    })

    it('asks a target that threw no error again too', async () => {
      const fake = new FakeTarget(clock, { error: 'a string' }, { error: new TypeError('bug') }, {})
      await clock.run(compose([retry()], fake.handler)(attempt(clock, mode)))
      expect(fake.calls.length).toBe(3)
    })

    it('asks nobody again while another target is left, unless the wait is shorter than its patience', async () => {
      const error = failure('server')
      const hasty = new FakeTarget(clock, { error })
      const call = { ...attempt(clock, mode), othersLeft: 1 }
      await expect(clock.run(compose([retry()], hasty.handler)(call))).rejects.toBe(error)
      expect(hasty.calls.length).toBe(1)
      const patient = new FakeTarget(clock, { error }, {})
      await clock.run(compose([retry({ patienceMs: 250 })], patient.handler)(call))
      expect(patient.calls.length).toBe(2)
    })

    it('asks fewer times after failures that seldom pass', async () => {
      const fake = new FakeTarget(clock, { error: failure('timeout') })
      await expect(clock.run(compose([retry()], fake.handler)(attempt(clock, mode)))).rejects.toMatchObject({
        kind: 'timeout',
      })
      expect(fake.calls.length).toBe(2)
      const never = retry({ retriesAfter: { server: 0 } })
      const other = new FakeTarget(clock, { error: failure('server') })
      await expect(clock.run(compose([never], other.handler)(attempt(clock, mode)))).rejects.toMatchObject({
        kind: 'server',
      })
      expect(other.calls.length).toBe(1)
    })

    it('spends the shared budget, gives every slot back, and stops when it is empty', async () => {
      const budget = new RetryBudget({ clock, reserve: 1 })
      const run = (...scripts: Script[]) =>
        clock.run(compose([retry({ budget })], new FakeTarget(clock, ...scripts).handler)(attempt(clock, mode)))
      const error = failure('server')
      const reply = await run({ error }, { gapMs: 10 })
      if (mode === 'stream') expect(budget.inFlight).toBe(2)
      await clock.run(drain(reply))
      await clock.advance(0)
      expect(budget.inFlight).toBe(0)
      await expect(run({ error })).rejects.toBe(error)
      expect(budget.inFlight).toBe(0)
    })

    it('gives up after the last try with its error', async () => {
      const fake = new FakeTarget(clock, { error: failure('server') }, { error: failure('overloaded') })
      const failed = compose([retry({ retries: 1 })], fake.handler)(attempt(clock, mode))
      await expect(clock.run(failed)).rejects.toMatchObject({ kind: 'overloaded' })
      expect(fake.calls.length).toBe(2)
    })

    it.each(['auth', 'invalid-request', 'context-length', 'content-policy', 'quota'] as const)(
      'does not ask again after %s',
      async kind => {
        const fake = new FakeTarget(clock, { error: failure(kind) })
        await expect(clock.run(compose([retry()], fake.handler)(attempt(clock, mode)))).rejects.toMatchObject({ kind })
        expect(fake.calls.length).toBe(1)
      },
    )

    it('waits at least as long as the server wishes, and not at all for one that wishes too much', async () => {
      const patient = new FakeTarget(clock, { error: failure('rate-limit', { retryAfterMs: 7000 }) }, {})
      await clock.run(compose([retry()], patient.handler)(attempt(clock, mode)))
      expect(clock.mono()).toBe(7350)
      const fake = new FakeTarget(clock, { error: failure('rate-limit', { retryAfterMs: 61_000 }) })
      await expect(clock.run(compose([retry()], fake.handler)(attempt(clock, mode)))).rejects.toMatchObject({
        kind: 'rate-limit',
      })
      expect(fake.calls.length).toBe(1)
    })

    it('never waits past the deadline of the request, nor beyond its attempts', async () => {
      const slow = new FakeTarget(clock, { error: failure('rate-limit', { retryAfterMs: 5000 }) })
      const late = compose([retry()], slow.handler)(attempt(clock, mode, { limits: { timeMs: 5000 } }))
      await expect(clock.run(late)).rejects.toMatchObject({ kind: 'rate-limit' })
      const spent = compose([retry()], slow.handler)(attempt(clock, mode, { limits: { attempts: 0 } }))
      await expect(clock.run(spent)).rejects.toMatchObject({ kind: 'rate-limit' })
      expect(slow.calls.length).toBe(2)
      expect(clock.mono()).toBe(0)
    })

    it('stops waiting at once when the caller leaves, and leaves nothing behind', async () => {
      const { controller, listeners } = countingSignal()
      const fake = new FakeTarget(clock, { error: failure('server') })
      const run = compose([retry()], fake.handler)(attempt(clock, mode, { signal: controller.signal }))
      clock.after(100, () => controller.abort('bye'))
      await expect(clock.run(run)).rejects.toBe('bye')
      expect([fake.calls.length, clock.pending, listeners()]).toEqual([1, 0, 0])
    })
  })

  describe('limit', () => {
    it('holds a slot until the reply has ended', async () => {
      const limit = limitLayer({ concurrency: 1 })
      const fake = new FakeTarget(clock, { firstTokenMs: 10, gapMs: 10 })
      const run = compose([limit.layer], fake.handler)
      const first = run(attempt(clock, mode)).then(drain)
      const second = run(attempt(clock, mode)).then(drain)
      await clock.advance(15)
      expect([limit.inFlight(target), limit.queued(target), fake.calls.length]).toEqual([1, 1, 1])
      await clock.run(Promise.all([first, second]))
      expect([limit.inFlight(target), limit.queued(target), fake.calls.length]).toEqual([0, 0, 2])
      expect(clock.mono()).toBe(40)
    })

    it('rejects at once who is aborted in the queue, and never asks for him', async () => {
      const limit = limitLayer({ concurrency: 1 })
      const fake = new FakeTarget(clock, { firstTokenMs: 50 })
      const run = compose([limit.layer], fake.handler)
      const first = run(attempt(clock, mode)).then(drain)
      const { controller, listeners } = countingSignal()
      const second = run(attempt(clock, mode, { signal: controller.signal }))
      await clock.advance(10)
      controller.abort('bye')
      await expect(second).rejects.toBe('bye')
      await clock.run(first)
      await clock.run(run(attempt(clock, mode)).then(drain))
      expect([fake.calls.length, limit.inFlight(target), listeners()]).toEqual([2, 0, 0])
    })

    it('frees the slot of one that failed, and of a reply that nobody finished reading', async () => {
      for (const limit of [limitLayer({ concurrency: 1 }), limitLayer()]) {
        const fake = new FakeTarget(clock, { error: failure('server') }, {})
        const run = compose([limit.layer], fake.handler)
        await expect(clock.run(run(attempt(clock, mode)))).rejects.toMatchObject({ kind: 'server' })
        const reply = await clock.run(run(attempt(clock, mode)))
        await reply[Symbol.asyncDispose]()
        await clock.advance(0)
        expect([limit.inFlight(target), fake.open]).toEqual([0, 0])
      }
    })
  })

  describe('deadline', () => {
    it('fails an attempt that says nothing in time with a timeout of its target, and closes it', async () => {
      // A whole answer has no first token: it may take as long as the attempt.
      const limits =
        mode === 'stream' ? { firstTokenMs: 1000, attemptMs: 60_000 } : { firstTokenMs: 10, attemptMs: 1000 }
      const fake = new FakeTarget(clock, { firstTokenMs: 5000 })
      const run = compose([deadlineLayer({ clock, ...limits })], fake.handler)
      await expect(clock.run(run(attempt(clock, mode)))).rejects.toMatchObject({
        code: 'provider',
        kind: 'timeout',
        target,
      })
      expect(clock.mono()).toBe(1000)
      await clock.advance(0)
      expect([fake.open, clock.pending]).toEqual([0, 0])
    })

    it('takes a limit that is learned per target, and none where nothing is known yet', async () => {
      const fake = new FakeTarget(clock, { firstTokenMs: 5000 })
      let limitMs: number | undefined
      const run = compose([deadlineLayer({ clock, firstTokenMs: () => limitMs })], fake.handler)
      await clock.run(run(attempt(clock, mode)).then(drain))
      limitMs = 700
      await expect(clock.run(run(attempt(clock, mode)))).rejects.toThrow('no content within 700 ms')
    })

    it('limits the whole attempt', async () => {
      const fake = new FakeTarget(clock, { firstTokenMs: 10, gapMs: 5000 })
      const run = compose([deadlineLayer({ clock, attemptMs: 1000 })], fake.handler)
      await expect(clock.run(run(attempt(clock, mode)).then(drain))).rejects.toThrow('not finished within 1000 ms')
      expect(clock.mono()).toBe(1000)
      expect([fake.open, clock.pending]).toEqual([0, 0])
    })

    it('leaves no timer and no listener behind an attempt that ended well', async () => {
      const { controller, listeners } = countingSignal()
      const fake = new FakeTarget(clock, { firstTokenMs: 10, gapMs: 10 })
      const layer = deadlineLayer({ clock, firstTokenMs: 1000, idleMs: 1000, attemptMs: 1000 })
      const reply = compose([layer], fake.handler)(attempt(clock, mode, { signal: controller.signal })).then(drain)
      expect((await clock.run(reply)).text).toBe('hello world')
      await clock.advance(0)
      expect([clock.pending, listeners(), fake.open]).toEqual([0, 0, 0])
    })

    it("passes the caller's abort on as it is", async () => {
      const { controller, listeners } = countingSignal()
      const fake = new FakeTarget(clock, { firstTokenMs: 500 })
      const run = compose([deadlineLayer({ clock, attemptMs: 1000 })], fake.handler)
      clock.after(100, () => controller.abort('bye'))
      await expect(clock.run(run(attempt(clock, mode, { signal: controller.signal })))).rejects.toBe('bye')
      expect([clock.pending, fake.open]).toEqual([0, 0])
      expect(listeners()).toBe(0)
    })

    it('releases a caller from a target that does not obey its signal', async () => {
      const deaf = () => new Promise<never>(() => {})
      const layers = [deadlineLayer({ clock, attemptMs: 1000 })]
      const waiting = compose<Attempt>(layers, deaf)(attempt(clock, mode))
      await expect(clock.run(waiting)).rejects.toMatchObject({ kind: 'timeout' })
    })
  })

  it('circuit settles its permit when the reply ends', async () => {
    const circuit = new CircuitBreaker({ clock, random: () => 0, failureThreshold: 1, target })
    const layer = circuitLayer(() => circuit)
    const good = compose([layer], new FakeTarget(clock, {}).handler)
    expect(await clock.run(good(attempt(clock, mode)).then(drain))).toEqual(response)
    expect(circuit.snapshot()).toMatchObject({ counts: { ok: 1, failed: 0 } })
    const cut = compose([layer], new FakeTarget(clock, { cut: failure('network') }).handler)
    await expect(clock.run(cut(attempt(clock, mode)).then(drain))).rejects.toThrow()
    expect(circuit.state).toBe('open')
    await expect(good(attempt(clock, mode))).rejects.toMatchObject({ code: 'circuit-open' })
  })

  it('circuit takes no side when the caller leaves', async () => {
    const circuit = new CircuitBreaker({ clock, failureThreshold: 1 })
    const controller = new AbortController()
    const run = compose([circuitLayer(() => circuit)], new FakeTarget(clock, { firstTokenMs: 500 }).handler)
    clock.after(100, () => controller.abort())
    await expect(clock.run(run(attempt(clock, mode, { signal: controller.signal })))).rejects.toThrow()
    expect(circuit.snapshot()).toMatchObject({ state: 'closed', counts: { ok: 0, failed: 0 } })
  })
})

describe('the idle deadline', () => {
  it('cuts a stream that falls silent while somebody reads, as a failure of the target', async () => {
    const fake = new FakeTarget(clock, { firstTokenMs: 10, gapMs: 60_000 })
    const reply = await clock.run(
      compose([deadlineLayer({ clock, firstTokenMs: 30_000, idleMs: 1000 })], fake.handler)(attempt(clock, 'stream')),
    )
    await expect(clock.run(drain(reply))).rejects.toThrow('silent for 1000 ms')
    expect(clock.mono()).toBe(1010)
    expect(await reply.outcome).toMatchObject({ status: 'failed', partial: { text: 'hello' } })
    expect([fake.open, clock.pending]).toEqual([0, 0])
  })

  it('does not count the time that a slow reader takes', async () => {
    const fake = new FakeTarget(clock, {})
    const reply = await clock.run(
      compose([deadlineLayer({ clock, idleMs: 1000 })], fake.handler)(attempt(clock, 'stream')),
    )
    await clock.advance(60_000)
    expect((await clock.run(drain(reply))).text).toBe('hello world')
  })
})
