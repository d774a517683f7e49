import { ConfidenceWeightedMerger, type Merger } from 'routewise'
import { mergerContract } from 'routewise/testing'
import { describe, expect, it } from 'vitest'

describe('ConfidenceWeightedMerger', () => {
  for (const { name, run } of mergerContract({ make: () => new ConfidenceWeightedMerger() })) it(name, run)
})

describe('the merger contract', () => {
  it('is kept by a merger of ten lines', async () => {
    const best: Merger = {
      merge(answers, { signal }) {
        signal.throwIfAborted()
        const [first] = answers.toSorted((a, b) => b.weight - a.weight || (a.target < b.target ? -1 : 1))
        const { target, response } = first ?? answers[0]
        return { response, confidence: 0.5, from: [target], needsReview: true }
      },
    }
    for (const { run } of mergerContract({ make: () => best })) await run()
  })

  it('is broken by one that prefers whoever came first', async () => {
    const first: Merger = {
      merge: ([{ target, response }]) => ({ response, confidence: 1, from: [target], needsReview: false }),
    }
    const broken: string[] = []
    for (const { name, run } of mergerContract({ make: () => first })) await run().catch(() => broken.push(name))
    expect(broken).toEqual(['the order of the answers changes nothing', 'an aborted signal ends it with its reason'])
  })
})
