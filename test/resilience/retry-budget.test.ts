import fc from 'fast-check'
import { RetryBudget, VirtualClock } from 'routewise'
import { describe, expect, it } from 'vitest'

describe('the budget for extra calls', () => {
  it('lets three extra calls out at a time when there is little else, a fifth of all when there is much', () => {
    const budget = new RetryBudget({ clock: new VirtualClock(), reserve: 100 })
    const extras = () => Array.from({ length: 30 }, () => budget.extra()).filter(Boolean)
    const few = extras()
    expect(few.length).toBe(3)
    for (const extra of few) extra?.[Symbol.dispose]()
    for (let i = 0; i < 40; i++) budget.start()
    expect(extras().length).toBe(10)
  })

  it('earns by traffic, and a little by time', async () => {
    const clock = new VirtualClock()
    const budget = new RetryBudget({ clock })
    const take = () => {
      const extra = budget.extra()
      extra?.[Symbol.dispose]()
      return extra !== undefined
    }
    expect([1, 2, 3, 4, 5, 6].map(take)).toEqual([true, true, true, true, true, false])
    for (let i = 0; i < 5; i++) budget.start()
    expect([take(), take()]).toEqual([true, false])
    await clock.advance(12_000)
    expect([take(), take()]).toEqual([true, false])
  })

  it('holds in any minute and at any moment, whatever happens, and all slots come back', async () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.constant('start' as const) },
      { weight: 3, arbitrary: fc.constant('end' as const) },
      { weight: 6, arbitrary: fc.constant('extra' as const) },
      { weight: 2, arbitrary: fc.constant('extra-end' as const) },
      { weight: 2, arbitrary: fc.integer({ min: 0, max: 30_000 }) },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 200, size: 'max' }), async steps => {
        const clock = new VirtualClock({ idle: () => Promise.resolve() })
        const budget = new RetryBudget({ clock })
        const starts: number[] = []
        const extras: number[] = []
        const open: Disposable[] = []
        let primaries = 0
        for (const action of steps) {
          if (typeof action === 'number') await clock.advance(action)
          else if (action === 'start') {
            budget.start()
            primaries++
            starts.push(clock.mono())
          } else if (action === 'end' && primaries > 0) {
            budget.end()
            primaries--
          } else if (action === 'extra-end') open.pop()?.[Symbol.dispose]()
          else if (action === 'extra') {
            const inFlight = primaries + open.length
            const extra = budget.extra()
            if (!extra) continue
            expect(open.length).toBeLessThan(Math.max(3, 0.2 * inFlight))
            open.push(extra)
            extras.push(clock.mono())
            const since = (times: number[]) => times.filter(ms => ms > clock.mono() - 60_000).length
            expect(since(extras)).toBeLessThanOrEqual(10 + 0.2 * since(starts) + 1e-9)
          }
          expect(budget.inFlight).toBe(primaries + open.length)
        }
        for (const extra of open) {
          extra[Symbol.dispose]()
          extra[Symbol.dispose]()
        }
        while (primaries-- > 0) budget.end()
        expect(budget.inFlight).toBe(0)
      }),
      { numRuns: 200 },
    )
  })
})
