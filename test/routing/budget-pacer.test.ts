import fc from 'fast-check'
import {
  BudgetPacer,
  type Candidate,
  InvalidOptionsError,
  type RoutingContext,
  seededRandom,
  type Target,
  thompson,
} from 'routewise'
import { describe, expect, it } from 'vitest'
import { task } from '../learning/observations.ts'

const candidate = (target: Target, costUsd: number): Candidate => ({
  target,
  model: { id: target },
  prediction: {
    target,
    quality: { mean: 0.5, stdDev: 0.1, samples: 1 },
    latencyMs: { mean: 1, stdDev: 1, samples: 1 },
    costUsd: { mean: costUsd, stdDev: 0, samples: 1 },
  },
  inFlight: 0,
  circuit: 'closed',
})

describe('BudgetPacer', () => {
  it('never spends more than the budget, the burst and one request', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.double({ min: 0, max: 30, noNaN: true }), { minLength: 1, maxLength: 5 }), {
          maxLength: 300,
        }),
        menus => {
          const pacer = new BudgetPacer({ usdPerRequest: 1, burstRequests: 10 })
          for (const menu of menus) {
            const [first, ...rest] = [0, ...menu].map((usd, i) => candidate(`a/${i}`, usd))
            const fitting = pacer.affordable([first ?? candidate('a/x', 0), ...rest])
            pacer.spent(Math.max(...fitting.map(c => c.prediction.costUsd.mean)))
            expect(pacer.spend.usd).toBeLessThanOrEqual(pacer.spend.allowedUsd + 10 + 1e-9)
          }
        },
      ),
    )
  })

  it('makes money dearer while too much is spent, and cheaper while little is', () => {
    const pacer = new BudgetPacer({ usdPerRequest: 0.01 })
    const before = pacer.perUsd
    for (let i = 0; i < 50; i++) pacer.spent(0.02)
    const dear = pacer.perUsd
    expect(dear).toBeGreaterThan(before)
    for (let i = 0; i < 200; i++) pacer.spent(0)
    expect(pacer.perUsd).toBeLessThan(dear)
  })

  it('does the same at any scale of prices', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 5, noNaN: true })),
        fc.constantFrom(0.001, 1, 1000),
        (costs, scale) => {
          const [one, scaled] = [new BudgetPacer({ usdPerRequest: 1 }), new BudgetPacer({ usdPerRequest: scale })]
          for (const usd of costs) {
            one.spent(usd)
            scaled.spent(usd * scale)
          }
          expect((scaled.perUsd * scale) / one.perUsd).toBeCloseTo(1, 6)
          expect(Number.isFinite(one.perUsd)).toBe(true)
        },
      ),
    )
  })

  it('offers the cheapest where nothing fits', () => {
    const pacer = new BudgetPacer({ usdPerRequest: 1, burstRequests: 0 })
    expect(pacer.affordable([candidate('a/x', 9), candidate('a/y', 5)]).map(c => c.target)).toEqual(['a/y'])
  })

  it('hears through the strategy what a request has cost', () => {
    const pacer = new BudgetPacer({ usdPerRequest: 1 })
    const context: RoutingContext = {
      request: { messages: [] },
      task: task(),
      constraints: {},
      explore: true,
      candidates: [candidate('a/x', 3)],
      random: seededRandom(1),
      nowMs: 0,
    }
    thompson({ pacer }).spent?.(3, context)
    expect(pacer.spend).toEqual({ usd: 3, allowedUsd: 1 })
  })

  it('says which options cannot work', () => {
    expect(() => new BudgetPacer({ usdPerRequest: 0 })).toThrow(InvalidOptionsError)
  })
})
