import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import {
  CircuitPool,
  circuitLayer,
  compose,
  deadlineLayer,
  drain,
  HedgePolicy,
  limitLayer,
  ParallelExecutor,
  RateTracker,
  repairLayer,
  replyOf,
  RetryBudget,
  retryLayer,
  VirtualClock,
} from 'routewise'
import { expect, it } from 'vitest'
import { attempt, countingSignal, failure, response, target } from './fakes.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** What is still held when all garbage is gone. */
function heldBytes(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

it('100 000 calls under one long-lived signal leave no listener, timer, slot or permit, and no memory that grows', async () => {
  const clock = new VirtualClock()
  const { controller, listeners } = countingSignal()
  const budget = new RetryBudget({ clock })
  const limit = limitLayer({ concurrency: 50 })
  const hedge = new HedgePolicy({ clock })
  let asked = 0
  const run = compose(
    [
      retryLayer({ clock, budget, baseMs: 0 }),
      repairLayer({ clock }),
      limit.layer,
      new RateTracker({ clock }).layer,
      circuitLayer(new CircuitPool({ clock, failureThreshold: Infinity, minCalls: Infinity }).breakerFor),
      hedge.layer,
      deadlineLayer({ clock, attemptMs: 1000, idleMs: 1000 }),
    ],
    async call => {
      if (++asked % 50 === 0) throw failure('invalid-request')
      return replyOf(response, call.target)
    },
  )
  const executor = new ParallelExecutor({ clock, hedge })
  const call = attempt(clock, 'chat', { signal: controller.signal })
  const batch = async (calls: number): Promise<void> => {
    for (let i = 0; i < calls; i++) {
      try {
        await drain(await executor.open({ mode: 'in-order', targets: [target, 'other/model'] }, run, call))
      } catch {
        // One in fifty fails: that path must be clean too.
      }
    }
  }
  await batch(20_000)
  const beforeBytes = heldBytes()
  await batch(80_000)
  const grownBytes = heldBytes() - beforeBytes
  expect([listeners(), clock.pending, limit.inFlight(target), budget.inFlight]).toEqual([0, 0, 0, 0])
  // A signal that stayed linked would keep about a kilobyte a call: 80 MB.
  expect(grownBytes).toBeLessThan(1_000_000)
})
