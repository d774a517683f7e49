import fc from 'fast-check'
import { type Provider, seededRandom, simulated, type SimulatedFault, Orchestrator, VirtualClock } from 'routewise'
import { expect, it } from 'vitest'
import { countingSignal } from '../resilience/fakes.ts'
import { request } from './world.ts'

const fault = fc.oneof(
  fc.constant(undefined),
  fc.constant<SimulatedFault>({ type: 'stall' }),
  fc.record({ type: fc.constant('cut' as const), at: fc.double({ min: 0.1, max: 0.9, noNaN: true }) }),
  fc.record(
    {
      type: fc.constant('error' as const),
      kind: fc.constantFrom('server', 'rate-limit', 'overloaded', 'timeout', 'auth'),
      afterMs: fc.nat(300),
      retryAfterMs: fc.nat(5000),
    },
    { requiredKeys: ['type', 'kind', 'afterMs'] },
  ),
)

/** Counts calls that have been made and have neither ended nor been hung up on. */
function counted(provider: Provider, open: Set<object>): Provider {
  return {
    ...provider,
    async chat(asked, options) {
      const call = {}
      open.add(call)
      try {
        return await provider.chat(asked, options)
      } finally {
        open.delete(call)
      }
    },
    async *stream(asked, options) {
      const call = {}
      open.add(call)
      try {
        if (provider.stream) yield* provider.stream(asked, options)
      } finally {
        open.delete(call)
      }
    },
  }
}

it('whenever the caller leaves or the time is up, in a queue, a back-off, a wait or a stream: nothing is left behind', async () => {
  const where = new Set<string>()
  await fc.assert(
    fc.asyncProperty(
      fc.array(fault, { minLength: 12, maxLength: 12 }),
      fc.constantFrom('chat', 'stream'),
      fc.nat(12_000),
      fc.constantFrom('abort', 'deadline', 'leave'),
      async (faults, mode, afterMs, how) => {
        const clock = new VirtualClock({ idle: () => new Promise(setImmediate) })
        const { controller, listeners } = countingSignal()
        const open = new Set<object>()
        let nth = 0
        const providers = ['a', 'b'].map(id =>
          counted(
            simulated({
              id,
              models: [{ id: 'm', supports: ['prefix-continuation'] }],
              clock,
              answer: () => ({ text: 'one two three four', latencyMs: 400 }),
              fault: () => faults[nth++ % faults.length],
            }),
            open,
          ),
        )
        const orchestrator = new Orchestrator({
          providers,
          clock,
          random: seededRandom(1),
          concurrency: 1,
          hedge: { minSamples: 1 },
          circuit: { failureThreshold: 2, openMs: 3000 },
          deadlines: {
            attemptMs: 4000,
            firstTokenMs: 2000,
            idleMs: 1000,
            totalMs: how === 'deadline' ? afterMs + 1 : 60_000,
          },
          afterCommit: 'continue',
        })
        orchestrator.on('attempt-end', ({ outcome }) => where.add(outcome))
        const ask = async (): Promise<void> => {
          if (mode === 'chat') return void (await orchestrator.chat(request, { signal: controller.signal }))
          const stream = orchestrator.stream(request, { signal: controller.signal })
          for await (const _ of stream) if (how === 'leave' && clock.mono() >= afterMs) break
        }
        let settled = 0
        const all = [ask(), ask(), ask()].map(asked =>
          asked
            .catch((error: unknown) => where.add((error as { code?: string }).code ?? String(error)))
            .finally(() => settled++),
        )
        await clock.advance(afterMs)
        if (how !== 'deadline') controller.abort('bye')
        await clock.advance(how === 'deadline' ? 2 : 0)
        expect(settled).toBe(3)
        await Promise.all(all)
        expect([open.size, clock.pending, listeners()]).toEqual([0, 0, 0])
      },
    ),
    { numRuns: 60 },
  )
  expect([...where]).toEqual(expect.arrayContaining(['ok', 'failed', 'cancelled', 'bye', 'ledger-exhausted']))
})
