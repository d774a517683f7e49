import fc from 'fast-check'
import { ConcurrencyLimit, drain, openReply, type Reply, VirtualClock } from 'routewise'
import { expect, it } from 'vitest'
import { attempt, failure, target } from './fakes.ts'

/** What a call does once it is let through, by the test. */
interface Held {
  readonly controller: AbortController
  state: 'queued' | 'running' | 'over'
  end: (how: 'ok' | 'refused') => void
  readonly settled: Promise<unknown>
}

const step = fc.oneof(
  fc.record({ what: fc.constant('ask' as const), othersLeft: fc.nat(1), mode: fc.constantFrom('chat', 'stream') }),
  fc.record({ what: fc.constantFrom('ok', 'refused', 'abort'), which: fc.nat(20) }),
)

const limits = fc.oneof(
  fc.integer({ min: 1, max: 4 }),
  fc.record({ initial: fc.integer({ min: 2, max: 4 }), max: fc.constant(6) }),
)

it('a limited target never has more calls than its limit, whoever ends, is refused or leaves, and every slot comes back', async () => {
  await fc.assert(
    fc.asyncProperty(limits, fc.array(step, { maxLength: 60 }), async (concurrency, script) => {
      const clock = new VirtualClock({ idle: () => new Promise(setImmediate) })
      const limit = new ConcurrencyLimit({ concurrency, clock })
      const calls: Held[] = []
      const idle = () => clock.advance(1)

      function ask(mode: 'chat' | 'stream', othersLeft: number): void {
        const controller = new AbortController()
        let reached: ((how: 'ok' | 'refused') => void) | undefined
        const held: Held = { controller, state: 'queued', end: () => {}, settled: Promise.resolve() }
        const next = async (): Promise<Reply> => {
          held.state = 'running'
          const fate = new Promise<'ok' | 'refused'>((resolve, reject) => {
            reached = resolve
            held.end = how => reached?.(how)
            controller.signal.addEventListener('abort', () => reject(controller.signal.reason))
          })
          async function* words() {
            yield { type: 'text-delta', text: 'a' } as const
            if ((await fate) === 'refused') throw failure('overloaded')
            const usage = { inputTokens: 1, outputTokens: 1 }
            yield { type: 'finish', finishReason: 'stop', usage, model: 'm' } as const
          }
          if (mode === 'stream') return openReply(words(), target, controller.signal)
          if ((await fate) === 'refused') throw failure('rate-limit')
          return openReply(words(), target, controller.signal)
        }
        const call = { ...attempt(clock, mode, { signal: controller.signal }), othersLeft }
        const settled = limit
          .layer(call, next)
          .then(drain)
          .then(
            () => 'answered',
            (error: { readonly code?: string }) => error.code ?? 'left',
          )
          .finally(() => {
            held.state = 'over'
          })
        calls.push(Object.assign(held, { settled }))
      }

      for (const action of script) {
        const before = { inFlight: limit.inFlight(target), queued: limit.queued(target), limit: limit.limitOf(target) }
        if (action.what === 'ask') {
          ask(action.mode, action.othersLeft)
          await idle()
          const busy = before.inFlight + before.queued >= before.limit
          // Who may go elsewhere never waits; who may not never is refused.
          if (busy && action.othersLeft > 0) expect(await calls.at(-1)?.settled).toBe('target-busy')
          else expect(calls.at(-1)?.state).toBe(busy ? 'queued' : 'running')
        } else {
          const live = calls.filter(call => call.state !== 'over')
          const one = live[action.which % Math.max(1, live.length)]
          if (action.what === 'abort') one?.controller.abort('bye')
          else if (one?.state === 'running') one.end(action.what)
          await idle()
        }
        const running = calls.filter(call => call.state === 'running').length
        const queued = calls.filter(call => call.state === 'queued').length
        expect(limit.inFlight(target)).toBe(running)
        // A cut limit stops nobody who is under way; nobody is let through above it.
        if (running > before.inFlight) expect(running).toBeLessThanOrEqual(limit.limitOf(target))
        // Nobody waits beside a free slot.
        if (queued > 0) expect(running).toBeGreaterThanOrEqual(limit.limitOf(target))
      }
      for (const call of calls) call.controller.abort('the end')
      await idle()
      await Promise.all(calls.map(call => call.settled))
      expect([limit.inFlight(target), limit.queued(target), clock.pending]).toEqual([0, 0, 0])
    }),
    { numRuns: 100 },
  )
})
