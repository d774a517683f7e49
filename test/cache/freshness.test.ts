import { CircuitOpenError, KvCache, type KvCacheOptions, scopedKey, seededRandom, VirtualClock } from 'routewise'
import { describe, expect, it } from 'vitest'

const key = scopedKey('tenant', 'question')

function setUp(options: Partial<KvCacheOptions<string>> = {}) {
  const clock = new VirtualClock({ startMs: 1e9, idle: () => new Promise(resolve => setImmediate(resolve)) })
  const cache = new KvCache<string>({
    maxBytes: 50_000,
    ttlMs: 1000,
    ttlJitter: 0,
    clock,
    random: () => 0.5,
    ...options,
  })
  let runs = 0
  const compute = async () => `run ${++runs}`
  return { clock, cache, compute, runs: () => runs }
}

describe('stale-while-revalidate', () => {
  it('gives the old value at once and renews it once in the background', async () => {
    const { clock, cache, compute, runs } = setUp({ staleWhileRevalidateMs: 500 })
    await cache.getOrCompute(key, compute)
    await clock.advance(1200)
    expect(await Promise.all([cache.getOrCompute(key, compute), cache.getOrCompute(key, compute)])).toEqual([
      'run 1',
      'run 1',
    ])
    await cache[Symbol.asyncDispose]()
    expect([runs(), await cache.get(key)]).toEqual([2, 'run 2'])
  })

  it('counts a renewal that fails and keeps the old value for its time', async () => {
    const { clock, cache, compute } = setUp({ staleWhileRevalidateMs: 500 })
    await cache.getOrCompute(key, compute)
    await clock.advance(1200)
    expect(await cache.getOrCompute(key, () => Promise.reject(new Error('down')))).toBe('run 1')
    await cache[Symbol.asyncDispose]()
    expect(cache.metrics).toMatchObject({ failedRefreshes: 1, staleHits: 1 })
  })
})

describe('stale-if-error', () => {
  const fail = () => Promise.reject(new CircuitOpenError('a/b', 1))

  it('gives the old value where renewing fails, and only within its time', async () => {
    const { clock, cache, compute } = setUp({ staleIfErrorMs: 5000 })
    await cache.getOrCompute(key, compute)
    await clock.advance(4000)
    expect(await cache.getOrCompute(key, fail)).toBe('run 1')
    await clock.advance(4000)
    await expect(cache.getOrCompute(key, fail)).rejects.toThrow('circuit open')
  })

  it('never stands in for a caller who left', async () => {
    const { clock, cache, compute } = setUp({ staleIfErrorMs: 5000 })
    await cache.getOrCompute(key, compute)
    await clock.advance(2000)
    const controller = new AbortController()
    const waiting = cache.getOrCompute(key, () => new Promise(() => {}), { signal: controller.signal })
    controller.abort('left')
    await expect(waiting).rejects.toBe('left')
  })
})

describe('jitter', () => {
  it('spreads the ends of lives by a tenth either way, and leaves a ttl of its own alone', async () => {
    const { clock, cache } = setUp({ ttlJitter: 0.1, maxBytes: 500_000, random: seededRandom('jitter') })
    for (let i = 0; i < 200; i++) await cache.set(scopedKey('t', `${i}`), 'value')
    for (let i = 0; i < 50; i++) await cache.set(scopedKey('own', `${i}`), 'value', { ttlMs: 1000 })
    const lives = cache.dump().entries.map(({ key: name, entry }) => ({
      isOwn: name.startsWith('v1:own'),
      ms: entry.expiresAtMs - clock.now(),
    }))
    const spread = lives.filter(life => !life.isOwn).map(life => life.ms)
    expect(Math.min(...spread)).toBeGreaterThanOrEqual(900)
    expect(Math.max(...spread)).toBeLessThanOrEqual(1100)
    expect(Math.max(...spread) - Math.min(...spread)).toBeGreaterThan(150)
    expect(new Set(lives.filter(life => life.isOwn).map(life => life.ms))).toEqual(new Set([1000]))
  })
})

describe('early refresh', () => {
  it('renews a slow value before its time, more likely the nearer its end', async () => {
    const { clock, cache, runs, compute } = setUp({ random: () => 0.9 })
    await cache.set(key, 'slow', { latencyMs: 200 })
    await clock.advance(400)
    await cache.getOrCompute(key, compute)
    expect(runs()).toBe(0)
    await clock.advance(200)
    expect(await cache.getOrCompute(key, compute)).toBe('slow')
    await cache[Symbol.asyncDispose]()
    expect([runs(), await cache.get(key)]).toEqual([1, 'run 1'])
  })
})

describe('what is deleted', () => {
  it('does not come back from work that was under way', async () => {
    const { cache } = setUp()
    let finish: (value: string) => void = () => {}
    const work = cache.getOrCompute(key, () => new Promise<string>(resolve => (finish = resolve)))
    await new Promise(resolve => setImmediate(resolve))
    await cache.invalidate({ scope: 'tenant' })
    finish('old')
    expect(await work).toBe('old')
    expect(await cache.get(key)).toBeUndefined()
  })

  it('is chosen by tag, target, scope or beginning of the name', async () => {
    const { cache } = setUp()
    const fill = async () => {
      await cache.set(scopedKey('a', 'x1'), '1', { tags: ['news'], target: 'p/m' })
      await cache.set(scopedKey('a', 'y1'), '2', { target: 'p/n' })
      await cache.set(scopedKey('b', 'x1'), '3', { tags: ['news'] })
    }
    const left = async (what: Parameters<typeof cache.invalidate>[0]) => {
      await fill()
      await cache.invalidate(what)
      return cache
        .dump()
        .entries.map(({ entry }) => entry.value)
        .sort()
        .join('')
    }
    expect(await left({ tag: 'news' })).toBe('2')
    expect(await left({ target: 'p/n' })).toBe('13')
    expect(await left({ scope: 'a' })).toBe('3')
    expect(await left({ scope: 'a', prefix: 'x' })).toBe('23')
    expect(await left({ scope: 'b', tag: 'news' })).toBe('12')
  })
})

describe('dump and load', () => {
  it('carry what is fresh over, for the rest of its time', async () => {
    const first = setUp()
    await first.cache.set(key, 'kept', { costUsd: 1 })
    await first.clock.advance(600)
    const dump = JSON.parse(JSON.stringify(first.cache.dump())) as ReturnType<typeof first.cache.dump>
    const second = setUp()
    await second.clock.advance(600)
    second.cache.load(dump)
    expect(await second.cache.get(key)).toBe('kept')
    await second.clock.advance(500)
    expect(await second.cache.get(key)).toBeUndefined()
  })
})

describe('memory pressure', () => {
  it('shrinks the cache and lets it grow again', async () => {
    let pressure = 0
    const { cache } = setUp({ maxBytes: 100_000, memoryPressure: () => pressure })
    const write = async () => {
      for (let i = 0; i < 200; i++) await cache.set(scopedKey('t', `${i}`), 'x'.repeat(1000), { costUsd: 1 })
    }
    await write()
    expect(cache.metrics.bytes).toBeGreaterThan(80_000)
    pressure = 0.99
    await write()
    expect(cache.metrics.bytes).toBeLessThanOrEqual(25_000)
    expect(cache.metrics.evictions.pressure).toBeGreaterThan(0)
    pressure = 0
    await write()
    expect(cache.metrics.bytes).toBeGreaterThan(80_000)
  })

  it('or not: a million operations stay under a limit of 64 MB, and come near it', () => {
    const { cache } = setUp({ maxBytes: 64 * 2 ** 20 })
    const random = seededRandom('million')
    const text = 'y'.repeat(6000)
    let highest = 0
    for (let i = 0; i < 1_000_000; i++) {
      const key = scopedKey('t', `${Math.floor(90_000 * random() ** 3)}`)
      if (cache.getNow(key) === undefined || i % 16 === 0) cache.setNow(key, text.slice(0, 6000 * random()))
      if (i % 100 === 0) highest = Math.max(highest, cache.metrics.bytes)
    }
    expect(highest).toBeLessThanOrEqual(64 * 2 ** 20)
    expect(highest).toBeGreaterThan(63 * 2 ** 20)
  })
})
