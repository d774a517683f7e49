import fc from 'fast-check'
import { type CacheKey, KvCache, LearnedCache, scopedKey, seededRandom, VirtualClock } from 'routewise'
import { describe, expect, it } from 'vitest'

/** A store that obeys, throws, hangs, forgets, or returns what was never written. */
function store(clock: VirtualClock) {
  const texts = new Map<string, string>()
  const state: { mood: 'good' | 'failing' | 'slow' | 'full' | 'lying' } = { mood: 'good' }
  const trouble = async (): Promise<void> => {
    if (state.mood === 'failing') throw new Error('down')
    if (state.mood === 'slow') await new Promise<void>(resolve => clock.after(10_000, resolve))
  }
  return {
    state,
    get: async (key: string) => {
      await trouble()
      const lie = [...texts.values()].at(-1)
      return state.mood === 'lying' ? lie : texts.get(key)
    },
    set: async (key: string, text: string) => {
      await trouble()
      if (state.mood === 'full') throw new Error('full')
      texts.set(key, text)
    },
    delete: async (key: string) => {
      await trouble()
      texts.delete(key)
    },
    async *keys(prefix: string) {
      await trouble()
      for (const key of texts.keys()) if (key.startsWith(prefix)) yield key
    },
  }
}

type Step =
  | { readonly do: 'set'; readonly key: CacheKey; readonly size: number }
  | { readonly do: 'get' | 'delete' | 'compute'; readonly key: CacheKey }
  | { readonly do: 'advance' | 'jump'; readonly ms: number }
  | { readonly do: 'mood'; readonly mood: 'good' | 'failing' | 'slow' | 'full' | 'lying' }
  | { readonly do: 'invalidate'; readonly scope: string }

const scopes = ['alice', 'bob']
const key = fc.tuple(fc.constantFrom(...scopes), fc.integer({ min: 0, max: 5 })).map(([s, n]) => scopedKey(s, `q${n}`))
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('set' as const), key, size: fc.integer({ min: 1, max: 9000 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('get' as const, 'delete' as const, 'compute' as const), key }),
  },
  fc.record({ do: fc.constant('advance' as const), ms: fc.integer({ min: 0, max: 2000 }) }),
  fc.record({ do: fc.constant('jump' as const), ms: fc.integer({ min: -100_000, max: 100_000 }) }),
  fc.record({
    do: fc.constant('mood' as const),
    mood: fc.constantFrom('good' as const, 'failing', 'slow', 'full', 'lying'),
  }),
  fc.record({ do: fc.constant('invalidate' as const), scope: fc.constantFrom(...scopes) }),
)

describe('KvCache against a model', () => {
  it.each([false, true])(
    'returns only what was set last under that key, in time, within its bytes (store: %s)',
    async stored => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.nat(), async (steps, seed) => {
          const clock = new VirtualClock({ startMs: 1e9 })
          const values = store(clock)
          // Only a slow store waits for the clock; hashing takes real time.
          const settle = <T>(work: Promise<T>): Promise<T> => (values.state.mood === 'slow' ? clock.run(work) : work)
          const maxBytes = 12_000
          const cache = new KvCache<string>({
            maxBytes,
            ttlMs: 1000,
            ttlJitter: 0.1,
            clock,
            random: seededRandom(seed),
            ...(stored && { store: values }),
          })
          const model = new Map<string, { readonly value: string; readonly atMs: number }>()
          let count = 0
          const isPossible = (under: string, value: string | undefined): void => {
            if (value === undefined) return
            const known = model.get(under)
            expect(value).toBe(known?.value)
            // The wall clock rules the store's times, elapsed time those in memory; neither gives a value a second life in memory.
            if (!stored) expect(clock.mono() - (known?.atMs ?? 0)).toBeLessThan(1100)
          }
          for (const one of steps) {
            if (one.do === 'set') {
              const value = `${one.key}#${count++}#`.padEnd(one.size, 'x')
              model.set(one.key, { value, atMs: clock.mono() })
              await settle(cache.set(one.key, value))
              // What the store could not take must not be found there in an older form.
              if (stored && isDeaf(values.state.mood)) await forget(values, one.key)
            } else if (one.do === 'get') {
              isPossible(one.key, cache.getNow(one.key))
              isPossible(one.key, await settle(cache.get(one.key)))
            } else if (one.do === 'compute') {
              const fresh = `${one.key}#${count++}#`
              const value = await settle(cache.getOrCompute(one.key, async () => fresh))
              if (value === fresh) model.set(one.key, { value, atMs: clock.mono() })
              else isPossible(one.key, value)
              if (stored && isDeaf(values.state.mood)) await forget(values, one.key)
            } else if (one.do === 'delete') {
              model.delete(one.key)
              await settle(cache.delete(one.key))
              if (stored) await forget(values, one.key)
            } else if (one.do === 'invalidate') {
              for (const under of model.keys()) if (under.startsWith(`v1:${one.scope}:`)) model.delete(under)
              await settle(cache.invalidate({ scope: one.scope }))
              if (stored) await forgetScope(values, one.scope)
            } else if (one.do === 'advance') await clock.advance(one.ms)
            else if (one.do === 'jump') clock.jump(one.ms)
            else if (one.do === 'mood') values.state.mood = one.mood
            expect(cache.metrics.bytes).toBeLessThanOrEqual(maxBytes)
          }
        }),
        { numRuns: 60 },
      )
    },
  )
})

/** A store that answers nothing cannot be told that what it holds is out of date either. */
function isDeaf(mood: string): boolean {
  return mood === 'failing' || mood === 'slow'
}

/** An operator's hand: removes a record whatever the store's mood. */
async function forget(values: ReturnType<typeof store>, key: string): Promise<void> {
  const { mood } = values.state
  values.state.mood = 'good'
  await values.delete(key)
  values.state.mood = mood
}

async function forgetScope(values: ReturnType<typeof store>, scope: string): Promise<void> {
  const { mood } = values.state
  values.state.mood = 'good'
  for await (const key of values.keys(`v1:${scope}:`)) await values.delete(key)
  values.state.mood = mood
}

describe('LearnedCache', () => {
  it('stays within its limits, holds only what was set last, and finds every entry it counts', () => {
    const operation = fc.record({
      do: fc.constantFrom('get' as const, 'set' as const, 'delete' as const, 'resize' as const),
      key: fc.integer({ min: 0, max: 40 }).map(String),
      size: fc.integer({ min: 1, max: 60 }),
      worth: fc.double({ min: 0.001, max: 100, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 300 }), fc.nat(), (operations, seed) => {
        const cache = new LearnedCache<number>({ maxSize: 200, maxEntries: 12, random: seededRandom(seed) })
        const model = new Map<string, number>()
        let limit = 200
        operations.forEach((one, i) => {
          if (one.do === 'set') {
            const kept = cache.set(one.key, i, one.size, one.worth)
            model.set(one.key, i)
            expect(cache.peek(one.key)).toBe(kept ? i : undefined)
          } else if (one.do === 'delete') {
            cache.delete(one.key)
            expect(cache.get(one.key)).toBeUndefined()
          } else if (one.do === 'resize') {
            limit = 100 + one.size
            cache.resize(limit)
          } else {
            const found = cache.get(one.key)
            if (found !== undefined) expect(found).toBe(model.get(one.key))
          }
          expect(cache.size).toBeLessThanOrEqual(limit)
          expect(cache.entries).toBeLessThanOrEqual(12)
          expect(cache.keys().filter(key => cache.peek(key) !== undefined)).toHaveLength(cache.entries)
        })
      }),
      { numRuns: 60 },
    )
  })

  it('keeps part of a loop that is larger than itself, where least-recently-used keeps nothing useful', () => {
    const cache = new LearnedCache<true>({ maxSize: 100, random: seededRandom(1) })
    let hits = 0
    for (let i = 0; i < 20_000; i++) {
      const key = `${i % 150}`
      if (cache.get(key)) hits++
      else cache.set(key, true, 1, 1)
    }
    expect(hits / 20_000).toBeGreaterThan(0.4)
  })

  it('keeps what is dear rather than what is cheap, all else equal', () => {
    const random = seededRandom(2)
    const cache = new LearnedCache<true>({ maxSize: 100, random })
    const hits = { dear: 0, cheap: 0 }
    for (let i = 0; i < 20_000; i++) {
      const kind = random() < 0.5 ? 'dear' : 'cheap'
      const key = `${kind}${Math.floor(random() * 200)}`
      if (cache.get(key)) hits[kind]++
      else cache.set(key, true, 1, kind === 'dear' ? 10 : 1)
    }
    expect(hits.dear).toBeGreaterThan(2 * hits.cheap)
  })
})
