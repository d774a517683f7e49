import {
  adaptive,
  BudgetPacer,
  dualValidation,
  InvalidOptionsError,
  LearningEngine,
  performanceWeighted,
  seededRandom,
  type Target,
  tripleConsensus,
  VirtualClock,
} from 'routewise'
import {
  counterfactual,
  type RecordedRequest,
  type ReplayOptions,
  type ReplayedDecision,
  replay,
} from 'routewise/evaluate'
import { describe, expect, it } from 'vitest'
import { task } from '../learning/observations.ts'

const targets: readonly Target[] = ['a/cheap', 'b/strong', 'c/weak']
const quality = { 'a/cheap': 0.7, 'b/strong': 0.9, 'c/weak': 0.3 } as const
const price = { 'a/cheap': 0.001, 'b/strong': 0.02, 'c/weak': 0.01 } as const

function recorded(count: number): readonly RecordedRequest[] {
  const random = seededRandom('recorded')
  return Array.from({ length: count }, (_, i) => {
    const did = (target: keyof typeof quality) => ({
      score: random() < quality[target] ? 1 : 0,
      costUsd: price[target],
    })
    return {
      id: `request ${i}`,
      task: task(),
      outcomes: { 'a/cheap': did('a/cheap'), 'b/strong': did('b/strong'), 'c/weak': did('c/weak') },
    }
  })
}

async function run(count: number, options: Partial<ReplayOptions> = {}): Promise<readonly ReplayedDecision[]> {
  const clock = new VirtualClock()
  const learning = new LearningEngine({ clock })
  const steps: ReplayedDecision[] = []
  for await (const step of replay(recorded(count), { targets, strategy: adaptive(), learning, clock, ...options })) {
    steps.push(step)
  }
  return steps
}

const mean = (steps: readonly ReplayedDecision[], of: (step: ReplayedDecision) => number): number =>
  steps.reduce((sum, step) => sum + of(step), 0) / steps.length

describe('replay', () => {
  it('lets a strategy find the best target on its own', async () => {
    const steps = await run(600)
    expect(steps).toHaveLength(600)
    const late = steps.slice(300).filter(step => step.target === 'b/strong')
    expect(late.length).toBeGreaterThan(240)
  })

  it('decides the same with the same seed, and otherwise with another', async () => {
    const [one, same, other] = await Promise.all([run(100), run(100, { seed: 1 }), run(100, { seed: 2 })])
    expect(one).toEqual(same)
    expect(one).not.toEqual(other)
  })

  it('tells nothing of those that were not asked', async () => {
    const clock = new VirtualClock()
    const learning = new LearningEngine({ clock })
    const heard = new Map<string, number>()
    const watched = {
      predict: learning.predict.bind(learning),
      takeDelta: learning.takeDelta.bind(learning),
      restore: learning.restore.bind(learning),
      observe(observation: Parameters<LearningEngine['observe']>[0]) {
        heard.set(observation.target, (heard.get(observation.target) ?? 0) + 1)
        learning.observe(observation)
      },
    }
    const asked = new Map<string, number>()
    for (const { targets: called } of await run(200, { learning: watched, clock, strategy: tripleConsensus() })) {
      for (const target of called) asked.set(target, (asked.get(target) ?? 0) + 2)
    }
    expect(heard).toEqual(asked)
  })

  it('holds a budget', async () => {
    const pacer = new BudgetPacer({ usdPerRequest: 0.005 })
    const steps = await run(1000, { strategy: adaptive({ pacer }) })
    expect(mean(steps, step => step.totalUsd)).toBeLessThan(0.005 * 1.02)
    expect(mean(steps, step => step.score)).toBeGreaterThan(0.7)
  })

  it('holds a budget through a change of prices in mid-stream', async () => {
    const dearer = recorded(2000).map((row, i) =>
      i < 1000
        ? row
        : {
            ...row,
            outcomes: {
              ...row.outcomes,
              'b/strong': { ...row.outcomes['b/strong'], score: row.outcomes['b/strong']?.score ?? 0, costUsd: 0.06 },
            },
          },
    )
    for (const seed of [1, 2, 3, 4, 5]) {
      const pacer = new BudgetPacer({ usdPerRequest: 0.008 })
      const clock = new VirtualClock()
      const options = { targets, strategy: adaptive({ pacer }), learning: new LearningEngine({ clock }), clock, seed }
      let spentUsd = 0
      for await (const { totalUsd } of replay(dearer, options)) spentUsd += totalUsd
      expect(spentUsd / (2000 * 0.008)).toBeLessThan(1.02)
      expect(spentUsd / (2000 * 0.008)).toBeGreaterThan(0.8)
    }
  })

  it('gains by a judge who errs, and pays for both calls', async () => {
    const steps = await run(800, { checkError: 0.1 })
    const twice = steps.filter(step => step.targets.length > 1)
    expect(twice.length).toBeGreaterThan(50)
    expect(twice.every(step => step.totalUsd > step.costUsd)).toBe(true)
    expect(mean(steps, step => step.score)).toBeGreaterThan(mean(steps, step => step.reward) + 0.02)
  })

  it('performs ensembles and what follows them', async () => {
    const steps = await run(50, { strategy: dualValidation({ agree: () => false }) })
    expect(steps.every(step => step.targets.length === 3)).toBe(true)
  })

  it('writes a log that others can be judged on', async () => {
    const log = await run(3000, { strategy: performanceWeighted({ temperature: 0.3 }) })
    const { reward, costUsd, savedUsd } = counterfactual(log, 'b/strong')
    expect(reward.refused).toBeUndefined()
    const truth = recorded(3000).reduce((sum, row) => sum + (row.outcomes['b/strong']?.score ?? 0) / 3000, 0)
    expect(reward.doublyRobust.low).toBeLessThan(truth)
    expect(reward.doublyRobust.high).toBeGreaterThan(truth)
    expect(costUsd.doublyRobust.mean).toBeCloseTo(0.02, 4)
    expect(savedUsd.mean).toBeCloseTo(0.02 - mean(log, step => step.costUsd), 4)
  })

  it('says which records cannot be replayed', async () => {
    const [first] = recorded(1)
    const lacking = [{ id: 'x', task: task(), outcomes: { 'a/cheap': { score: 2 } } }]
    const clock = new VirtualClock()
    const options = { targets, strategy: adaptive(), learning: new LearningEngine({ clock }), clock }
    await expect(replay(lacking, options).next()).rejects.toThrow(InvalidOptionsError)
    await expect(replay(lacking, options).next()).rejects.toThrow(/a\/cheap.score: 2.*there is none of b\/strong/s)
    await expect(replay(first ? [first] : [], { ...options, checkError: 3 }).next()).rejects.toThrow(/checkError: 3/)
  })
})
