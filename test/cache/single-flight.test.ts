import fc from 'fast-check'
import { SingleFlight } from 'routewise'
import { describe, expect, it } from 'vitest'

function deferred<T>() {
  let resolve: (value: T) => void = () => {}
  let reject: (error: unknown) => void = () => {}
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}

describe('SingleFlight', () => {
  it('works once for all who ask at the same time', async () => {
    const flights = new SingleFlight<number>()
    let runs = 0
    const work = async () => ++runs
    expect(await Promise.all([flights.run('a', work), flights.run('a', work), flights.run('b', work)])).toEqual([
      1, 1, 2,
    ])
    expect(await flights.run('a', work)).toBe(3)
  })

  it('lets one waiter leave without harm to the others', async () => {
    const flights = new SingleFlight<string>()
    const answer = deferred<string>()
    let upstream: AbortSignal | undefined
    const work = (signal: AbortSignal) => {
      upstream = signal
      return answer.promise
    }
    const leaver = new AbortController()
    const first = flights.run('a', work, leaver.signal)
    const second = flights.run('a', work)
    leaver.abort('bored')
    await expect(first).rejects.toBe('bored')
    expect(upstream?.aborted).not.toBe(true)
    answer.resolve('done')
    expect(await second).toBe('done')
  })

  it('aborts the work once the last waiter has left, and the next caller starts anew', async () => {
    const flights = new SingleFlight<string>()
    const signals: AbortSignal[] = []
    const work = (signal: AbortSignal) => {
      signals.push(signal)
      return signals.length === 1 ? new Promise<string>(() => {}) : Promise.resolve('second')
    }
    const [one, two] = [new AbortController(), new AbortController()]
    const waiting = [flights.run('a', work, one.signal), flights.run('a', work, two.signal)]
    await Promise.resolve()
    one.abort()
    two.abort('last')
    await Promise.allSettled(waiting)
    expect(signals[0]?.reason).toBe('last')
    expect(await flights.run('a', work)).toBe('second')
  })

  it('passes a failure to those who wait now and forgets it', async () => {
    const flights = new SingleFlight<string>()
    const fail = () => Promise.reject(new Error('down'))
    const results = await Promise.allSettled([flights.run('a', fail), flights.run('a', fail)])
    expect(results.map(result => result.status)).toEqual(['rejected', 'rejected'])
    expect(await flights.run('a', async () => 'up')).toBe('up')
    expect(flights.size).toBe(0)
  })

  it('refuses a caller who has already left', async () => {
    const flights = new SingleFlight<number>()
    await expect(flights.run('a', async () => 1, AbortSignal.abort('gone'))).rejects.toBe('gone')
    expect(flights.size).toBe(0)
  })

  it('never has two pieces of work for one key that somebody waits for, and aborts exactly what nobody waits for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.record({ key: fc.constantFrom('a', 'b'), aborts: fc.boolean(), fails: fc.boolean() }), {
          minLength: 1,
          maxLength: 12,
        }),
        async (scheduler, callers) => {
          const flights = new SingleFlight<string>()
          const running = new Map<string, number>()
          const waits = callers.map(({ key, aborts, fails }) => {
            const controller = new AbortController()
            const work = async (signal: AbortSignal) => {
              const count = (running.get(key) ?? 0) + 1
              running.set(key, count)
              expect(count).toBe(1)
              const stop = () => running.set(key, (running.get(key) ?? 0) - 1)
              signal.addEventListener('abort', stop, { once: true })
              await scheduler.schedule(Promise.resolve())
              if (signal.aborted) throw signal.reason
              stop()
              if (fails) throw new Error('failed')
              return key
            }
            const result = flights.run(key, work, controller.signal)
            if (aborts) void scheduler.schedule(Promise.resolve()).then(() => controller.abort('left'))
            return { key, aborts, result }
          })
          await scheduler.waitFor(Promise.allSettled(waits.map(wait => wait.result)))
          for (const { key, aborts, result } of waits) {
            const [settled] = await Promise.allSettled([result])
            if (settled?.status === 'fulfilled') expect(settled.value).toBe(key)
            else if (!aborts) expect(settled?.reason).toMatchObject({ message: 'failed' })
          }
          expect(flights.size).toBe(0)
        },
      ),
      { numRuns: 100 },
    )
  })
})
