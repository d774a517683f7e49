import fc from 'fast-check'
import { type Attempt, compose, drain, type RateLimit, RateTracker, VirtualClock } from 'routewise'
import { beforeEach, describe, expect, it } from 'vitest'
import { attempt, failure, FakeTarget, target } from './fakes.ts'

let clock = new VirtualClock()
beforeEach(() => {
  clock = new VirtualClock()
})

/** A call of so many tokens, a tenth of them of the answer. */
function callOf(tokens: number): Attempt {
  const call = attempt(clock)
  const maxOutputTokens = Math.round(tokens / 10)
  return {
    ...call,
    request: { ...call.request, maxOutputTokens },
    task: { ...call.task, inputTokens: tokens - maxOutputTokens },
  }
}
const requests = (limit: number, remaining: number): RateLimit => ({ unit: 'requests', limit, remaining })
const tokens = (limit: number, remaining: number): RateLimit => ({ unit: 'tokens', limit, remaining })

describe('the rate tracker', () => {
  it('knows no limit until it is told one', async () => {
    const rates = new RateTracker({ clock })
    expect([rates.used(target), rates.waitMs(target, callOf(1e9))]).toEqual([0, 0])
    const run = compose([rates.layer], new FakeTarget(clock, {}).handler)
    await clock.run(run(attempt(clock)))
  })

  it('says how long to wait until an allowance has refilled', async () => {
    const rates = new RateTracker({ clock })
    rates.learn(target, [requests(60, 0), tokens(6000, 5000)])
    expect(rates.waitMs(target, callOf(100))).toBe(1000)
    expect(rates.waitMs(target, callOf(5500))).toBe(5000)
    expect(rates.waitMs(target, callOf(1e9))).toBe(10_000)
    await clock.advance(1000)
    expect(rates.waitMs(target, callOf(100))).toBe(0)
    expect(rates.used(target)).toBeCloseTo(59 / 60)
  })

  it('keeps allowances of a minute and of a day apart, and those of question and answer', () => {
    const rates = new RateTracker({ clock })
    rates.learn(target, [
      { ...requests(60, 30), windowMs: 60_000 },
      { ...requests(1000, 100), windowMs: 86_400_000 },
      { unit: 'output-tokens', limit: 1000, remaining: 0 },
      { unit: 'neurons', limit: 10, remaining: 0 },
    ])
    expect(rates.waitMs(target, callOf(100))).toBe(600)
    expect(rates.used(target)).toBe(1)
    rates.learn(target, [{ unit: 'output-tokens', limit: 1000, remaining: 1000 }])
    expect([rates.waitMs(target, callOf(100)), rates.used(target)]).toEqual([0, 1])
    rates.learn(target, [{ unit: 'neurons', limit: 10, remaining: 10 }])
    expect(rates.used(target)).toBeCloseTo(0.9)
  })

  it.each(['chat', 'stream'] as const)('reads what answers and refusals say, in %s', async mode => {
    const rates = new RateTracker({ clock })
    const fake = new FakeTarget(clock, {}, { error: failure('server', { rateLimits: [requests(10, 1)] }) })
    const run = compose([rates.layer], async call =>
      Object.assign(await fake.handler(call), { rateLimits: [requests(10, 4)] }),
    )
    await clock.run(run(attempt(clock, mode)).then(drain))
    expect(rates.used(target)).toBeCloseTo(0.6)
    await expect(clock.run(run(attempt(clock, mode)))).rejects.toMatchObject({ kind: 'server' })
    expect(rates.used(target)).toBeCloseTo(0.9)
  })

  it('refuses a call that has no room, at once, and says when it will', async () => {
    const rates = new RateTracker({ clock })
    const fake = new FakeTarget(clock, { firstTokenMs: 10 })
    const run = compose([rates.layer], fake.handler)
    rates.learn(target, [requests(60, 1)])
    await clock.advance(1)
    const first = run(attempt(clock)).then(drain)
    await expect(run(attempt(clock))).rejects.toMatchObject({
      code: 'target-busy',
      retryAfterMs: expect.closeTo(999, 3),
    })
    await clock.run(first)
    expect(fake.calls.length).toBe(1)
  })

  it('learns from a refusal that names a time', async () => {
    const rates = new RateTracker({ clock })
    const fake = new FakeTarget(clock, { error: failure('rate-limit', { retryAfterMs: 5000 }) }, {})
    const run = compose([rates.layer], fake.handler)
    await expect(clock.run(run(attempt(clock)))).rejects.toMatchObject({ kind: 'rate-limit' })
    await expect(run(attempt(clock))).rejects.toMatchObject({ code: 'target-busy', retryAfterMs: 5000 })
    await clock.advance(5000)
    await clock.run(run(attempt(clock)).then(drain))
    expect(fake.calls.length).toBe(2)
  })

  it('counts what left after a report was written, and nothing twice', async () => {
    const rates = new RateTracker({ clock, outputTokensOf: () => 90 })
    rates.learn(target, [tokens(1000, 1000)])
    const run = compose([rates.layer], new FakeTarget(clock, { firstTokenMs: 1000 }).handler)
    await clock.advance(10)
    const early = run(attempt(clock)).then(drain)
    await clock.advance(10)
    const late = run(attempt(clock)).then(drain)
    expect(rates.used(target)).toBeCloseTo(0.2, 1)
    rates.learn(target, [tokens(1000, 900)], 10)
    expect(rates.used(target)).toBeCloseTo(0.2, 5)
    await clock.run(Promise.all([early, late]))
  })

  it('never lets an older report replace a newer, nor one that makes no sense', () => {
    const rates = new RateTracker({ clock })
    rates.learn(target, [requests(10, 5)], 100)
    rates.learn(target, [requests(10, 9)], 50)
    rates.learn(target, [requests(0, 0)], 200)
    rates.learn(target, [requests(10, Number.NaN), { unit: 'requests', remaining: 3 }], 200)
    expect(rates.used(target)).toBeCloseTo(0.5)
  })

  it('shares limits between targets of one name', () => {
    const rates = new RateTracker({ clock, keyOf: name => name.split('/')[0] ?? name })
    rates.learn('a/1', [requests(10, 0)])
    expect([rates.used('a/2'), rates.used('b/1')]).toEqual([1, 0])
  })

  it('does what a plain model of its buckets does, whatever is reported and sent, and comes to rest', async () => {
    const step = fc.oneof(
      fc.record({ remaining: fc.nat(200), limit: fc.integer({ min: 1, max: 100 }), agoMs: fc.nat(5000) }),
      fc.integer({ min: 0, max: 10_000 }),
      fc.constant('call' as const),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async steps => {
        clock = new VirtualClock({ idle: () => Promise.resolve() })
        const rates = new RateTracker({ clock })
        const run = compose([rates.layer], new FakeTarget(clock, { firstTokenMs: 500 }).handler)
        const calls: Promise<unknown>[] = []
        // The model: the latest report, and every call with when it left and came back.
        let report = { limit: Infinity, remaining: Infinity, sentMs: -Infinity, readMs: 0 }
        const sent: { readonly sentMs: number; readonly untilMs: number }[] = []
        const left = (need: number): number => {
          if (report.limit === Infinity) return Infinity
          const nowMs = clock.mono()
          const refilled = Math.min(report.limit, report.remaining + (report.limit * (nowMs - report.readMs)) / 60_000)
          const onTheWay = sent.filter(call => call.sentMs > report.sentMs && nowMs < call.untilMs)
          return Math.max(0, refilled - need * onTheWay.length)
        }
        const waitFor = (need: number): number =>
          report.limit === Infinity
            ? 0
            : (Math.max(0, Math.min(need, report.limit) - left(need)) / report.limit) * 60_000
        for (const action of steps) {
          if (action === 'call') {
            const waitMs = Math.max(waitFor(1), waitFor(10))
            expect(rates.waitMs(target, callOf(10))).toBeCloseTo(waitMs, 6)
            const known = report.limit !== Infinity
            const call = run(callOf(10)).then(drain)
            calls.push(call.catch(() => {}))
            if (waitMs > 1e-6) await expect(call).rejects.toMatchObject({ code: 'target-busy' })
            else if (known) sent.push({ sentMs: clock.mono(), untilMs: clock.mono() + 500 })
          } else if (typeof action === 'number') await clock.advance(action)
          else {
            const { remaining, limit, agoMs } = action
            const sentMs = clock.mono() - agoMs
            rates.learn(target, [requests(limit, remaining), tokens(limit, remaining)], sentMs)
            if (sentMs >= report.sentMs) report = { limit, remaining, sentMs, readMs: clock.mono() }
          }
          const used = report.limit === Infinity ? 0 : 1 - Math.min(left(1), left(10)) / report.limit
          expect(rates.used(target)).toBeCloseTo(used, 6)
          expect(rates.used(target)).toBeGreaterThanOrEqual(0)
          expect(rates.used(target)).toBeLessThanOrEqual(1)
        }
        await clock.advance(600_000)
        await Promise.all(calls)
        expect(rates.used(target)).toBeCloseTo(0)
        expect(rates.waitMs(target, callOf(7))).toBe(0)
      }),
      { numRuns: 60 },
    )
  })
})
