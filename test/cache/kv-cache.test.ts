import { KvCache, MemoryStorage, scopedKey, VirtualClock } from 'routewise'
import { describe, expect, it } from 'vitest'

const key = scopedKey('tenant', 'question')

describe('KvCache', () => {
  it('finds what was stored, under its scope only', async () => {
    const cache = new KvCache<string>({ maxBytes: 10_000 })
    await cache.set(key, 'mine')
    expect(await cache.get(key)).toBe('mine')
    expect(await cache.get(scopedKey('other', 'question'))).toBeUndefined()
  })

  it('lets values expire by elapsed time, whatever the wall clock does', async () => {
    const clock = new VirtualClock({ startMs: 1e12 })
    const cache = new KvCache<string>({ maxBytes: 10_000, ttlMs: 1000, clock, random: () => 0.5 })
    await cache.set(key, 'mine')
    clock.jump(1e9)
    expect(await cache.get(key)).toBe('mine')
    clock.jump(-3e9)
    await clock.advance(1200)
    expect(await cache.get(key)).toBeUndefined()
  })

  it('gives and takes at once what is in memory, and writes it to the store in the background', async () => {
    const values = new MemoryStorage().values
    const caches = [1, 2].map(() => new KvCache<string>({ maxBytes: 10_000, store: values }))
    const [cache, other] = caches
    cache?.setNow(key, 'mine')
    expect(cache?.getNow(key)).toBe('mine')
    await cache?.[Symbol.asyncDispose]()
    expect(other?.getNow(key)).toBeUndefined()
    expect(await other?.get(key)).toBe('mine')
    expect(other?.getNow(key)).toBe('mine')
    expect(other?.metrics).toMatchObject({ hits: 2, misses: 1 })
  })

  it('gives nothing after its time at once either', async () => {
    const clock = new VirtualClock()
    const cache = new KvCache<string>({ maxBytes: 10_000, ttlMs: 1000, ttlJitter: 0, clock })
    cache.setNow(key, 'mine')
    await clock.advance(999)
    expect(cache.getNow(key)).toBe('mine')
    await clock.advance(1)
    expect(cache.getNow(key)).toBeUndefined()
  })

  it('tells when a value was stored and until when it is fresh by the wall clock of the moment', async () => {
    const clock = new VirtualClock({ startMs: 1e12 })
    const cache = new KvCache<string>({ maxBytes: 10_000, ttlMs: 1000, ttlJitter: 0, clock })
    await cache.set(key, 'mine')
    await clock.advance(300)
    expect(cache.peek(key)).toMatchObject({ storedAtMs: 1e12, expiresAtMs: 1e12 + 1000 })
    clock.jump(-5e6)
    expect(cache.peek(key)).toMatchObject({ storedAtMs: 1e12 - 5e6, expiresAtMs: 1e12 - 5e6 + 1000 })
  })

  it('computes once for all who ask at the same time, and not again', async () => {
    const cache = new KvCache<string>({ maxBytes: 10_000 })
    let runs = 0
    const compute = async () => `run ${++runs}`
    expect(await Promise.all([cache.getOrCompute(key, compute), cache.getOrCompute(key, compute)])).toEqual([
      'run 1',
      'run 1',
    ])
    expect(await cache.getOrCompute(key, compute)).toBe('run 1')
  })

  it('does not keep what failed', async () => {
    const cache = new KvCache<string>({ maxBytes: 10_000 })
    await expect(cache.getOrCompute(key, () => Promise.reject(new Error('down')))).rejects.toThrow('down')
    expect(await cache.getOrCompute(key, async () => 'up')).toBe('up')
  })

  it('does not keep what is larger than itself', async () => {
    const cache = new KvCache<string>({ maxBytes: 2000 })
    await cache.set(key, 'x'.repeat(3000))
    expect(await cache.get(key)).toBeUndefined()
    expect(cache.metrics.bytes).toBe(0)
  })

  it('counts hits, misses, dollars and time saved', async () => {
    const cache = new KvCache<string>({ maxBytes: 10_000 })
    await cache.get(key)
    await cache.set(key, 'mine', { costUsd: 0.25, latencyMs: 300 })
    await cache.get(key)
    await cache.get(key)
    expect(cache.metrics).toMatchObject({ hits: 2, misses: 1, hitRate: 2 / 3, savedUsd: 0.5, savedMs: 600, entries: 1 })
  })

  it('tells hits by count, by bytes and by dollars, and why entries are gone', async () => {
    const cache = new KvCache<string>({ maxBytes: 8000, maxEntries: 2 })
    const [cheap, dear] = [scopedKey('t', 'cheap'), scopedKey('t', 'dear')]
    for (const [name, costUsd] of [
      [cheap, 0.01],
      [dear, 0.99],
    ] as const) {
      await cache.get(name)
      await cache.set(name, 'x'.repeat(name === dear ? 3000 : 100), { costUsd })
    }
    await cache.get(dear)
    const { hitRate, byteHitRate = 0, usdHitRate } = cache.metrics
    expect(hitRate).toBeCloseTo(1 / 3)
    expect(usdHitRate).toBeCloseTo(0.99 / 1.99)
    expect(byteHitRate).toBeGreaterThan(0.4)
    for (let i = 0; i < 3; i++) {
      await cache.get(scopedKey('t', 'new'))
      await cache.set(scopedKey('t', 'new'), 'y', { costUsd: 5 })
    }
    await cache.set(scopedKey('t', 'huge'), 'z'.repeat(9000))
    await cache.invalidate({ scope: 't' })
    expect(cache.metrics.evictions).toEqual({ evicted: 1, rejected: 0, 'too-large': 1, pressure: 0, invalidated: 2 })
  })

  it('does not change size or time by being read', async () => {
    const clock = new VirtualClock()
    const cache = new KvCache<string>({ maxBytes: 10_000, ttlMs: 1000, ttlJitter: 0, clock })
    await cache.set(key, 'mine')
    const { bytes } = cache.metrics
    await clock.advance(900)
    for (let i = 0; i < 5; i++) await cache.get(key)
    expect(cache.metrics.bytes).toBe(bytes)
    await clock.advance(100)
    expect(await cache.get(key)).toBeUndefined()
  })

  it('names every fault of its options', () => {
    expect(() => new KvCache({ maxBytes: -1, maxEntries: 0.5, ttlMs: Number.NaN })).toThrow(
      /maxBytes: -1.*maxEntries: 0.5.*ttlMs: NaN/,
    )
  })
})
