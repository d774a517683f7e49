import {
  type ChatRequest,
  ConfidenceWeightedMerger,
  InvalidOptionsError,
  JudgedMerger,
  type JudgedMergerOptions,
} from 'routewise'
import { mergerContract } from 'routewise/testing'
import { describe, expect, it } from 'vitest'
import { answer, context } from './answers.ts'

function judged(reply: string | Error, options: Partial<JudgedMergerOptions> = {}) {
  const asked: ChatRequest[] = []
  const merger = new JudgedMerger({
    merger: new ConfidenceWeightedMerger(),
    ask: request => {
      asked.push(request)
      return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(answer('judge', reply).response)
    },
    ...options,
  })
  return { merger, asked }
}

describe('JudgedMerger', () => {
  for (const { name, run } of mergerContract({ make: () => judged('1').merger })) it(name, run)

  it('asks nobody where the answers agree', async () => {
    const { merger, asked } = judged('1')
    await merger.merge([answer('a', 'yes', 0.9), answer('b', 'yes', 0.9)], context)
    expect(asked).toEqual([])
  })

  it('lets the judge choose where they do not, by number and without names', async () => {
    const { merger, asked } = judged('Answer 2.')
    const merged = await merger.merge([answer('b', 'Lyon'), answer('a', 'Paris')], context)
    expect(merged.response.text).toBe('Paris')
    expect(merged.from).toEqual(['lab/a'])
    expect(merged.passedOver).toEqual(['lab/b'])
    expect(JSON.stringify(asked)).not.toContain('lab/')
  })

  it('keeps its merge where the judge fails, or says nothing that can be read', async () => {
    const answers = [answer('a', 'Paris', 0.8), answer('b', 'Lyon', 0.6)] as const
    const plain = new ConfidenceWeightedMerger().merge(answers, context)
    for (const reply of [new Error('down'), 'both are good', '7', '1 or 2', '']) {
      expect(await judged(reply).merger.merge(answers, context)).toEqual(plain)
    }
  })

  it('takes the answer that the judge wrote, where told to', async () => {
    const { merger } = judged('Paris, in France', { mode: 'synthesize', skill: 0.9 })
    const merged = await merger.merge([answer('a', 'Paris'), answer('b', 'France')], context)
    expect(merged.passedOver).toBeUndefined()
    expect(merged).toMatchObject({ response: { text: 'Paris, in France' }, confidence: 0.9, needsReview: false })
  })

  it('checks its options', () => {
    expect(() => judged('1', { skill: 2, below: Number.NaN })).toThrow(InvalidOptionsError)
  })
})
