import {
  type Answer,
  certainStop,
  ConfidenceWeightedMerger,
  type EarlyStop,
  JudgedMerger,
  type NonEmpty,
  probableStop,
  seededRandom,
  sequentialStop,
  type Target,
  VoteModel,
} from 'routewise'
import { describe, expect, it } from 'vitest'
import { answer, type Behaviour, broken, request, world } from './world.ts'

const names = ['a', 'b', 'c', 'd', 'e'] as const
const everybody = (quorum = 5) => ({
  name: 'everybody',
  plan: () => {
    const [first, ...rest] = names.map((name): Target => `${name}/m`)
    return { mode: 'ensemble', targets: [first ?? 'a/m', ...rest], quorum } as const
  },
})

const skills = [0.9, 0.8, 0.6, 0.5, 0.5]

describe('an ensemble that stops early', () => {
  it('by certainty delivers what all would have given, and spends less', async () => {
    const random = seededRandom('early')
    const draw = () =>
      names.map((name, i) => ({
        name,
        text: random() < (skills[i] ?? 0.5) ? 'A' : random() < 0.5 ? 'B' : 'C',
        latencyMs: 50 + 100 * i,
      }))
    const answersOf = (said: ReturnType<typeof draw>): NonEmpty<Answer> => {
      const [first, ...rest] = said.map(
        ({ name, text }): Answer => ({ target: `${name}/m`, weight: 0.5, response: answer(text) }),
      )
      if (!first) throw new Error('nobody')
      return [first, ...rest]
    }
    const learned = new ConfidenceWeightedMerger({ shape: 'choice' })
    learned.learn(Array.from({ length: 80 }, () => ({ answers: answersOf(draw()), truth: 'A' })))
    // It learns no more, so that both ways of asking are judged alike.
    const merger = { merge: learned.merge.bind(learned), choices: learned.choices }
    const behaviours: Record<string, Behaviour> = Object.fromEntries(names.map(name => [name, {}]))
    const early = world(behaviours, { strategy: everybody(), merger, earlyStop: certainStop({ merger }) })
    let stoppedEarly = 0
    for (let round = 0; round < 30; round++) {
      const said = draw()
      for (const { name, ...behaviour } of said) Object.assign(behaviours[name] ?? {}, behaviour)
      const full = learned.merge(answersOf(said), { request, signal: new AbortController().signal })
      const { text, routing } = await early.ask('chat')
      expect(text).toBe(full.response.text)
      if (routing.latencyMs < 450) stoppedEarly++
    }
    expect(stoppedEarly).toBeGreaterThan(10)
  })

  const unanimous = Object.fromEntries(names.map((name, i) => [name, { text: 'yes', latencyMs: 50 + 100 * i }]))
  it.each([
    ['certain', certainStop(), 250],
    ['probable', probableStop({ atLeast: 0.9 }), 350],
    ['sequential', sequentialStop(), 350],
  ] as const)(
    'by the %s rule hangs up on the rest, whose cost is accounted',
    async (_, earlyStop: EarlyStop, atMostMs) => {
      const here = world(unanimous, { strategy: everybody(), earlyStop })
      const { text, routing } = await here.ask('chat')
      expect(text).toBe('yes')
      expect(routing.latencyMs).toBeLessThanOrEqual(atMostMs)
      const { targets, costUsd } = await here.orchestrator.report()
      expect(targets.some(({ cancelled }) => cancelled > 0)).toBe(true)
      expect(costUsd).toBeCloseTo(routing.costUsd, 9)
    },
  )

  it('under its quorum delivers what there is, and says so', async () => {
    const here = world({ ...unanimous, c: broken, d: broken, e: broken }, { strategy: everybody(), retry: false })
    const { text, routing } = await here.ask('chat')
    expect(text).toBe('yes')
    expect(routing.merged?.from).toEqual(['a/m', 'b/m'])
  })
})

describe('an ensemble with a judge', () => {
  const divided = { a: { text: 'one thing is so' }, b: { text: 'another thing altogether' } }
  const two = {
    name: 'two',
    plan: () => ({ mode: 'ensemble', targets: ['a/m', 'b/m'], quorum: 2 }) as const,
  }
  it('lets a target choose, or write, where the answers contradict each other', async () => {
    const asked: string[] = []
    const merger = (mode: 'choose' | 'synthesize') =>
      new JudgedMerger({
        merger: new ConfidenceWeightedMerger(),
        mode,
        ask: judging => {
          asked.push(JSON.stringify(judging.messages))
          return Promise.resolve(answer(mode === 'choose' ? '1' : 'both, in a way'))
        },
      })
    expect((await world(divided, { strategy: two, merger: merger('choose') }).ask('chat')).text).toBe(
      'another thing altogether',
    )
    expect((await world(divided, { strategy: two, merger: merger('synthesize') }).ask('chat')).text).toBe(
      'both, in a way',
    )
    expect(asked).toHaveLength(2)
    expect(asked.join()).not.toMatch(/a\/m|b\/m/)
  })
})

describe('one member that does better than the merge', () => {
  class Advising extends VoteModel {
    override get advice() {
      return { source: 'a/m', gain: 0.1 }
    }
  }
  const merger = () => new ConfidenceWeightedMerger({ shape: 'choice', models: { choices: new Advising() } })
  const three = { a: { text: 'A' }, b: { text: 'B' }, c: { text: 'B' } }
  const asking = (...targets: [Target, ...Target[]]) => ({
    name: 'asking',
    plan: () => ({ mode: 'ensemble', targets, quorum: targets.length }) as const,
  })

  it('is named in the answer, asked in either mode', async () => {
    for (const mode of ['chat', 'stream'] as const) {
      const here = world(three, { strategy: asking('a/m', 'b/m', 'c/m'), merger: merger() })
      const { routing, text } = await here.ask(mode)
      expect(routing.merged?.advise).toEqual({ mode: 'single', target: 'a/m' })
      expect(text).toBe('B')
    }
  })

  it('is not named where it was not asked', async () => {
    const { routing } = await world(three, { strategy: asking('b/m', 'c/m'), merger: merger() }).ask('chat')
    expect(routing.merged?.response.text).toBe('B')
    expect(routing.merged).not.toHaveProperty('advise')
  })
})
