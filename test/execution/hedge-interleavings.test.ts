import fc from 'fast-check'
import {
  type Attempt,
  compose,
  drain,
  type Handler,
  HedgePolicy,
  openReply,
  ParallelExecutor,
  replyOf,
  RetryBudget,
  type Target,
  VirtualClock,
} from 'routewise'
import { expect, it } from 'vitest'
import { attempt, countingSignal, failure, response } from '../resilience/fakes.ts'

const targets = ['a/1', 'b/1', 'c/1'] as const
const share = 0.05
const burst = 10

/** How one call to one target goes: in which order things happen is the scheduler's to say. */
const fate = fc.constantFrom('quick', 'quick', 'slow', 'fails', 'breaks', 'hangs')

it('in any interleaving a hedge brings one answer, hangs up on who loses, and keeps to its budget', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.tuple(fate, fate, fate, fc.option(fc.nat(900))), { minLength: 1, maxLength: 12 }),
      fc.constantFrom('chat', 'stream'),
      async (s, script, mode) => {
        const clock = new VirtualClock({ idle: () => new Promise(setImmediate) })
        const budget = new RetryBudget({ clock })
        const hedge = new HedgePolicy({ clock, budget, share, burst, minSamples: 5 })
        const executor = new ParallelExecutor({ clock, hedge })
        const open = new Set<string>()
        const { controller, listeners } = countingSignal()
        let calls = 0

        const upstream =
          (fates: readonly string[]): Handler<Attempt> =>
          async ({ target, signal }) => {
            const name = `${++calls} ${target}`
            const how = fates[targets.indexOf(target as (typeof targets)[number])]
            open.add(name)
            const gone = new Promise<never>((_, reject) => {
              if (signal.aborted) reject(signal.reason)
              signal.addEventListener('abort', () => reject(signal.reason), { once: true })
            })
            gone.catch(() => {})
            async function* words() {
              try {
                yield { type: 'text-delta', text: target } as const
                await Promise.race([s.schedule(Promise.resolve(), `${name} ends`), gone])
                if (how === 'breaks') throw failure('network')
                yield { type: 'finish', finishReason: 'stop', usage: response.usage, model: 'm' } as const
              } finally {
                open.delete(name)
              }
            }
            try {
              if (how === 'hangs') await gone
              if (how === 'slow') await Promise.race([new Promise<void>(done => clock.after(500, done)), gone])
              await Promise.race([s.schedule(Promise.resolve(), `${name} begins`), gone])
              if (how === 'fails') throw failure('server')
              if (mode === 'stream') return await openReply(words(), target, signal)
              open.delete(name)
              return replyOf({ ...response, text: target }, target)
            } catch (error) {
              open.delete(name)
              throw error
            }
          }
        const teach = compose([hedge.layer], async call => replyOf(response, call.target))
        for (const target of targets) for (let i = 0; i < 8; i++) await teach({ ...attempt(clock, mode), target })
        calls = 0

        for (const [a, b, c, leaveMs] of script) {
          const call = attempt(clock, mode, { signal: controller.signal })
          const run = compose([hedge.layer], upstream([a, b, c]))
          const answering = executor.open({ mode: 'in-order', targets }, run, call).then(drain)
          const ended = answering.then(
            ({ text }) => text,
            (error: unknown) => error,
          )
          const progress = { over: false }
          void ended.then(() => (progress.over = true))
          // Who hangs is left at last: a caller has his deadline.
          for (let i = 0; !progress.over && i < 60; i++) {
            await clock.advance(50)
            while (s.count() > 0) await s.waitOne()
          }
          const text = await Promise.race([ended, clock.advance(leaveMs ?? 0).then(() => 'still asked' as const)])
          if (text === 'still asked') break
          if (typeof text === 'string') expect(targets).toContain(text as Target)
        }
        controller.abort('the end')
        await clock.advance(5000)
        while (s.count() > 0) await s.waitOne()
        await clock.advance(1)
        expect([...open]).toEqual([])
        expect([clock.pending, listeners(), budget.inFlight]).toEqual([0, 0, 0])
        // Each request asks every target at most once, so that what is asked beside the first three is nothing.
        expect(calls).toBeLessThanOrEqual(targets.length * script.length)
      },
    ),
    { numRuns: 100 },
  )
})

it('hedges stay within their budget in any interleaving of slow calls', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 60 }), async (s, requests) => {
      const clock = new VirtualClock({ idle: () => new Promise(setImmediate) })
      const hedge = new HedgePolicy({ clock, share, burst, minSamples: 5 })
      const executor = new ParallelExecutor({ clock, hedge })
      let calls = 0
      const run = compose<Attempt>([hedge.layer], async ({ target, signal }) => {
        calls++
        await Promise.race([
          s.schedule(Promise.resolve(), target),
          new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
        ])
        return replyOf(response, target)
      })
      const teach = compose([hedge.layer], async call => replyOf(response, call.target))
      for (let i = 0; i < 8; i++) await teach({ ...attempt(clock), target: 'a/1' })
      const all = Array.from({ length: requests }, () =>
        executor.open({ mode: 'in-order', targets: ['a/1', 'b/1'] }, run, attempt(clock)).then(drain),
      )
      await clock.advance(1000)
      await s.waitFor(Promise.all(all))
      expect(calls - requests).toBeLessThanOrEqual(burst + share * (requests + calls))
      await s.waitAll()
      expect(clock.pending).toBe(0)
    }),
    { numRuns: 50 },
  )
})
