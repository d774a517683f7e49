import {
  adaptive,
  BudgetPacer,
  benchmarkLed,
  byEmotion,
  cascade,
  cheapestGoodEnough,
  conservative,
  costOptimized,
  dualValidation,
  firstOf,
  loadBalanced,
  performanceWeighted,
  reliabilityFocused,
  type RoutingStrategy,
  shadow,
  singleFast,
  split,
  thompson,
  tripleConsensus,
  waterFilling,
  withFloor,
} from 'routewise'
import { strategyContract } from 'routewise/testing'
import { describe, expect, it } from 'vitest'

const shipped: Readonly<Record<string, () => RoutingStrategy>> = {
  adaptive,
  singleFast,
  dualValidation,
  tripleConsensus,
  thompson,
  'thompson within a budget': () => thompson({ pacer: new BudgetPacer({ usdPerRequest: 0.001 }) }),
  performanceWeighted,
  costOptimized,
  loadBalanced,
  reliabilityFocused,
  waterFilling: () => waterFilling({ requestsPerMinute: { 'provider-0/model-0': 1, 'provider-1/model-1': 2 } }),
  'adaptive with a latency goal': () => adaptive({ latencyGoalMs: 1000 }),
  shadow: () => shadow(adaptive(), { share: 0.5 }),
  cheapestGoodEnough,
  benchmarkLed: () => benchmarkLed({ scores: { 'provider-1/model-1': { general: 0.9 } } }),
  byEmotion: () => byEmotion({ frustrated: dualValidation() }, loadBalanced()),
  firstOf: () => firstOf(dualValidation(), thompson()),
  split: () => split({ strategy: dualValidation() }, { strategy: thompson(), weight: 3 }),
  withFloor: () => withFloor(split({ strategy: dualValidation() }, { strategy: thompson() }), { minQuality: 0.4 }),
  conservative: () =>
    conservative(split({ strategy: dualValidation() }, { strategy: thompson() }), { baseline: 'provider-0/model-0' }),
  cascade: () => cascade({ maxCalls: 3, costWeight: 0.001 }),
  'adaptive within a budget': () => adaptive({ pacer: new BudgetPacer({ usdPerRequest: 0.001 }) }),
}

describe.each(Object.entries(shipped))('%s', (_, make) => {
  for (const { name, run } of strategyContract({ make })) it(name, run)
})

describe('strategyContract', () => {
  it.each<[string, RoutingStrategy]>([
    ['plans name candidates only', { name: 'stranger', plan: () => ({ mode: 'in-order', targets: ['no/body'] }) }],
    [
      'the same seed gives',
      {
        name: 'moody',
        plan: ({ candidates }) => ({ mode: 'in-order', targets: [candidates[0].target], reason: String(turn++) }),
      },
    ],
    [
      'without leave to explore',
      {
        name: 'gambler',
        plan({ candidates, random }) {
          const chosen = candidates[Math.floor(random() * candidates.length)] ?? candidates[0]
          return { mode: 'in-order', targets: [chosen.target] }
        },
      },
    ],
    [
      'it comes to an end',
      {
        name: 'endless',
        plan: ({ candidates }) => ({ mode: 'in-order', targets: [candidates[0].target] }),
        next: ({ candidates }) => ({ mode: 'in-order', targets: [candidates[0].target] }),
      },
    ],
    [
      'it plans nothing that',
      {
        name: 'spendthrift',
        plan: ({ candidates: [first, ...rest] }) => ({
          mode: 'ensemble',
          targets: [first.target, ...rest.map(c => c.target)],
          quorum: 1,
        }),
      },
    ],
  ])('catches a strategy that breaks "%s"', async (broken, strategy) => {
    const found = strategyContract({ make: () => strategy }).find(({ name }) => name.startsWith(broken))
    await expect(found?.run()).rejects.toThrow()
  })
})

let turn = 0
