import fc from 'fast-check'
import {
  type Answer,
  type Candidate,
  benchmarkLed,
  byEmotion,
  byTask,
  cheapestGoodEnough,
  costOptimized,
  firstOf,
  InvalidOptionsError,
  loadBalanced,
  type NonEmpty,
  performanceWeighted,
  type Plan,
  type RoutingContext,
  type RoutingStrategy,
  seededRandom,
  split,
  type Target,
  when,
  withFloor,
} from 'routewise'
import { describe, expect, it } from 'vitest'
import { task } from '../learning/observations.ts'

interface Figures {
  readonly quality?: number
  readonly stdDev?: number
  readonly samples?: number
  readonly latencyMs?: number
  readonly costUsd?: number
  readonly inFlight?: number
  readonly circuit?: Candidate['circuit']
}

function candidate(target: Target, figures: Figures = {}): Candidate {
  const { quality = 0.8, stdDev = 0.01, samples = 100, latencyMs = 1000, costUsd = 0.001 } = figures
  const belief = (mean: number, deviation = 0) => ({ mean, stdDev: deviation, samples })
  const prediction = {
    target,
    quality: belief(quality, stdDev),
    latencyMs: belief(latencyMs),
    costUsd: belief(costUsd),
  }
  return {
    target,
    model: { id: target },
    prediction,
    inFlight: figures.inFlight ?? 0,
    circuit: figures.circuit ?? 'closed',
  }
}

function contextOf(candidates: NonEmpty<Candidate>, more: Partial<RoutingContext> = {}): RoutingContext {
  return {
    request: { messages: [{ role: 'user', content: 'hi' }] },
    task: task(),
    constraints: {},
    explore: true,
    candidates,
    random: seededRandom(1),
    nowMs: 0,
    ...more,
  }
}

const fixed = (name: string, target: Target): RoutingStrategy => ({
  name,
  plan: () => ({ mode: 'in-order', targets: [target], reason: name }),
})

const answer: Answer = {
  target: 'a/one',
  weight: 1,
  response: {
    text: 'x',
    toolCalls: [],
    finishReason: 'stop',
    usage: { inputTokens: 1, outputTokens: 1 },
    model: 'one',
  },
}

/** How often each target comes first, beside the probability that the strategy stated for it. */
async function sharesOf(strategy: RoutingStrategy, context: RoutingContext) {
  const shares = new Map<Target, { share: number; stated: number }>()
  for (let i = 0; i < 4000; i++) {
    const plan: Plan = await strategy.plan(context)
    const before = shares.get(plan.targets[0])?.share ?? 0
    shares.set(plan.targets[0], { share: before + 1 / 4000, stated: plan.propensity ?? 1 })
  }
  return shares
}

async function statesWhatItDoes(strategy: RoutingStrategy, context: RoutingContext) {
  const shares = await sharesOf(strategy, context)
  for (const { share, stated } of shares.values()) expect(Math.abs(share - stated)).toBeLessThan(0.04)
  expect([...shares.values()].reduce((sum, { stated }) => sum + stated, 0)).toBeCloseTo(1, 6)
  return shares
}

const five: NonEmpty<Candidate> = [
  candidate('a/one', { quality: 0.9, costUsd: 0.01, latencyMs: 900 }),
  candidate('a/two', { quality: 0.85, costUsd: 0.002, latencyMs: 500 }),
  candidate('b/three', { quality: 0.8, costUsd: 0.001, latencyMs: 700 }),
  candidate('b/four', { quality: 0.78, costUsd: 0.004, latencyMs: 300 }),
  candidate('c/five', { quality: 0.75, costUsd: 0.0005, latencyMs: 2000 }),
]

describe('performanceWeighted', () => {
  it('chooses each target as often as it says, the better the more often', async () => {
    const shares = await statesWhatItDoes(performanceWeighted(), contextOf(five))
    const stated = five.map(({ target }) => shares.get(target)?.stated ?? 0)
    expect(stated).toEqual(stated.toSorted((a, b) => b - a))
    expect(stated[1]).toBeCloseTo((stated[0] ?? 0) * Math.exp(-1), 6)
  })

  it('takes the best where the request may not be spent on learning', async () => {
    const plan = await performanceWeighted().plan(contextOf(five, { explore: false, random: () => 0.999 }))
    expect(plan).toMatchObject({ targets: ['a/one', 'a/two', 'b/three', 'b/four', 'c/five'], propensity: 1 })
  })
})

describe('costOptimized', () => {
  it('takes the cheapest among those that are about as good as the best', async () => {
    expect((await costOptimized({ tolerance: 0.06 }).plan(contextOf(five))).targets[0]).toBe('a/two')
    expect((await costOptimized({ tolerance: 0 }).plan(contextOf(five))).targets[0]).toBe('a/one')
    expect((await costOptimized({ tolerance: 1 }).plan(contextOf(five))).targets[0]).toBe('c/five')
  })
})

describe('loadBalanced', () => {
  it('chooses each target as often as it says, never the longest queue', async () => {
    const shares = await statesWhatItDoes(loadBalanced(), contextOf(five))
    expect(shares.has('c/five')).toBe(false)
    expect(shares.get('b/four')?.stated).toBeCloseTo(4 / 10, 9)
  })

  it('sends to a slower target when the quick one is busy', async () => {
    const busy = contextOf([
      candidate('a/quick', { latencyMs: 300, inFlight: 9 }),
      candidate('b/slow', { latencyMs: 2000 }),
    ])
    expect((await loadBalanced().plan(busy)).targets).toEqual(['b/slow', 'a/quick'])
  })

  it('never picks the strictly worst of two or more by circuit and queue', async () => {
    const figures = fc.record({
      latencyMs: fc.integer({ min: 1, max: 60_000 }),
      inFlight: fc.nat(50),
      circuit: fc.constantFrom('closed' as const, 'half-open' as const),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(figures, { minLength: 2, maxLength: 12 }), fc.integer(), async (list, seed) => {
        const [first = candidate('p/none'), ...rest] = list.map((one, i) => candidate(`p/m${i}`, one))
        const context = contextOf([first, ...rest], { random: seededRandom(seed) })
        const { targets, propensity } = await loadBalanced().plan(context)
        expect(propensity).toBeGreaterThan(0)
        expect(propensity).toBeLessThanOrEqual(1)
        const loads = context.candidates.map(one => one.inFlight).toSorted((a, b) => a - b)
        const hotFrom = loads[Math.ceil(0.84 * loads.length) - 1] ?? 0
        const badness = ({ circuit, inFlight, prediction }: Candidate): number => {
          const queue = prediction.latencyMs.mean * (inFlight + 1)
          if (circuit === 'half-open') return 1e12 + queue
          return inFlight > hotFrom ? 1e9 + inFlight : queue
        }
        const chosen = context.candidates.find(({ target }) => target === targets[0]) ?? first
        const others = context.candidates.filter(one => one !== chosen)
        expect(others.some(one => badness(one) >= badness(chosen))).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})

describe('cheapestGoodEnough', () => {
  it('takes the cheapest that is good enough with confidence', async () => {
    const context = contextOf([candidate('d/unsure', { quality: 0.9, stdDev: 0.3, costUsd: 0 }), ...five])
    expect((await cheapestGoodEnough({ minQuality: 0.775 }).plan(context)).targets[0]).toBe('b/three')
    expect((await cheapestGoodEnough({ minQuality: 0.775, doubt: 0 }).plan(context)).targets[0]).toBe('d/unsure')
  })

  it('takes the one that comes nearest where none is, and heeds the floor of the request', async () => {
    expect((await cheapestGoodEnough({ minQuality: 0.99 }).plan(contextOf(five))).targets[0]).toBe('a/one')
    const strict = contextOf(five, { constraints: { minQuality: 0.83 } })
    expect((await cheapestGoodEnough({ minQuality: 0.1 }).plan(strict)).targets[0]).toBe('a/two')
  })
})

describe('benchmarkLed', () => {
  it('follows the benchmark of the kind until traffic says otherwise', async () => {
    const strategy = benchmarkLed({ scores: { 'a/one': { math: 0.5 }, 'b/two': { math: 0.9, coding: 0.1 } } })
    const at = (kind: string, samples: number) =>
      contextOf([candidate('a/one', { quality: 0.8, samples }), candidate('b/two', { quality: 0.6, samples })], {
        task: { ...task(), kind },
      })
    expect((await strategy.plan(at('math', 5))).targets[0]).toBe('b/two')
    expect((await strategy.plan(at('math', 500))).targets[0]).toBe('a/one')
    expect((await strategy.plan(at('coding', 5))).targets[0]).toBe('a/one')
    expect((await strategy.plan(at('toString', 0))).targets[0]).toBe('a/one')
  })
})

describe('byEmotion', () => {
  it('hands the frustrated to the strategy that is meant for them, all others to the other', async () => {
    const strategy = byEmotion({ frustrated: fixed('careful', 'a/one') }, fixed('usual', 'a/two'))
    const feeling = (kind: string) => contextOf(five, { task: { ...task(), emotion: { kind, confidence: 1 } } })
    expect(await strategy.plan(feeling('frustrated'))).toMatchObject({ reason: 'careful' })
    expect(await strategy.plan(feeling('neutral'))).toMatchObject({ reason: 'usual' })
    expect(await strategy.plan(feeling('constructor'))).toMatchObject({ reason: 'usual' })
    expect(await strategy.plan(contextOf(five))).toMatchObject({ reason: 'usual' })
  })
})

describe('firstOf', () => {
  const broken: RoutingStrategy = {
    name: 'broken',
    plan: () => {
      throw new TypeError('no table')
    },
  }

  it('passes over a strategy that throws or names strangers, and stays with the one that planned', async () => {
    const last: RoutingStrategy = {
      ...fixed('last', 'a/one'),
      next: () => ({ mode: 'in-order', targets: ['a/two'] }),
    }
    const strategy = firstOf(broken, fixed('stranger', 'no/body'), last)
    const context = contextOf(five)
    expect(await strategy.plan(context)).toMatchObject({ reason: 'last' })
    expect(await strategy.next?.(context, [answer])).toMatchObject({ targets: ['a/two'] })
  })

  it('throws what the last one throws', async () => {
    await expect(firstOf(fixed('stranger', 'no/body'), broken).plan(contextOf(five))).rejects.toThrow('no table')
  })
})

describe('split', () => {
  it('gives each arm its share and states exactly how likely the target was, whichever arm named it', async () => {
    const strategy = split(
      { strategy: fixed('a', 'a/one'), weight: 2 },
      { strategy: fixed('b', 'a/two') },
      { strategy: fixed('c', 'a/one') },
    )
    const shares = await statesWhatItDoes(strategy, contextOf(five))
    expect(shares.get('a/one')?.stated).toBe(0.75)
    expect(shares.get('a/two')?.stated).toBe(0.25)
  })

  it('is exact with arms that explore by themselves', async () => {
    const shares = await statesWhatItDoes(
      split({ strategy: performanceWeighted({ temperature: 10 }) }, { strategy: loadBalanced() }),
      contextOf(five),
    )
    expect([...shares.keys()].toSorted()).toEqual(['a/one', 'b/four'])
  })

  it('asks the arm that planned what comes next', async () => {
    const again = (name: string, target: Target): RoutingStrategy => ({
      ...fixed(name, target),
      next: () => ({ mode: 'in-order', targets: ['c/five'], reason: `${name} again` }),
    })
    const strategy = split({ strategy: again('a', 'a/one') }, { strategy: again('b', 'a/two') })
    for (let seed = 0; seed < 20; seed++) {
      const context = contextOf(five, { random: seededRandom(seed) })
      const { targets } = await strategy.plan(context)
      const name = targets[0] === 'a/one' ? 'a' : 'b'
      expect(await strategy.next?.(context, [answer])).toMatchObject({ reason: `${name} again` })
    }
  })
})

describe('withFloor', () => {
  const cheapest: RoutingStrategy = {
    name: 'cheapest',
    plan({ candidates }) {
      const [first, ...rest] = candidates.toSorted((a, b) => a.prediction.costUsd.mean - b.prediction.costUsd.mean)
      return { mode: 'in-order', targets: [(first ?? candidates[0]).target, ...rest.map(({ target }) => target)] }
    },
  }

  it('shows a strategy only what reaches the floor, the one of the request before its own', async () => {
    const strategy = withFloor(cheapest, { minQuality: 0.775 })
    expect((await strategy.plan(contextOf(five))).targets).toEqual(['b/three', 'a/two', 'a/one'])
    const strict = contextOf(five, { constraints: { minQuality: 0.83 } })
    expect((await strategy.plan(strict)).targets).toEqual(['a/two', 'a/one'])
    expect((await withFloor(cheapest, { minQuality: 1 }).plan(contextOf(five))).targets).toEqual(['a/one'])
  })

  it('never names a target below the floor while another reaches it', async () => {
    const figures = fc.record({
      quality: fc.double({ min: 0, max: 1, noNaN: true }),
      stdDev: fc.double({ min: 0, max: 0.3, noNaN: true }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(figures, { minLength: 1, maxLength: 8 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (list, minQuality) => {
          const [first = candidate('p/none'), ...rest] = list.map((one, i) => candidate(`p/m${i}`, one))
          const { targets } = await withFloor(cheapest, { minQuality }).plan(contextOf([first, ...rest]))
          const lower = ({ prediction: { quality } }: Candidate): number => quality.mean - quality.stdDev
          const reaching = [first, ...rest].filter(one => lower(one) >= minQuality).map(({ target }) => target)
          if (reaching.length > 0) expect(targets.toSorted()).toEqual(reaching.toSorted())
          else expect(targets).toHaveLength(1)
        },
      ),
      { numRuns: 100 },
    )
  })
})

describe('combinators', () => {
  it('have a next step only where a strategy of theirs has, so that other answers can be streamed', () => {
    const plain = fixed('plain', 'a/one')
    const stepping: RoutingStrategy = { ...plain, next: () => undefined }
    const combine = (one: RoutingStrategy): readonly RoutingStrategy[] => [
      byTask({ math: one }, plain),
      byEmotion({ sad: one }, plain),
      when(() => true, one, plain),
      firstOf(one, plain),
      split({ strategy: one }, { strategy: plain }),
      withFloor(one),
    ]
    expect(combine(plain).filter(strategy => 'next' in strategy)).toEqual([])
    expect(combine(stepping).every(strategy => 'next' in strategy)).toBe(true)
  })
})

describe('options', () => {
  it.each<[string, () => RoutingStrategy]>([
    ['temperature', () => performanceWeighted({ temperature: 0 })],
    ['tolerance', () => costOptimized({ tolerance: 2 })],
    ['minQuality', () => cheapestGoodEnough({ minQuality: Number.NaN })],
    ['doubt', () => withFloor(loadBalanced(), { doubt: -1 })],
    ['scores.a/one.math', () => benchmarkLed({ scores: { 'a/one': { math: 73 } } })],
    ['[1].weight', () => split({ strategy: loadBalanced() }, { strategy: costOptimized(), weight: 0 })],
  ])('that cannot be meant are refused by name: %s', (path, make) => {
    expect(make).toThrow(InvalidOptionsError)
    expect(make).toThrow(path)
  })
})
