import fc from 'fast-check'
import { LedgerExhaustedError, RequestLedger, VirtualClock } from 'routewise'
import { describe, expect, it } from 'vitest'

describe('the ledger of a request', () => {
  it('refuses what would pass the deadline, the dollars or the attempts, and says which', async () => {
    const clock = new VirtualClock()
    const ledger = new RequestLedger({ timeMs: 100, usd: 1, attempts: 2 }, clock)
    expect(() => ledger.reserve({ usd: 2 })).toThrow(/usd/)
    ledger.reserve({ usd: 0.4 })
    ledger.reserve({ usd: 0.4 })
    expect(() => ledger.reserve({ usd: 0 })).toThrow(/2 attempts were allowed/)
    await clock.advance(100)
    expect(() => ledger.reserve({ usd: 0 })).toThrow(/deadline/)
    expect(ledger.remaining.timeMs).toBe(0)
  })

  it('counts what a step really cost, and gives back what was not spent', () => {
    const ledger = new RequestLedger({ usd: 1 }, new VirtualClock())
    const first = ledger.reserve({ usd: 0.8 })
    first.settle(0.1)
    first.settle(0.5)
    ledger.reserve({ usd: 0.8 })[Symbol.dispose]()
    expect(ledger.spentUsd).toBeCloseTo(0.1)
    expect(ledger.remaining.usd).toBeCloseTo(0.9)
  })

  it('never grants more than the limit, whatever is asked and however it is settled', () => {
    const step = fc.record({
      usd: fc.double({ min: 0, max: 1, noNaN: true }),
      end: fc.constantFrom('settle', 'dispose', 'keep'),
    })
    fc.assert(
      fc.property(fc.array(step), steps => {
        const ledger = new RequestLedger({ usd: 1, attempts: 5 }, new VirtualClock())
        let granted = 0
        for (const { usd, end } of steps) {
          try {
            const reservation = ledger.reserve({ usd })
            granted++
            if (end === 'settle') reservation.settle(usd)
            if (end === 'dispose') reservation[Symbol.dispose]()
          } catch (error) {
            expect(error).toBeInstanceOf(LedgerExhaustedError)
          }
        }
        expect(granted).toBeLessThanOrEqual(5)
        expect(ledger.spentUsd).toBeLessThanOrEqual(1 + 1e-9)
        expect(ledger.remaining.usd).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})
