import {
  type DecisionRecord,
  FeedbackBook,
  InvalidOptionsError,
  type KeyValueStore,
  UnknownRequestError,
  VirtualClock,
} from 'routewise'
import { describe, expect, it } from 'vitest'

const task = { kind: 'math', confidence: 1, complexity: 0.5, inputTokens: 10, needs: [] }
const record: DecisionRecord = {
  id: 'r1',
  atMs: 1000,
  task,
  targets: [
    { target: 'lab/a', propensity: 0.5, answer: 4 },
    { target: 'lab/b', propensity: 1, answer: 5 },
    { target: 'lab/c', propensity: 1 },
  ],
  merged: { from: ['lab/a', 'lab/c'] },
}
const clock = new VirtualClock({ startMs: 2000 })

function mapStore(): KeyValueStore {
  const map = new Map<string, string>()
  return {
    get: key => Promise.resolve(map.get(key)),
    set: async (key, value) => void map.set(key, value),
    delete: async key => void map.delete(key),
    async *keys(prefix) {
      for (const key of map.keys()) if (key.startsWith(prefix)) yield key
    },
  }
}

describe('FeedbackBook', () => {
  it('turns a score into an observation for each target whose answer was delivered', async () => {
    const book = new FeedbackBook({ clock })
    await book.remember('r1', record)
    expect(await book.apply('r1', { id: 'f1', score: 0.8 })).toEqual([
      {
        type: 'feedback',
        id: 'r1/f1/lab/a',
        task,
        target: 'lab/a',
        score: 0.8,
        weight: 1,
        source: 'user',
        propensity: 0.5,
        atMs: 1000,
      },
      {
        type: 'feedback',
        id: 'r1/f1/lab/c',
        task,
        target: 'lab/c',
        score: 0.8,
        weight: 1,
        source: 'user',
        propensity: 1,
        atMs: 1000,
      },
    ])
  })

  it('scores every known answer against a correction, those overruled as well', async () => {
    const book = new FeedbackBook({ clock })
    await book.remember('r1', record)
    const observations = await book.apply('r1', { correction: { kind: 'sum', value: 5 } })
    expect(observations.map(o => o.type === 'feedback' && [o.target, o.score, o.source])).toEqual([
      ['lab/a', 0, 'correction'],
      ['lab/b', 1, 'correction'],
      ['lab/c', 0, 'correction'],
    ])
  })

  it('counts the same feedback once, from another process too', async () => {
    const values = mapStore()
    const here = new FeedbackBook({ clock, storage: { values } })
    const there = new FeedbackBook({ clock, storage: { values } })
    await here.remember('r1', record)
    expect(await there.apply('r1', { id: 'f1', score: 1 })).toHaveLength(2)
    expect(await there.apply('r1', { id: 'f1', score: 1 })).toEqual([])
    expect(await here.apply('r1', { id: 'f1', score: 1 })).toEqual([])
    expect(await here.apply('r1', { id: 'f2', score: 1 })).toHaveLength(2)
  })

  it('knows nothing of a request that was never made, or too long ago', async () => {
    const book = new FeedbackBook({ clock, ttlMs: 999 })
    await book.remember('r1', record)
    await expect(book.apply('r1', { score: 1 })).rejects.toBeInstanceOf(UnknownRequestError)
    await expect(book.apply('r2', { score: 1 })).rejects.toBeInstanceOf(UnknownRequestError)
  })

  it.each([Number.NaN, -0.1, 1.1, Infinity, undefined])('refuses the score %s', async score => {
    const book = new FeedbackBook({ clock })
    await book.remember('r1', record)
    await expect(book.apply('r1', { ...(score !== undefined && { score }) })).rejects.toBeInstanceOf(
      InvalidOptionsError,
    )
  })

  it('refuses feedback on a target that was not asked', async () => {
    const book = new FeedbackBook({ clock })
    await book.remember('r1', record)
    await expect(book.apply('r1', { score: 1, target: 'lab/z' })).rejects.toThrow('lab/z was not asked')
  })
})
