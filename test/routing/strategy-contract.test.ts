import {
  adaptive,
  BudgetPacer,
  cascade,
  dualValidation,
  type RoutingStrategy,
  singleFast,
  thompson,
  tripleConsensus,
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
  cascade: () => cascade({ check: () => false, maxCalls: 3 }),
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
  ])('catches a strategy that breaks "%s"', async (broken, strategy) => {
    const found = strategyContract({ make: () => strategy }).find(({ name }) => name.startsWith(broken))
    await expect(found?.run()).rejects.toThrow()
  })
})

let turn = 0
