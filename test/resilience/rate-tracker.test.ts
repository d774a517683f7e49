import fc from 'fast-check'
import { compose, drain, RateTracker, VirtualClock } from 'routewise'
import { beforeEach, describe, expect, it } from 'vitest'
import { attempt, failure, FakeTarget, target } from './fakes.ts'

let clock = new VirtualClock()
beforeEach(() => {
  clock = new VirtualClock()
})

describe('the rate tracker', () => {
  it('knows no limit until it is told one', async () => {
    const rates = new RateTracker({ clock })
    expect([rates.used(target), rates.waitMs(target, 1e9)]).toEqual([0, 0])
    const run = compose([rates.layer], new FakeTarget(clock, {}).handler)
    await clock.run(run(attempt(clock)))
  })

  it('says how long to wait until an allowance has refilled', async () => {
    const rates = new RateTracker({ clock })
    rates.learn(target, { requests: { limit: 60, remaining: 0 }, tokens: { limit: 6000, remaining: 5000 } })
    expect(rates.waitMs(target, 100)).toBe(1000)
    expect(rates.waitMs(target, 5500)).toBe(5000)
    expect(rates.waitMs(target, 1e9)).toBe(10_000)
    await clock.advance(1000)
    expect(rates.waitMs(target, 100)).toBe(0)
    expect(rates.used(target)).toBeCloseTo(59 / 60)
  })

  it('refuses a call that has no room, at once, and says when it will', async () => {
    const rates = new RateTracker({ clock })
    const fake = new FakeTarget(clock, { firstTokenMs: 10 })
    const run = compose([rates.layer], fake.handler)
    rates.learn(target, { requests: { limit: 60, remaining: 1 } })
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
    const rates = new RateTracker({ clock, tokensOf: () => 100 })
    rates.learn(target, { tokens: { limit: 1000, remaining: 1000 } })
    const run = compose([rates.layer], new FakeTarget(clock, { firstTokenMs: 1000 }).handler)
    await clock.advance(10)
    const early = run(attempt(clock)).then(drain)
    await clock.advance(10)
    const late = run(attempt(clock)).then(drain)
    expect(rates.used(target)).toBeCloseTo(0.2, 1)
    rates.learn(target, { tokens: { limit: 1000, remaining: 900 } }, 10)
    expect(rates.used(target)).toBeCloseTo(0.2, 5)
    await clock.run(Promise.all([early, late]))
  })

  it('never lets an older report replace a newer, nor one that makes no sense', () => {
    const rates = new RateTracker({ clock })
    rates.learn(target, { requests: { limit: 10, remaining: 5 } }, 100)
    rates.learn(target, { requests: { limit: 10, remaining: 9 } }, 50)
    rates.learn(target, { requests: { limit: 0, remaining: 0 } }, 200)
    rates.learn(target, { requests: { limit: 10, remaining: Number.NaN } }, 200)
    expect(rates.used(target)).toBeCloseTo(0.5)
  })

  it('shares limits between targets of one name', () => {
    const rates = new RateTracker({ clock, keyOf: name => name.split('/')[0] ?? name })
    rates.learn('a/1', { requests: { limit: 10, remaining: 0 } })
    expect([rates.used('a/2'), rates.used('b/1')]).toEqual([1, 0])
  })

  it('keeps what is used between 0 and 1 and comes to rest, whatever is reported and sent', async () => {
    const step = fc.oneof(
      fc.record({ remaining: fc.nat(200), limit: fc.integer({ min: 1, max: 100 }), agoMs: fc.nat(5000) }),
      fc.integer({ min: 0, max: 10_000 }),
      fc.constant('call' as const),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async steps => {
        clock = new VirtualClock({ idle: () => Promise.resolve() })
        const rates = new RateTracker({ clock, tokensOf: () => 7 })
        const run = compose([rates.layer], new FakeTarget(clock, { firstTokenMs: 500 }).handler)
        const calls: Promise<unknown>[] = []
        for (const action of steps) {
          if (action === 'call') {
            const waitMs = rates.waitMs(target, 7)
            const call = run(attempt(clock)).then(drain)
            calls.push(call.catch(() => {}))
            if (waitMs > 0) await expect(call).rejects.toMatchObject({ code: 'target-busy', retryAfterMs: waitMs })
          } else if (typeof action === 'number') await clock.advance(action)
          else {
            const { remaining, limit, agoMs } = action
            rates.learn(target, { requests: { limit, remaining }, tokens: { limit, remaining } }, clock.mono() - agoMs)
          }
          expect(rates.used(target)).toBeGreaterThanOrEqual(0)
          expect(rates.used(target)).toBeLessThanOrEqual(1)
        }
        await clock.advance(600_000)
        await Promise.all(calls)
        expect(rates.used(target)).toBeCloseTo(0)
        expect(rates.waitMs(target, 7)).toBe(0)
      }),
      { numRuns: 60 },
    )
  })
})
