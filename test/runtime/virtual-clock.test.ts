import { sleep, VirtualClock } from 'routewise'
import { describe, expect, it } from 'vitest'

describe('VirtualClock', () => {
  it('fires timers in order of time, then of asking', async () => {
    const clock = new VirtualClock()
    const seen: string[] = []
    clock.after(20, () => seen.push('late'))
    clock.after(10, () => seen.push('first'))
    clock.after(10, () => seen.push('second'))
    await clock.advance(15)
    expect(seen).toEqual(['first', 'second'])
    await clock.advance(5)
    expect(seen).toEqual(['first', 'second', 'late'])
  })

  it('moves wall time and elapsed time together, and wall time alone when it jumps', async () => {
    const clock = new VirtualClock({ startMs: 1000 })
    await clock.advance(10)
    clock.jump(-500)
    expect([clock.now(), clock.mono()]).toEqual([510, 10])
  })

  it('runs work that sleeps without anybody waiting', async () => {
    const clock = new VirtualClock()
    const work = (async () => {
      await sleep(clock, 60_000)
      await sleep(clock, 60_000)
      return clock.mono()
    })()
    expect(await clock.run(work)).toBe(120_000)
  })

  it('says so when the work waits for something that no timer brings', async () => {
    const clock = new VirtualClock({ idle: () => Promise.resolve() })
    await expect(clock.run(new Promise(() => {}))).rejects.toThrow('not on this clock')
  })
})

describe('sleep', () => {
  it('rejects with the reason as soon as the signal aborts, and leaves no timer', async () => {
    const clock = new VirtualClock()
    const controller = new AbortController()
    const waiting = sleep(clock, 1000, controller.signal)
    controller.abort('enough')
    await expect(waiting).rejects.toBe('enough')
    expect(clock.pending).toBe(0)
  })
})
