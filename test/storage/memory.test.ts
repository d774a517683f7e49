import { addLearned, MemoryStorage, VirtualClock } from 'routewise'
import { storageContract } from 'routewise/testing'
import { describe, expect, it } from 'vitest'

describe('memory storage keeps the contract', () => {
  let clock = new VirtualClock()
  const make = () => {
    clock = new VirtualClock()
    return new MemoryStorage({ clock })
  }
  for (const { name, run } of storageContract({ make, advance: ms => clock.advance(ms) })) it(name, run)
})

describe('memory storage', () => {
  it('keeps the last entries of its log, and a cursor of a dropped one goes on with what is left', async () => {
    const { log } = new MemoryStorage({ maxLogEntries: 8 })
    await log.append(['first'])
    for (let i = 0; i < 30; i++) await log.append([String(i)])
    const entries: string[] = []
    for await (const { entry } of log.read('0')) entries.push(entry)
    expect(entries.length).toBeLessThanOrEqual(10)
    expect(entries.at(-1)).toBe('29')
    expect(entries).toEqual(entries.map((_, i) => String(30 - entries.length + i)))
  })
})

describe('addLearned', () => {
  it('adds numbers, and keeps the second of what cannot be added', () => {
    expect(addLearned({ n: 1, text: 'a', list: [1] }, { n: 2, text: 'b', list: [1, 2] })).toEqual({
      n: 3,
      text: 'b',
      list: [1, 2],
    })
  })

  it('changes neither of the two', () => {
    const total = { a: { n: 1 } }
    addLearned(total, { a: { n: 1 } })
    expect(total).toEqual({ a: { n: 1 } })
  })
})
