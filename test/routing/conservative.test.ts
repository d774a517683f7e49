import {
  AdaptiveRouter,
  conservative,
  InvalidOptionsError,
  LearningEngine,
  type Plan,
  type RoutingStrategy,
  seededRandom,
  type Target,
  thompson,
  VirtualClock,
  withFloor,
} from 'routewise'
import { strategyContract } from 'routewise/testing'
import { describe, expect, it } from 'vitest'
import { score, task } from '../learning/observations.ts'

const targets: readonly Target[] = ['a/base', 'b/other', 'c/third']
const REQUESTS = 250

/** Requests to targets of random quality; returns what was chosen and how good everybody really is. */
async function simulate(seed: number, make: () => RoutingStrategy) {
  const random = seededRandom(`simulation/${seed}`)
  const truth = new Map(targets.map(target => [target, 0.4 + 0.55 * random()]))
  const clock = new VirtualClock()
  const learning = new LearningEngine({ clock })
  const strategy = make()
  const router = new AdaptiveRouter({ learning, clock, random, strategy })
  const chosen: Target[] = []
  for (let i = 0; i < REQUESTS; i++) {
    const { plan, context } = await router.decide({
      request: { messages: [] },
      task: task(),
      targets: targets.map(target => ({ target, model: { id: 'm' }, inFlight: 0, circuit: 'closed' as const })),
    })
    const [target] = plan.targets
    learning.observe(score(target, random() < (truth.get(target) ?? 0) ? 1 : 0))
    strategy.spent?.(0, context)
    chosen.push(target)
  }
  return { truth, chosen }
}

const seeds = Array.from({ length: 100 }, (_, i) => i)

describe('conservative', () => {
  it('keeps the sum of quality above 95 % of the baseline, in more than 95 of 100 runs, at any time', async () => {
    let broken = 0
    let left = 0
    for (const seed of seeds) {
      const { truth, chosen } = await simulate(seed, () => conservative(thompson(), { baseline: 'a/base' }))
      const base = truth.get('a/base') ?? 0
      let ahead = 0
      const falls = chosen.some(target => (ahead += (truth.get(target) ?? 0) - 0.95 * base) < -1e-9)
      if (falls) broken++
      if (chosen.at(-1) !== 'a/base') left++
    }
    expect(broken / seeds.length).toBeLessThanOrEqual(0.05)
    // And does not buy that by never leaving the baseline.
    expect(left).toBeGreaterThan(seeds.length / 5)
  })

  it('is what makes the difference: without it most runs fall below at some time', async () => {
    let broken = 0
    for (const seed of seeds.slice(0, 20)) {
      const { truth, chosen } = await simulate(seed, thompson)
      let ahead = 0
      if (chosen.some(t => (ahead += (truth.get(t) ?? 0) - 0.95 * (truth.get('a/base') ?? 0)) < -1e-9)) broken++
    }
    expect(broken).toBeGreaterThan(6)
  })

  it('leaves the choice to the strategy where the baseline may not serve', async () => {
    const strategy = conservative(thompson(), { baseline: 'z/absent' })
    for (const { run } of strategyContract({ make: () => strategy })) await run()
  })

  it('says how far ahead it is, and hands on what costs', async () => {
    const spent: number[] = []
    const inner: RoutingStrategy = { ...thompson(), spent: usd => void spent.push(usd) }
    const strategy = conservative(inner, { baseline: 'a/base' })
    const router = new AdaptiveRouter({ learning: new LearningEngine(), strategy })
    const { plan, context } = await router.decide({
      request: { messages: [] },
      task: task(),
      targets: targets.map(target => ({ target, model: { id: 'm' }, inFlight: 0, circuit: 'closed' as const })),
    })
    expect(plan.targets[0]).toBe('a/base')
    expect(plan.reason).toContain('0.00 answers ahead of 95 % of a/base')
    strategy.spent?.(0.5, context)
    expect(spent).toEqual([0.5])
  })

  it('says which options cannot work', () => {
    expect(() => conservative(thompson(), { baseline: 'a/base', maxLoss: 2 })).toThrow(InvalidOptionsError)
  })
})

describe('withFloor', () => {
  it('keeps targets below the floor out, as often as its doubt says', async () => {
    const doubt = 1.645
    let sure = 0
    let wrong = 0
    for (const seed of seeds.slice(0, 30)) {
      const plans: Plan[] = []
      const watched: RoutingStrategy = { ...withFloor(thompson(), { minQuality: 0.7, doubt }) }
      const floored: RoutingStrategy = {
        ...watched,
        async plan(context) {
          const reached = context.candidates.some(
            ({ prediction: { quality } }) => quality.mean - doubt * quality.stdDev >= 0.7,
          )
          const plan = await watched.plan(context)
          if (reached) plans.push(plan)
          return plan
        },
      }
      const { truth } = await simulate(seed, () => floored)
      for (const plan of plans) {
        sure++
        if ((truth.get(plan.targets[0]) ?? 0) < 0.7) wrong++
      }
    }
    expect(sure).toBeGreaterThan(500)
    expect(wrong / sure).toBeLessThan(0.05)
  })
})
