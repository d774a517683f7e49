import fc from 'fast-check'
import { AdaptiveLimit, compose, drain, limitLayer, VirtualClock } from 'routewise'
import { describe, expect, it } from 'vitest'
import { attempt, failure, FakeTarget, target } from './fakes.ts'

describe('an adaptive limit', () => {
  it('grows by one in a full round of good calls, and not while it is not used', () => {
    const limit = new AdaptiveLimit({ initial: 10 })
    for (let i = 0; i < 11; i++) limit.succeeded(10)
    expect(limit.limit).toBe(11)
    for (let i = 0; i < 100; i++) limit.succeeded(5)
    expect(limit.limit).toBe(11)
  })

  it('is cut once for all calls that were under way together', () => {
    const limit = new AdaptiveLimit({ initial: 20 })
    limit.overloaded(0, 100)
    limit.overloaded(50, 110)
    expect(limit.limit).toBe(14)
    limit.overloaded(100, 120)
    expect(limit.limit).toBe(9)
  })

  it('stays within its bounds and is cut at most once for calls that overlap, whatever happens', () => {
    const event = fc.record({ good: fc.boolean(), inFlight: fc.integer({ min: 1, max: 300 }), tookMs: fc.nat(1000) })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 300 }), events => {
        const limit = new AdaptiveLimit({ initial: 20, min: 2, max: 50 })
        let nowMs = 0
        let lastCutMs = -Infinity
        for (const { good, inFlight, tookMs } of events) {
          nowMs += 10
          const before = limit.limit
          if (good) limit.succeeded(inFlight)
          else limit.overloaded(nowMs - tookMs, nowMs)
          if (limit.limit < before) {
            expect(nowMs - tookMs).toBeGreaterThanOrEqual(lastCutMs)
            lastCutMs = nowMs
          }
          expect(limit.limit).toBeGreaterThanOrEqual(2)
          expect(limit.limit).toBeLessThanOrEqual(50)
        }
      }),
    )
  })

  it('finds how many calls a target bears', async () => {
    const clock = new VirtualClock({ idle: () => new Promise(setImmediate) })
    const limit = limitLayer({ concurrency: { initial: 20 }, clock })
    let inside = 0
    let refused = 0
    const bears8 = new FakeTarget(clock, { firstTokenMs: 100 })
    const run = compose(
      [
        limit.layer,
        async (call, next) => {
          if (inside >= 8) {
            refused++
            throw failure('rate-limit')
          }
          inside++
          try {
            return await next(call)
          } finally {
            inside--
          }
        },
      ],
      bears8.handler,
    )
    const all = Array.from({ length: 600 }, () => run(attempt(clock)).then(drain, () => undefined))
    await clock.run(Promise.all(all))
    expect(limit.limitOf(target)).toBeLessThanOrEqual(10)
    expect(limit.limitOf(target)).toBeGreaterThanOrEqual(4)
    expect(refused / 600).toBeLessThan(0.15)
    expect(limit.inFlight(target)).toBe(0)
  })
})

it.each([
  ['timeout', 14],
  ['rate-limit', 14],
  ['overloaded', 14],
  ['server', 20],
  ['content-policy', 20],
] as const)('calls that were under way together and end with %s leave a limit of %i', async (kind, left) => {
  const clock = new VirtualClock({ idle: () => new Promise(setImmediate) })
  const limit = limitLayer({ concurrency: { initial: 20 }, clock })
  const run = compose([limit.layer], new FakeTarget(clock, { firstTokenMs: 100, error: failure(kind) }).handler)
  const all = Array.from({ length: 20 }, () => run(attempt(clock)).catch(() => {}))
  await clock.run(Promise.all(all))
  expect(limit.limitOf(target)).toBe(left)
})

it('a full target refuses at once who may be served elsewhere, and lets the others wait', async () => {
  const clock = new VirtualClock()
  const limit = limitLayer({ concurrency: 1 })
  const fake = new FakeTarget(clock, { firstTokenMs: 100 })
  const run = compose([limit.layer], fake.handler)
  const first = run(attempt(clock)).then(drain)
  await expect(run({ ...attempt(clock), othersLeft: 1 })).rejects.toMatchObject({ code: 'target-busy', target })
  const waiting = run(attempt(clock)).then(drain)
  await clock.run(Promise.all([first, waiting]))
  expect(fake.calls.length).toBe(2)
})
