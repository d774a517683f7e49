import fc from 'fast-check'
import { LRUCache } from 'lru-cache'
import { LearnedCache, seededRandom } from 'routewise'
import { describe, expect, it } from 'vitest'

/** Hits of each over the same keys, from `from` on. */
function play(keys: readonly string[], entries: number, from = 0): { readonly learned: number; readonly lru: number } {
  const learned = new LearnedCache<true>({ maxSize: entries, random: seededRandom('play') })
  const lru = new LRUCache<string, true>({ max: entries })
  const hits = { learned: 0, lru: 0 }
  keys.forEach((key, i) => {
    if (learned.get(key)) hits.learned += i < from ? 0 : 1
    else learned.set(key, true, 1, 1)
    if (lru.get(key)) hits.lru += i < from ? 0 : 1
    else lru.set(key, true)
  })
  return hits
}

const loop = (length: number, count: number) => Array.from({ length: count }, (_, i) => `loop ${i % length}`)
/** Everything is read once more soon, then never: nothing beats dropping the least recently used. */
const onceMore = (distance: number, count: number) =>
  Array.from({ length: count }, (_, i) => `more ${i % 2 === 0 ? i : i - 2 * distance - 1}`)
const skewed = (questions: number, count: number) => {
  const random = seededRandom('skewed')
  return Array.from({ length: count }, () => `often ${Math.floor(questions * random() ** 3)}`)
}

describe('what LearnedCache keeps', () => {
  it.each([
    ['everything once more', onceMore(150, 30_000)],
    ['everything once more after a loop', [...loop(400, 15_000), ...onceMore(150, 30_000)]],
    ['often and seldom', skewed(2000, 30_000)],
    [
      'turns of all of these',
      [...onceMore(120, 10_000), ...loop(350, 10_000), ...skewed(2000, 10_000), ...onceMore(150, 10_000)],
    ],
  ])('is never much worse than the most recently used: %s', (_, keys) => {
    const { learned, lru } = play(keys, 200)
    expect(learned - lru).toBeGreaterThan(-0.003 * keys.length)
  })

  it('is far better in a loop, and in one that comes after everything was read once more', () => {
    const keys = [...onceMore(150, 20_000), ...loop(300, 20_000)]
    const { learned, lru } = play(keys, 200, 20_000)
    expect(lru).toBe(0)
    expect(learned).toBeGreaterThan(0.4 * 20_000)
  })
})

describe('chains in LearnedCache', () => {
  it('never hold a block without those before it, and let in none whose predecessor is not held', () => {
    const prompt = fc.record({
      family: fc.integer({ min: 0, max: 5 }),
      length: fc.integer({ min: 1, max: 12 }),
      deletes: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(prompt, { maxLength: 80 }), fc.nat(), (prompts, seed) => {
        const cache = new LearnedCache<true>({ maxSize: 25, random: seededRandom(seed) })
        for (const { family, length } of prompts) {
          for (let i = 0; i < length; i++) {
            if (cache.get(`${family}.${i}`)) continue
            const before = i === 0 ? undefined : `${family}.${i - 1}`
            const had = before === undefined || cache.peek(before) === true
            const isIn = cache.set(`${family}.${i}`, true, 1, 1, before)
            if (!had) expect(isIn).toBe(false)
          }
          for (const key of cache.keys()) {
            const [f, i] = key.split('.').map(Number)
            if (i !== undefined && i > 0) expect(cache.peek(`${f}.${i - 1}`)).toBe(true)
          }
          expect(cache.size).toBeLessThanOrEqual(25)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('let a beginning go once nothing stands on it, also where it was set anew or they stand on each other', () => {
    const cache = new LearnedCache<true>({ maxSize: 12, random: seededRandom(1) })
    const fill = () => {
      for (let i = 0; i < 40; i++) for (let use = 0; use < 3; use++) cache.set(`new ${i}`, true, 1, 1e9)
    }
    cache.set('a', true, 1, 1)
    cache.set('b', true, 1, 1, 'a')
    cache.set('a', true, 2, 1)
    fill()
    expect(cache.keys().filter(key => !key.startsWith('new'))).toEqual([])
    cache.resize(6)
    expect(cache.size).toBe(6)
    for (const key of cache.keys()) cache.delete(key)
    cache.set('a', true, 1, 1)
    cache.set('b', true, 1, 1, 'a')
    cache.set('a', true, 1, 1, 'b')
    fill()
    expect(cache.keys().filter(key => !key.startsWith('new'))).toEqual([])
  })

  it('survive it when a block in the middle is deleted or changes its size', () => {
    const operation = fc.record({
      do: fc.constantFrom('set' as const, 'get' as const, 'delete' as const),
      at: fc.integer({ min: 0, max: 8 }),
      size: fc.integer({ min: 1, max: 4 }),
    })
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), fc.nat(), (operations, seed) => {
        const cache = new LearnedCache<true>({ maxSize: 12, random: seededRandom(seed) })
        for (const one of operations) {
          const key = `${one.at}`
          if (one.do === 'set') cache.set(key, true, one.size, 1, one.at === 0 ? undefined : `${one.at - 1}`)
          else if (one.do === 'get') cache.get(key)
          else cache.delete(key)
          expect(cache.size).toBeLessThanOrEqual(12)
        }
        // Nothing is pinned for ever: all of it gives way to what is worth more.
        for (let i = 0; i < 40; i++) for (let use = 0; use < 3; use++) cache.set(`new ${i}`, true, 1, 1e9)
        expect(cache.keys().filter(key => !key.startsWith('new'))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })
})
