import {
  adaptive,
  costOptimized,
  InvalidOptionsError,
  LearningEngine,
  type RoutingStrategy,
  seededRandom,
  type Target,
  VirtualClock,
} from 'routewise'
import { type PricedDecision, recommend, type RecommendOptions } from 'routewise/evaluate'
import { describe, expect, it } from 'vitest'
import { task } from '../learning/observations.ts'

const eligible: readonly Target[] = ['a/small', 'b/large']
const chance: Record<string, Record<string, number>> = {
  'a/small': { chat: 0.8, math: 0.3 },
  'b/large': { chat: 0.82, math: 0.85 },
}

/** What a uniform policy would have written down. */
function logOf(count: number, from: readonly Target[] = eligible): PricedDecision[] {
  const random = seededRandom('log')
  return Array.from({ length: count }, (_, i) => {
    const kind = i % 2 === 0 ? 'chat' : 'math'
    const target = from[Math.floor(random() * from.length)] ?? 'a/small'
    const reward = random() < (chance[target]?.[kind] ?? 0) ? 1 : 0
    return {
      task: task(kind),
      target,
      propensity: 1 / from.length,
      eligible,
      reward,
      costUsd: target === 'a/small' ? 0.001 : 0.02,
    }
  })
}

const always = (target: Target): RoutingStrategy => ({
  name: target,
  plan: () => ({ mode: 'in-order', targets: [target] }),
})
const byKind: RoutingStrategy = {
  name: 'by kind',
  plan: ({ task: { kind } }) => ({ mode: 'in-order', targets: [kind === 'math' ? 'b/large' : 'a/small'] }),
}

const ask = (log: readonly PricedDecision[], options: Omit<RecommendOptions, 'learning'>) =>
  recommend(log, { ...options, learning: new LearningEngine({ clock: new VirtualClock() }) })

describe('recommend', () => {
  it('favours what would have earned most, with an interval that holds the truth', async () => {
    const strategies = { small: always('a/small'), large: always('b/large'), byKind, adaptive: adaptive() }
    const { favoured, ranking, reason } = await ask(logOf(1500), { strategies, resamples: 200 })
    expect(['large', 'adaptive', 'byKind']).toContain(favoured)
    expect(reason).toContain(favoured)
    const large = ranking.find(({ name }) => name === 'large')
    expect(large?.worth.low).toBeLessThan(0.835)
    expect(large?.worth.high).toBeGreaterThan(0.835)
    expect(ranking.at(-1)?.name).toBe('small')
    const learned = ranking.find(({ name }) => name === 'adaptive')
    expect(learned?.gain.low).toBeGreaterThan(0)
  })

  it('lets cost count where it is told what a dollar is worth', async () => {
    const strategies = { large: always('b/large'), byKind }
    const { favoured } = await ask(logOf(1500), { strategies, perUsd: 10, resamples: 200 })
    expect(favoured).toBe('byKind')
  })

  it('names nobody where the log cannot tell, or nobody is surely better', async () => {
    const onlySmall = await ask(logOf(400, ['a/small']), {
      strategies: { large: always('b/large') },
      resamples: 100,
    })
    expect(onlySmall.favoured).toBeUndefined()
    expect(onlySmall.reason).toContain('cannot tell')
    const worse = await ask(logOf(600), { strategies: { small: always('a/small') }, resamples: 100 })
    expect(worse.favoured).toBeUndefined()
    expect(worse.reason).toContain('not surely better')
  })

  it('gives the same answer to the same log', async () => {
    const twice = () =>
      ask(logOf(300), { strategies: { adaptive: adaptive(), costOptimized: costOptimized() }, resamples: 50 })
    expect(await twice()).toEqual(await twice())
  })

  it('refuses options that say nothing', async () => {
    await expect(ask(logOf(10), { strategies: {} })).rejects.toThrow(InvalidOptionsError)
    await expect(ask(logOf(10), { strategies: { byKind }, perUsd: -1 })).rejects.toThrow(InvalidOptionsError)
  })
})
