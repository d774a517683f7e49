import { Orchestrator, type Price, simulated, VirtualClock } from 'routewise'
import { describe, expect, it } from 'vitest'
import { request } from './world.ts'

describe('list prices', () => {
  it('say before the first call who is expected to be better, and what it will cost', async () => {
    const provider = (id: string, prices?: readonly Price[]) =>
      simulated({ id, models: [{ id: 'm', ...(prices && { prices }) }], answer: () => ({ text: id, latencyMs: 1 }) })
    const price = (usd: number): readonly Price[] => [{ inputUsdPerMTok: usd, outputUsdPerMTok: 4 * usd }]
    const orchestrator = new Orchestrator({
      providers: [provider('cheap', price(0.1)), provider('dear', price(10)), provider('free')],
      clock: new VirtualClock(),
    })
    const { candidates } = await orchestrator.preview(request, { explore: false })
    const of = (target: string) => candidates.find(candidate => candidate.target === target)?.prediction
    const [cheap = 0, dear = 0, free = 0] = ['cheap/m', 'dear/m', 'free/m'].map(name => of(name)?.quality.mean)
    expect(dear - cheap).toBeCloseTo(0.2, 6)
    expect(free).toBeCloseTo((dear + cheap) / 2, 6)
    expect((of('dear/m')?.costUsd.mean ?? 0) / (of('cheap/m')?.costUsd.mean ?? 1)).toBeCloseTo(100, 6)
    // Not the typical call's cost but this one's.
    expect(of('dear/m')?.costUsd.mean).toBeLessThan(0.0125)
  })
})
