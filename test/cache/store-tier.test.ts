import { KvCache, MemoryStorage, scopedKey, VirtualClock } from 'routewise'
import { describe, expect, it } from 'vitest'

const key = scopedKey('tenant', 'question')

/** Two processes over one store. */
function setUp() {
  const clock = new VirtualClock({ startMs: 1e12 })
  const { values } = new MemoryStorage({ clock })
  const process = () => new KvCache<string>({ maxBytes: 100_000, store: values, clock, random: () => 0.5 })
  return { clock, values, process }
}

describe('the second level', () => {
  it('gives one process what another stored, and what it cost', async () => {
    const { process } = setUp()
    await process().set(key, 'mine', { costUsd: 0.5, latencyMs: 20 })
    const other = process()
    expect(await other.get(key)).toBe('mine')
    expect(await other.get(key)).toBe('mine')
    expect(other.metrics).toMatchObject({ hits: 2, storeHits: 1, misses: 0, savedUsd: 1, savedMs: 40 })
  })

  it.each<[string, (record: string, other: string) => string]>([
    ['cut short', record => record.slice(0, -3)],
    ['another content under its checksum', record => record.replace('mine', 'evil')],
    ['the record of another key', (_, other) => other],
    ['a record of another version', record => record.replace('"v":1', '"v":2')],
    ['no record at all', () => 'null'],
  ])('takes %s for a miss, and counts it', async (_, damage) => {
    const { process, values } = setUp()
    const other = scopedKey('somebody else', 'question')
    await process().set(key, 'mine')
    await process().set(other, 'theirs')
    await values.set(key, damage((await values.get(key)) ?? '', (await values.get(other)) ?? ''))
    const reader = process()
    expect(await reader.get(key)).toBeUndefined()
    expect(reader.metrics).toMatchObject({ misses: 1, store: { failed: 0, slow: 0, corrupt: 1 } })
  })

  it('is passed over when it is slow, and what could not be written there does not leave an older value behind', async () => {
    const { process, values, clock } = setUp()
    await process().set(key, 'old')
    const full = new KvCache<string>({
      maxBytes: 100_000,
      clock,
      store: { ...values, set: () => Promise.reject(new Error('full')) },
    })
    await full.set(key, 'new')
    expect(await values.get(key)).toBeUndefined()
    expect(full.metrics.store).toEqual({ failed: 1, slow: 0, corrupt: 0 })
    const hanging = new KvCache<string>({
      maxBytes: 100_000,
      clock,
      storeTimeoutMs: 50,
      store: { ...values, get: () => new Promise(() => {}) },
    })
    const read = hanging.get(key)
    await clock.advance(50)
    expect(await read).toBeUndefined()
    expect(hanging.metrics.store.slow).toBe(1)
  })
})
