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
            one.consider([
              { worth: 0, costUsd: 0 },
              { worth: 0.1, costUsd: usd },
            ])
            scaled.consider([
              { worth: 0, costUsd: 0 },
              { worth: 0.1, costUsd: usd * scale },
            ])
            one.spent(usd)
            scaled.spent(usd * scale)
          }
          expect((scaled.perUsd * scale) / one.perUsd).toBeCloseTo(1, 6)
          expect(Number.isFinite(one.perUsd)).toBe(true)
        },
      ),
    )
  })

  it('finds the price at which what it was shown costs the budget, whatever it was before', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 0.9 }), fc.double({ min: 0.001, max: 1 }), (share, gain) => {
        // A dear answer costs 1 and gains up to `gain`, by request; the right price is that which `share` of them are worth.
        const random = seededRandom(`demand/${share}`)
        const pacer = new BudgetPacer({ usdPerRequest: share })
        for (let i = 0; i < 2000; i++) {
          pacer.consider([
            { worth: 0, costUsd: 0 },
            { worth: gain * random(), costUsd: 1 },
          ])
        }
        expect(pacer.perUsd / gain).toBeGreaterThan(1 - share - 0.15)
        expect(pacer.perUsd / gain).toBeLessThan(1 - share + 0.25)
      }),
      { numRuns: 30 },
    )
  })

  it('does not let one dear request make the following ones cheap: money becomes dearer by what is to be paid back', () => {
    const pacer = new BudgetPacer({ usdPerRequest: 1 })
    const before = pacer.perUsd
    pacer.spent(11)
    expect(pacer.perUsd / before).toBeGreaterThan(1)
    expect(pacer.perUsd / before).toBeLessThan(1.2)
  })

  it('pays a debt back from what can be saved: the cheapest has to be paid for at any price', () => {
    const pacer = new BudgetPacer({ usdPerRequest: 1 })
    // Nothing is cheaper than 0.9, and hardly worse than 0.91; so a debt of a hundred requests is no reason to pay any price.
    const random = seededRandom('debt')
    for (let i = 0; i < 1000; i++) {
      pacer.consider([
        { worth: 0, costUsd: 0.9 },
        { worth: 0.01 * random(), costUsd: 1.1 },
      ])
    }
    pacer.spent(101)
    expect(pacer.perUsd).toBeLessThan(0.06)
  })

  it('has no price above its highest, however large the debt', () => {
    const pacer = new BudgetPacer({ usdPerRequest: 1 })
    pacer.spent(1e9)
    expect(pacer.perUsd).toBeCloseTo(10, 9)
  })

  it('offers the cheapest where nothing fits', () => {
    const pacer = new BudgetPacer({ usdPerRequest: 1, burstRequests: 0 })
    expect(pacer.affordable([candidate('a/x', 9), candidate('a/y', 5)]).map(c => c.target)).toEqual(['a/y'])
  })

  it('still offers, after a dear call, whoever costs no more than the budget: only the dearer ones wait', () => {
    const pacer = new BudgetPacer({ usdPerRequest: 1, burstRequests: 5 })
    const [cheap, fair, dear] = [candidate('a/cheap', 0.1), candidate('a/fair', 1), candidate('a/dear', 1.1)]
    for (let i = 0; i < 5; i++) pacer.spent(2)
    expect(pacer.affordable([cheap, fair, dear]).map(c => c.target)).toEqual(['a/cheap', 'a/fair'])
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
