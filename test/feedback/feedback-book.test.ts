import {
  type Answer,
  ConfidenceWeightedMerger,
  type Correction,
  type DecisionRecord,
  exampleFromCorrection,
  FeedbackBook,
  feedbackFromAgreement,
  feedbackFromJudge,
  feedbackFromValidation,
  InvalidOptionsError,
  type KeyValueStore,
  type Merged,
  type Target,
  UnknownRequestError,
  unknownUsage,
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

  it('exports corrections as a labelled set, from another process too', async () => {
    const values = mapStore()
    const here = new FeedbackBook({ clock, storage: { values } })
    await here.remember('r1', record)
    await here.apply('r1', { id: 'f1', correction: { kind: 'sum', value: 5 } })
    const there = new FeedbackBook({ clock, storage: { values } })
    const corrections: Correction[] = []
    for await (const correction of there.corrections()) corrections.push(correction)
    expect(corrections).toEqual([
      {
        id: 'r1/f1',
        request: 'r1',
        atMs: 2000,
        task: 'math',
        kind: 'sum',
        value: 5,
        answers: [
          { target: 'lab/a', answer: 4 },
          { target: 'lab/b', answer: 5 },
        ],
      },
    ])
    const [example] = corrections.map(exampleFromCorrection)
    expect(example).toMatchObject({ id: 'r1', truth: 5, kind: 'math' })
    expect(example?.answers.map(({ response }) => response.text)).toEqual(['4', '5'])
  })

  it('does not count feedback whose claim could not be stored, so that it may come again', async () => {
    let down = true
    const values = mapStore()
    const flaky: KeyValueStore = {
      ...values,
      get: key => (down && key.includes('applied') ? Promise.reject(new Error('down')) : values.get(key)),
    }
    const book = new FeedbackBook({ clock, storage: { values: flaky } })
    await book.remember('r1', record)
    await expect(book.apply('r1', { id: 'f1', score: 1 })).rejects.toThrow('down')
    down = false
    expect(await book.apply('r1', { id: 'f1', score: 1 })).toHaveLength(2)
  })

  it('takes what is no record in the store for unknown', async () => {
    const values = mapStore()
    for (const text of ['', '{', 'null', '{"v":99}']) {
      await values.set('feedback:decision:r9', text)
      const book = new FeedbackBook({ clock, storage: { values } })
      await expect(book.apply('r9', { score: 1 })).rejects.toBeInstanceOf(UnknownRequestError)
    }
  })
})

describe('feedback made of what is known', () => {
  it('takes of a validation the share that is without error', () => {
    const report = { ok: false, violations: [], checked: 10, failed: 3 }
    expect(feedbackFromValidation(report, 'lab/a')).toEqual({ score: 0.7, source: 'validation', target: 'lab/a' })
    expect(feedbackFromValidation({ ...report, ok: true, failed: 0 })).toEqual({ score: 1, source: 'validation' })
  })

  it('takes of a merge the share of confident fields on which each agrees', () => {
    const merged: Merged = {
      response: { text: '', toolCalls: [], finishReason: 'stop', usage: unknownUsage, model: '' },
      confidence: 0.9,
      from: ['lab/a'],
      needsReview: false,
      fields: {
        x: { confidence: 0.9, from: ['lab/a', 'lab/b'] },
        y: { confidence: 0.9, from: ['lab/a', 'lab/c'], dissent: [{ target: 'lab/b', value: 1 }] },
        alone: { confidence: 0.9, from: ['lab/b'], dissent: [{ target: 'lab/a', value: 1 }] },
        unsure: { confidence: 0.4, from: ['lab/b'], dissent: [{ target: 'lab/a', value: 1 }] },
      },
    }
    expect(feedbackFromAgreement(merged)).toEqual([
      { score: 1, source: 'agreement', target: 'lab/a' },
      { score: 0.5, source: 'agreement', target: 'lab/b' },
      { score: 1, source: 'agreement', target: 'lab/c' },
    ])
  })

  it('of a judge believes those it chose as far as the merge is sure, and the others as far as it is not', () => {
    const merged: Merged = {
      response: { text: 'It is Paris.', toolCalls: [], finishReason: 'stop', usage: unknownUsage, model: '' },
      confidence: 0.75,
      from: ['lab/a'],
      needsReview: true,
      passedOver: ['lab/b', 'lab/c'],
    }
    expect(feedbackFromJudge(merged)).toEqual([
      { score: 0.75, source: 'judge', target: 'lab/a' },
      { score: 0.25, source: 'judge', target: 'lab/b' },
      { score: 0.25, source: 'judge', target: 'lab/c' },
    ])
    const { passedOver: _, ...unjudged } = merged
    expect(feedbackFromJudge(unjudged)).toEqual([])
  })

  it('says nothing of anybody where no two agree', () => {
    const merged: Merged = {
      response: { text: 'It is Paris.', toolCalls: [], finishReason: 'stop', usage: unknownUsage, model: '' },
      confidence: 0.9,
      from: ['lab/a'],
      needsReview: false,
      fields: { '': { confidence: 0.9, from: ['lab/a'], dissent: [{ target: 'lab/b', value: 'Paris, of course' }] } },
    }
    expect(feedbackFromAgreement(merged)).toEqual([])
  })

  it('of tool calls teaches a merger whose calls to believe', () => {
    const call = (city: string) => [{ name: 'weather', arguments: { city } }]
    const correction: Correction = {
      id: 'c',
      request: 'r',
      task: 'other',
      kind: 'call',
      value: call('Rome'),
      answers: [
        { target: 'lab/a', answer: call('Rome') },
        { target: 'lab/b', answer: call('Oslo') },
        { target: 'lab/c', answer: call('Oslo') },
      ],
      atMs: 0,
    }
    const merger = new ConfidenceWeightedMerger()
    merger.learn(
      Array.from({ length: 60 }, (_, i) => exampleFromCorrection({ ...correction, request: `${i}` }) ?? []).flat(),
    )
    const says = (target: Target, city: string): Answer => ({
      target,
      weight: 0.5,
      response: {
        text: '',
        toolCalls: [{ id: target, name: 'weather', arguments: { city } }],
        finishReason: 'tool-calls',
        usage: unknownUsage,
        model: '',
      },
    })
    const merged = merger.merge([says('lab/a', 'Bonn'), says('lab/b', 'Lima'), says('lab/c', 'Lima')], {
      request: { messages: [] },
      signal: new AbortController().signal,
    })
    expect(merged.response.toolCalls[0]?.arguments).toEqual({ city: 'Bonn' })
  })

  it('scores an object against its correction by the share of members that are right', async () => {
    const book = new FeedbackBook({ clock })
    const answers = [{ gpu: 'H100', usd: 2.5 }, { gpu: 'h100 ', usd: 9 }, 'prose']
    const targets = answers.map((answer, i) => ({ target: `lab/${i}` as const, propensity: 1, answer }))
    const [first, ...rest] = targets
    if (!first) throw new RangeError('no targets')
    await book.remember('r', { ...record, targets: [first, ...rest] })
    const given = await book.apply('r', { correction: { kind: 'price', value: { gpu: 'H100', usd: 2.5 } } })
    expect(given.map(observation => observation.type === 'feedback' && observation.score)).toEqual([1, 0.5, 0])
  })
})
