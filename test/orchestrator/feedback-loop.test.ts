import {
  type Correction,
  exampleFromCorrection,
  ConfidenceWeightedMerger,
  InvalidOptionsError,
  JudgedMerger,
  MemoryStorage,
  Orchestrator,
  type OrchestratorOptions,
  simulated,
  type Target,
  UnknownRequestError,
  VirtualClock,
} from 'routewise'
import { describe, expect, it } from 'vitest'
import { type Behaviour, request, world } from './world.ts'

const together = (...targets: [Target, ...Target[]]) => ({
  name: 'together',
  plan: () => ({ mode: 'ensemble', targets, quorum: targets.length }) as const,
})
const strategy = together('a/m', 'b/m', 'c/m')
const three: Record<string, Behaviour> = { a: { text: 'Paris' }, b: { text: 'Lyon' }, c: { text: 'Lyon' } }
const paris = { correction: { kind: 'fact', value: 'Paris' } }

type World = ReturnType<typeof world>

async function qualityOf({ orchestrator }: World): Promise<Record<string, number>> {
  const { candidates } = await orchestrator.preview(request)
  return Object.fromEntries(candidates.map(({ target, prediction }) => [target, prediction?.quality.mean ?? 0]))
}

async function correctionsOf({ orchestrator }: World): Promise<readonly Correction[]> {
  const corrections: Correction[] = []
  for await (const correction of orchestrator.corrections()) corrections.push(correction)
  return corrections
}

/** Asks, and has the answer corrected, so many times. */
async function corrected(here: World, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const { id } = await here.ask('chat')
    await here.orchestrator.feedback(id, paris)
  }
  await here.orchestrator[Symbol.asyncDispose]()
}

describe('a correction', () => {
  it('says of every member that answered whether it was right, delivered or not', async () => {
    const here = world(three, { strategy })
    const { id, text } = await here.ask('chat')
    expect(text).toBe('Lyon')
    await here.orchestrator.feedback(id, paris)
    const quality = await qualityOf(here)
    expect(quality['a/m']).toBeGreaterThan(quality['b/m'] ?? 1)
    expect(quality['b/m']).toBeCloseTo(quality['c/m'] ?? 0, 2)
  })

  it('moves the weights by which the next answers are merged', async () => {
    const here = world(three, { strategy })
    const before = (await here.ask('chat')).routing.merged
    await corrected(here, 25)
    const after = (await here.ask('chat')).routing.merged
    expect(before?.response.text).toBe('Lyon')
    expect(after?.response.text).toBe('Paris')
    expect(after?.weights?.['a/m']).toBeGreaterThan((after?.weights?.['b/m'] ?? 1) + 0.2)
  })

  it('counts once, from whichever process it comes, and finds what was answered there', async () => {
    const storage = new MemoryStorage()
    const first = world(three, { storage, strategy })
    const { id } = await first.ask('chat')
    await first.orchestrator[Symbol.asyncDispose]()
    const second = world(three, { storage, strategy })
    await second.orchestrator.feedback(id, paris)
    const once = await qualityOf(second)
    expect(once['a/m']).toBeGreaterThan(once['b/m'] ?? 1)
    await second.orchestrator.feedback(id, paris)
    expect(await qualityOf(second)).toEqual(once)
    await first.orchestrator.feedback(id, paris)
    expect((await correctionsOf(first)).length).toBe(1)
    await expect(second.orchestrator.feedback('never asked', paris)).rejects.toBeInstanceOf(UnknownRequestError)
  })

  it('teaches the merger of a later process', async () => {
    const storage = new MemoryStorage()
    await corrected(world(three, { storage, strategy }), 25)
    const later = world(three, { storage, strategy })
    await later.ask('chat')
    await later.orchestrator[Symbol.asyncDispose]()
    expect((await later.ask('chat')).routing.merged?.response.text).toBe('Paris')
  })

  it('is exported with what each target said, and teaches a merger elsewhere', async () => {
    const here = world(three, { strategy })
    await corrected(here, 25)
    const corrections = await correctionsOf(here)
    expect(corrections[0]).toMatchObject({
      kind: 'fact',
      value: 'Paris',
      answers: [
        { target: 'a/m', answer: 'Paris' },
        { target: 'b/m', answer: 'Lyon' },
        { target: 'c/m', answer: 'Lyon' },
      ],
    })
    const merger = new ConfidenceWeightedMerger()
    merger.learn(corrections.flatMap(correction => exampleFromCorrection(correction) ?? []))
    const elsewhere = world(three, { strategy, merger })
    expect((await elsewhere.ask('chat')).text).toBe('Paris')
  })

  it('of one answer alone tells whether that was right', async () => {
    const alone = { name: 'alone', plan: () => ({ mode: 'in-order', targets: ['b/m'] }) as const }
    const here = world(three, { strategy: alone })
    const { id } = await here.ask('chat')
    await here.orchestrator.feedback(id, { correction: { kind: 'fact', value: 'lyon.' } })
    const quality = await qualityOf(here)
    expect(quality['b/m']).toBeGreaterThan(quality['a/m'] ?? 1)
  })
})

describe('who disagrees with what was merged', () => {
  it('is believed a little less, far less so than by word of a user', async () => {
    const here = world(three, { strategy })
    const fresh = await qualityOf(here)
    const { id } = await here.ask('chat')
    const heard = await qualityOf(here)
    expect(heard['a/m']).toBeLessThan(fresh['a/m'] ?? 0)
    await here.orchestrator.feedback(id, { score: 0, target: 'b/m' })
    const told = await qualityOf(here)
    expect((heard['b/m'] ?? 0) - (told['b/m'] ?? 0)).toBeGreaterThan(2 * ((fresh['a/m'] ?? 0) - (heard['a/m'] ?? 0)))
  })

  it('is not, where agreement has no weight', async () => {
    const here = world(three, { strategy, feedback: { weights: { agreement: 0 } } })
    const fresh = await qualityOf(here)
    await here.ask('chat')
    expect((await qualityOf(here))['a/m']).toBeCloseTo(fresh['a/m'] ?? 0, 9)
  })
})

describe('whom the judge of a merge chose', () => {
  // The judge is shown the texts in the order of the alphabet: Lyon, Paris.
  const judgedWorld = (reply: string, weights = {}) => {
    const ask = () =>
      Promise.resolve({
        text: reply,
        toolCalls: [],
        finishReason: 'stop' as const,
        usage: { inputTokens: 1, outputTokens: 1 },
        model: 'judge',
      })
    const merger = new JudgedMerger({ merger: new ConfidenceWeightedMerger(), ask, below: 1 })
    return world(three, { strategy, merger, feedback: { weights } })
  }

  it('is believed more than the others, though more of them agree', async () => {
    const here = judgedWorld('2')
    const fresh = await qualityOf(here)
    expect((await here.ask('chat')).text).toBe('Paris')
    const heard = await qualityOf(here)
    expect(heard['a/m']).toBeGreaterThan(heard['b/m'] ?? 1)
    expect(heard['b/m']).toBeLessThan(fresh['b/m'] ?? 0)
    // But for what was said of one after it was said of the other.
    expect(heard['c/m']).toBeCloseTo(heard['b/m'] ?? 0, 5)
  })

  it('is heard in place of agreement, and not where a judge has no weight', async () => {
    const here = judgedWorld('1', { judge: 0 })
    const fresh = await qualityOf(here)
    expect((await here.ask('chat')).text).toBe('Lyon')
    expect((await qualityOf(here))['a/m']).toBeCloseTo(fresh['a/m'] ?? 0, 9)
  })
})

describe('what was answered', () => {
  const secret: Record<string, Behaviour> = { a: { text: 'the secret' }, b: { text: 'the secret' } }
  const stored = async (feedback: OrchestratorOptions['feedback']): Promise<string> => {
    const storage = new MemoryStorage()
    const here = world(secret, { storage, strategy: together('a/m', 'b/m'), ...(feedback && { feedback }) })
    const events: unknown[] = []
    for (const event of ['route-decided', 'attempt-end', 'belief-change', 'background-error'] as const) {
      here.orchestrator.on(event, told => void events.push(told))
    }
    await here.ask('chat')
    await here.orchestrator[Symbol.asyncDispose]()
    expect(JSON.stringify(events)).not.toContain('secret')
    const values: (string | undefined)[] = []
    for await (const key of storage.values.keys('feedback:')) values.push(await storage.values.get(key))
    return values.join('\n')
  }

  it('is kept in the storage for corrections, and in no event', async () => {
    expect(await stored(undefined)).toContain('the secret')
  })

  it('is not kept where it must not be', async () => {
    const kept = await stored({ answers: false })
    expect(kept).toContain('a/m')
    expect(kept).not.toContain('secret')
  })
})

it('options of feedback are checked with the others', () => {
  expect(() => world(three, { feedback: { ttlMs: 0 } })).toThrow(/feedback\.ttlMs/)
  expect(() => world(three, { feedback: { weights: { user: -1 } } })).toThrow(InvalidOptionsError)
})

it('models of one maker who agree make an answer less sure than models of several', async () => {
  const sure = async (models: readonly string[]): Promise<number> => {
    const clock = new VirtualClock()
    const [first, ...rest] = models.map((id, i) =>
      simulated({
        id: `p${i}`,
        models: [{ id }],
        clock,
        answer: () => ({ text: i < 3 ? 'yes' : 'no', latencyMs: 10 }),
      }),
    )
    if (!first) throw new Error('no models')
    const targets = models.map((id, i): Target => `p${i}/${id}`)
    const [one = 'p0/m', ...others] = targets
    const orchestrator = new Orchestrator({ providers: [first, ...rest], clock, strategy: together(one, ...others) })
    return (await clock.run(orchestrator.chat(request))).routing.merged?.confidence ?? 0
  }
  const several = await sure(['gpt-5', 'claude-5', 'qwen3-max', 'glm-5'])
  expect(await sure(['gpt-5', 'gpt-5-mini', 'openai/gpt-oss-120b', 'glm-5'])).toBeLessThan(several)
})
