import fc from 'fast-check'
import { InvalidOptionsError, seededRandom, type Target } from 'routewise'
import { always, counterfactual, evaluatePolicy, type LoggedDecision, type Policy } from 'routewise/evaluate'
import { describe, expect, it } from 'vitest'
import { task } from '../learning/observations.ts'

const truth: Readonly<Record<Target, Readonly<Record<string, number>>>> = {
  'a/one': { math: 0.9, chat: 0.4 },
  'b/two': { math: 0.5, chat: 0.8 },
}
const eligible: readonly Target[] = ['a/one', 'b/two']
const byKind: Policy = ({ task }) => new Map([[task.kind === 'math' ? 'a/one' : 'b/two', 1]])
const trueValue = 0.85

/** A log in which `a/one` was chosen three times in ten. */
function logOf(seed: number, length = 400): LoggedDecision[] {
  const random = seededRandom(seed)
  return Array.from({ length }, (_, i) => {
    const kind = i % 2 === 0 ? 'math' : 'chat'
    const target: Target = random() < 0.3 ? 'a/one' : 'b/two'
    const reward = random() < (truth[target]?.[kind] ?? 0) ? 1 : 0
    return { task: task(kind), target, propensity: target === 'a/one' ? 0.3 : 0.7, eligible, reward }
  })
}

describe('evaluatePolicy', () => {
  it('covers the true value of a policy in at least 93 of 100 logs', () => {
    const runs = 1000
    const covered = { snips: 0, doublyRobust: 0, ips: 0 }
    for (let seed = 0; seed < runs; seed++) {
      const estimate = evaluatePolicy(logOf(seed, 300), byKind, { resamples: 119 })
      for (const name of ['snips', 'doublyRobust', 'ips'] as const) {
        if (estimate[name].low <= trueValue && trueValue <= estimate[name].high) covered[name]++
      }
    }
    expect(Math.min(...Object.values(covered)) / runs).toBeGreaterThanOrEqual(0.93)
  })

  it('gives the logged mean for the policy that wrote the log', () => {
    const log = logOf(1)
    const logging: Policy = () =>
      new Map<Target, number>([
        ['a/one', 0.3],
        ['b/two', 0.7],
      ])
    const estimate = evaluatePolicy(log, logging, { resamples: 10 })
    expect(estimate.ips.mean).toBeCloseTo(estimate.logged.mean, 12)
    expect(estimate.snips.mean).toBeCloseTo(estimate.logged.mean, 12)
    expect(estimate.effectiveSamples).toBeCloseTo(log.length, 6)
  })

  it('keeps the self-normalised estimate within the rewards, whatever the propensities are multiplied with', () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0.2, max: 1, noNaN: true }), (seed, scale) => {
        const log = logOf(seed, 60)
        const scaled = log.map(d => ({ ...d, propensity: d.propensity * scale }))
        const options = { resamples: 2, maxWeight: 1e9 }
        const { mean } = evaluatePolicy(log, byKind, options).snips
        expect(evaluatePolicy(scaled, byKind, options).snips.mean).toBeCloseTo(mean, 9)
        expect(mean).toBeGreaterThanOrEqual(0)
        expect(mean).toBeLessThanOrEqual(1)
      }),
      { numRuns: 30 },
    )
  })

  it('refuses a verdict where the log has not been', () => {
    const certain = logOf(1).map((d): LoggedDecision => ({ ...d, target: 'b/two', propensity: 1 }))
    expect(evaluatePolicy(certain, always('a/one'), { resamples: 2 }).refused).toBe('the log never chose a/one')
    expect(evaluatePolicy(certain, byKind, { resamples: 2 }).refused).toMatch(/a\/one/)
    expect(evaluatePolicy(logOf(1, 50), byKind, { resamples: 2 }).refused).toMatch(/effective sample size .* below 100/)
    expect(evaluatePolicy(logOf(1), byKind, { resamples: 2 }).refused).toBeUndefined()
  })

  it('says which decisions cannot be used', () => {
    const [first] = logOf(1, 1)
    const bad = { ...first, propensity: 0 } as LoggedDecision
    expect(() => evaluatePolicy([bad], byKind)).toThrow(InvalidOptionsError)
    expect(() => evaluatePolicy([bad], byKind)).toThrow('log[0].propensity: 0 is not above 0')
    expect(() => evaluatePolicy([], byKind)).toThrow('holds no decision')
  })
})

describe('counterfactual', () => {
  it('says what asking one target every time would have cost and brought', () => {
    const log = logOf(3, 1000).map(d => ({ ...d, costUsd: d.target === 'a/one' ? 0.01 : 0.001 }))
    const { reward, savedUsd } = counterfactual(log, 'a/one', { resamples: 100 })
    expect(reward.doublyRobust.low).toBeLessThan(0.65)
    expect(reward.doublyRobust.high).toBeGreaterThan(0.65)
    expect(savedUsd.mean).toBeCloseTo(0.7 * 0.009, 3)
    expect(savedUsd.low).toBeLessThanOrEqual(savedUsd.high)
  })
})
