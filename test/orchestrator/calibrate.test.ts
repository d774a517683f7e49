import { type ChatRequest, type Learner, LearningEngine, MemoryStorage, Orchestrator } from 'routewise'
import { describe, expect, it } from 'vitest'
import { broken, request, world } from './world.ts'

const prompts = Array.from({ length: 12 }, (_, i) => ({
  messages: [{ role: 'user', content: i % 2 ? `add ${i} and ${i + 1}` : `write a poem about the sea, verse ${i}` }],
  expected: i % 2 ? 'b' : 'a',
})) satisfies readonly (ChatRequest & { expected: string })[]

describe('calibrate', () => {
  it('asks every target every prompt, has the answers graded, and goes by that from then on', async () => {
    const { orchestrator, asked, clock } = world({ a: { costUsd: 0.001 }, b: { costUsd: 0.002 } })
    const report = await clock.run(
      orchestrator.calibrate({ prompts, grade: (answer, { expected }) => (answer.text === expected ? 1 : 0) }),
    )
    expect(asked.length).toBe(24)
    expect(report.examples.length).toBe(12)
    expect(report.costUsd).toBeCloseTo(12 * 0.003)
    expect(report.targets).toEqual([
      { target: 'a/m', quality: 0.5, costUsd: expect.closeTo(0.001), answered: 12, failed: 0 },
      { target: 'b/m', quality: 0.5, costUsd: expect.closeTo(0.002), answered: 12, failed: 0 },
    ])
    const { candidates } = await orchestrator.preview({ messages: [{ role: 'user', content: 'add 3 and 4' }] })
    expect(candidates.find(c => c.target === 'b/m')?.prediction?.quality.samples).toBeGreaterThan(10)
  })

  it('leaves out what failed, and reports it', async () => {
    const { orchestrator, clock } = world({ a: {}, b: broken })
    const report = await clock.run(orchestrator.calibrate({ prompts: [request], grade: () => 1 }))
    expect(report.targets.map(({ answered, failed }) => [answered, failed])).toEqual([
      [1, 0],
      [0, 1],
    ])
    expect(report.examples[0]?.outcomes).toEqual({ 'a/m': { score: 1, costUsd: 0.01 } })
  })

  it('keeps neither prompts nor answers', async () => {
    const { orchestrator, clock } = world({ a: { text: 'SECRET ANSWER' } })
    const secret: ChatRequest = { messages: [{ role: 'user', content: 'SECRET QUESTION' }] }
    const report = await clock.run(orchestrator.calibrate({ prompts: [secret], grade: () => 1 }))
    expect(JSON.stringify(report)).not.toContain('SECRET')
    expect(new LearningEngine({ calibration: JSON.parse(JSON.stringify(report.examples)) }).readsWords).toBe(true)
  })

  it('outlives the process where there is a storage', async () => {
    await using storage = new MemoryStorage()
    const one = world({ a: {}, b: {} }, { storage })
    await one.clock.run(
      one.orchestrator.calibrate({ prompts, grade: (answer, { expected }) => (answer.text === expected ? 1 : 0) }),
    )
    const other = world({ a: {}, b: {} }, { storage })
    const seen = async ({ orchestrator }: typeof one) => {
      const { candidates } = await orchestrator.preview({ messages: [{ role: 'user', content: 'add 3 and 4' }] })
      return candidates.map(c => c.prediction?.quality.mean)
    }
    expect(await seen(other)).toEqual(await seen(one))
    await storage.values.set('learning:calibration:v1', '{broken')
    expect(await seen(world({ a: {}, b: {} }, { storage }))).not.toEqual(await seen(one))
  })

  it('stops when it is told to', async () => {
    const { orchestrator } = world({ a: {} })
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(orchestrator.calibrate({ prompts, grade: () => 1, signal })).rejects.toThrow('enough')
  })

  it('refuses grades that are none, strangers, and learners that cannot', async () => {
    const { orchestrator, clock } = world({ a: {} })
    await expect(clock.run(orchestrator.calibrate({ prompts: [request], grade: () => 7 }))).rejects.toThrow(
      /grade: returned 7 for a\/m/,
    )
    await expect(orchestrator.calibrate({ prompts: [], grade: () => 1, targets: ['z/z'] })).rejects.toThrow(
      /prompts: there is none.*targets\[0\]/s,
    )
    const plain: Learner = { predict: () => [], observe: () => {}, takeDelta: () => ({}), restore: () => {} }
    const other = new Orchestrator({
      providers: [{ id: 'p', models: [{ id: 'm' }], chat: () => Promise.reject(new Error('unused')) }],
      learning: plain,
    })
    await expect(other.calibrate({ prompts, grade: () => 1 })).rejects.toThrow(/this learner cannot be calibrated/)
  })
})
