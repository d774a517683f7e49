import fc from 'fast-check'
import {
  type Call,
  type ChatResponse,
  cacheLayer,
  drain,
  type Handler,
  KvCache,
  type KvCacheOptions,
  MemoryStorage,
  type RecordStore,
  RequestLedger,
  replyOf,
  scopedKey,
  sleep,
  Trace,
  VirtualClock,
} from 'routewise'
import { describe, expect, it } from 'vitest'

const key = scopedKey('tenant', 'question')

/** Caches of several processes over one storage, and a count of how often the value was made. */
function fleet(size: number, options: Partial<KvCacheOptions<string>> = {}) {
  const clock = new VirtualClock({ startMs: 1e12 })
  const storage = new MemoryStorage({ clock })
  const make = () =>
    new KvCache<string>({ maxBytes: 1e6, store: storage.values, lease: storage.records, clock, ...options })
  const state = { made: 0 }
  const compute = (ms: number) => async (signal: AbortSignal) => {
    const turn = ++state.made
    await sleep(clock, ms, signal)
    return `made ${turn}`
  }
  return { clock, storage, caches: Array.from({ length: size }, make), state, compute }
}

/** Checksums are made beside this thread: who asks for some more knows, when they come, that those before are there. */
async function checksumsDone(): Promise<void> {
  for (let i = 0; i < 4; i++) await crypto.subtle.digest('SHA-256', new Uint8Array(1))
}

/** Lets time pass until everybody has an answer. */
async function pass<T>(clock: VirtualClock, work: readonly Promise<T>[], limitMs = 60_000) {
  const state = { done: false }
  const all = Promise.allSettled(work).finally(() => {
    state.done = true
  })
  for (let ms = 0; !state.done && ms < limitMs; ms += 50) {
    await clock.advance(50)
    await checksumsDone()
  }
  expect(state.done).toBe(true)
  return all
}

const valuesOf = (results: readonly PromiseSettledResult<string>[]) =>
  results.map(result => (result.status === 'fulfilled' ? result.value : 'failed'))

describe('the lease of a fleet', () => {
  it('lets one process compute while the others wait for it in the store', async () => {
    const { clock, caches, state, compute } = fleet(4)
    const asked = caches.map(cache => cache.getOrCompute(key, compute(600)))
    expect(valuesOf(await pass(clock, asked))).toEqual(Array.from({ length: 4 }, () => 'made 1'))
    expect(state.made).toBe(1)
    expect(caches.reduce((sum, cache) => sum + cache.metrics.fleetHits, 0)).toBe(3)
  })

  it('is handed on at once when the one who holds it fails', async () => {
    const { clock, caches, compute } = fleet(2)
    const [first, second] = caches
    const failing = first?.getOrCompute(key, async () => {
      await sleep(clock, 100)
      throw new Error('down')
    })
    const other = second?.getOrCompute(key, compute(100))
    const results = await pass(clock, [failing ?? Promise.resolve(''), other ?? Promise.resolve('')], 1000)
    expect(valuesOf(results)).toEqual(['failed', 'made 1'])
  })

  it('holds nobody up for longer than twice the usual time, when its holder has died', async () => {
    const { clock, caches, storage, state, compute } = fleet(1)
    await storage.records.write(`lease:${key}`, 'somebody dead', { ifVersion: null, ttlMs: 1e6 })
    const startMs = clock.mono()
    const asked = caches.map(cache => cache.getOrCompute(key, compute(100)))
    expect(valuesOf(await pass(clock, asked))).toEqual(['made 1'])
    expect(state.made).toBe(1)
    expect(clock.mono() - startMs).toBeLessThanOrEqual(2300)
  })

  it('lets a waiter leave at once', async () => {
    const { clock, caches, storage, state, compute } = fleet(1)
    await storage.records.write(`lease:${key}`, 'somebody', { ifVersion: null, ttlMs: 1e6 })
    const leaver = new AbortController()
    const asked = caches.map(cache => cache.getOrCompute(key, compute(100), { signal: leaver.signal }))
    await clock.advance(300)
    leaver.abort(new Error('left'))
    expect(valuesOf(await Promise.allSettled(asked))).toEqual(['failed'])
    expect(state.made).toBe(0)
  })

  it('renews what is due once, and waits for the new value, not for the old one that is still there', async () => {
    const { clock, caches, state, compute } = fleet(2, { ttlMs: 1000, ttlJitter: 0, staleWhileRevalidateMs: 60_000 })
    await pass(clock, [caches[0]?.getOrCompute(key, compute(50)) ?? Promise.resolve('')])
    await pass(clock, [caches[1]?.getOrCompute(key, compute(50)) ?? Promise.resolve('')])
    await clock.advance(1500)
    const stale = caches.map(cache => cache.getOrCompute(key, compute(400)))
    expect(valuesOf(await pass(clock, stale))).toEqual(['made 1', 'made 1'])
    await pass(clock, [caches[0]?.[Symbol.asyncDispose]() ?? Promise.resolve()])
    await pass(clock, [caches[1]?.[Symbol.asyncDispose]() ?? Promise.resolve()])
    expect(state.made).toBe(2)
    for (const cache of caches) expect(cache.peek(key)?.value).toBe('made 2')
  })

  it('asks one upstream for equal chats of two processes', async () => {
    const clock = new VirtualClock({ startMs: 1e12 })
    const storage = new MemoryStorage({ clock })
    const answer: ChatResponse = {
      text: 'Three.',
      toolCalls: [],
      finishReason: 'stop',
      usage: { inputTokens: 1, outputTokens: 1 },
      model: 'm',
    }
    let asked = 0
    const handler: Handler = async () => {
      asked++
      await sleep(clock, 500)
      return replyOf(answer, 'test/model')
    }
    const chat = async () => {
      const cache = new KvCache<ChatResponse>({ maxBytes: 1e6, store: storage.values, lease: storage.records, clock })
      const call: Call = {
        id: 'id',
        request: { messages: [{ role: 'user', content: 'How many?' }], temperature: 0 },
        mode: 'chat',
        signal: new AbortController().signal,
        options: { scope: 'tenant' },
        ledger: new RequestLedger({}, clock),
        trace: new Trace(),
      }
      const response = await drain(await cacheLayer(cache, { clock })(call, handler))
      return { response, events: call.trace.events }
    }
    const results = await pass(clock, [chat(), chat()])
    const values = results.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
    expect(values.map(value => value.response)).toEqual([answer, answer])
    expect(asked).toBe(1)
    expect(values.flatMap(value => value.events)).toMatchObject([{ type: 'cache-shared', target: 'test/model' }])
  })

  it('needs a store', () => {
    expect(() => new KvCache({ maxBytes: 1, lease: new MemoryStorage().records })).toThrow('lease')
  })
})

type Mood = 'good' | 'slow' | 'down' | 'says yes' | 'says no' | 'forgets'

/** A record store that answers as its mood of the moment says. */
function moody(records: RecordStore, moods: readonly Mood[]): RecordStore {
  let turn = 0
  const inMood = async <T>(good: () => Promise<T>, lie: (mood: Mood) => T): Promise<T> => {
    const mood = moods[turn++ % moods.length] ?? 'good'
    if (mood === 'slow') return new Promise(() => {})
    if (mood === 'down') throw new Error('store down')
    return mood === 'good' ? good() : lie(mood)
  }
  return {
    read: key =>
      inMood(
        () => records.read(key),
        () => undefined,
      ),
    write: (key, value, options) =>
      inMood(
        () => records.write(key, value, options),
        mood => mood !== 'says no',
      ),
  }
}

describe('a lease over a store that is slow, down or lies', () => {
  it('never fails a call, never gives another value than was made, and ends in bounded time', async () => {
    const moods = fc.array(fc.constantFrom<Mood>('good', 'slow', 'down', 'says yes', 'says no', 'forgets'), {
      minLength: 1,
      maxLength: 8,
    })
    await fc.assert(
      fc.asyncProperty(moods, fc.integer({ min: 10, max: 900 }), async (list, ms) => {
        const clock = new VirtualClock({ startMs: 1e12 })
        const storage = new MemoryStorage({ clock })
        const caches = Array.from(
          { length: 3 },
          () =>
            new KvCache<string>({
              maxBytes: 1e6,
              store: storage.values,
              lease: moody(storage.records, list),
              clock,
            }),
        )
        let made = 0
        const asked = caches.map(cache =>
          cache.getOrCompute(key, async signal => {
            const value = `made ${++made}`
            await sleep(clock, ms, signal)
            return value
          }),
        )
        const values = valuesOf(await pass(clock, asked, 10_000))
        expect(made).toBeLessThanOrEqual(3)
        for (const value of values) expect(value).toMatch(/^made [1-3]$/)
      }),
      { numRuns: 15 },
    )
  })
})
