import { compose, drain, HedgePolicy, replyOf, RetryBudget, VirtualClock } from 'routewise'
import { beforeEach, describe, expect, it } from 'vitest'
import { attempt, failure, FakeTarget, response, target } from './fakes.ts'

let clock = new VirtualClock()
beforeEach(() => {
  clock = new VirtualClock({ idle: () => Promise.resolve() })
})

/** Shows the policy `n` attempts whose first content takes 10, 20, … 1000 ms, again and again. */
async function teach(policy: HedgePolicy, n: number): Promise<void> {
  for (let i = 0; i < n; i++) {
    const fake = new FakeTarget(clock, { firstTokenMs: ((i * 37) % 100) * 10 + 10 })
    await clock.run(compose([policy.layer], fake.handler)(attempt(clock)).then(drain))
  }
}

describe('a hedge', () => {
  it('is sent when an attempt takes longer than nineteen of twenty did', async () => {
    const policy = new HedgePolicy({ clock })
    await teach(policy, 300)
    const delayMs = policy.delayMs(target, attempt(clock)) ?? 0
    expect(delayMs).toBeGreaterThan(950 * 0.94)
    expect(delayMs).toBeLessThan(950 * 1.06)
  })

  it('is not sent while little is known of the target, or of requests of that size', async () => {
    const policy = new HedgePolicy({ clock })
    await teach(policy, 49)
    expect(policy.delayMs(target, attempt(clock))).toBe(undefined)
    await teach(policy, 20)
    expect(policy.delayMs(target, attempt(clock))).toBeGreaterThan(0)
    const long = attempt(clock)
    expect(policy.delayMs(target, { ...long, task: { ...long.task, inputTokens: 50_000 } })).toBe(undefined)
  })

  it('costs one call in twenty at most, once what was saved up is spent', async () => {
    const policy = new HedgePolicy({ clock })
    const run = compose([policy.layer], async () => replyOf(response, target))
    let hedges = 0
    for (let i = 0; i < 1000; i++) {
      await run(attempt(clock))
      if (policy.leave()) hedges++
    }
    expect(hedges).toBeLessThanOrEqual(0.05 * 1000 + 10)
    expect(hedges).toBeGreaterThan(50)
  })

  it.each(['rate-limit', 'overloaded'] as const)('is not sent while one attempt in ten ends with %s', async kind => {
    const policy = new HedgePolicy({ clock, burst: 100 })
    const refused = compose([policy.layer], new FakeTarget(clock, { error: failure(kind) }).handler)
    await teach(policy, 100)
    for (let i = 0; i < 5; i++) await clock.run(refused(attempt(clock)).catch(() => {}))
    expect(policy.leave()).not.toBe(undefined)
    for (let i = 0; i < 10; i++) await clock.run(refused(attempt(clock)).catch(() => {}))
    expect(policy.leave()).toBe(undefined)
    await teach(policy, 100)
    expect(policy.leave()).not.toBe(undefined)
  })

  it('asks the budget that retries spend too', () => {
    const budget = new RetryBudget({ clock, reserve: 1 })
    const policy = new HedgePolicy({ clock, budget })
    const leave = policy.leave()
    expect(budget.inFlight).toBe(1)
    expect(policy.leave()).toBe(undefined)
    leave?.[Symbol.dispose]()
    expect(budget.inFlight).toBe(0)
  })

  it('counts one that was hung up on as at least as slow as it had been', async () => {
    const policy = new HedgePolicy({ clock, minSamples: 1 })
    const controller = new AbortController()
    const run = compose([policy.layer], new FakeTarget(clock, { firstTokenMs: 60_000 }).handler)
    clock.after(3000, () => controller.abort())
    await expect(clock.run(run(attempt(clock, 'chat', { signal: controller.signal })))).rejects.toThrow()
    await teach(policy, 1)
    expect(policy.delayMs(target, attempt(clock))).toBeGreaterThan(2800)
  })
})
