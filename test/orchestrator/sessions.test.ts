import {
  byEmotion,
  type ChatRequest,
  type Conversation,
  type ModelInfo,
  MemoryStorage,
  moodLayer,
  type OrchestratorOptions,
  type Sessions,
  SessionStore,
  type Target,
} from 'routewise'
import { describe, expect, it } from 'vitest'
import { broken, inOrder, world } from './world.ts'

const modes = ['chat', 'stream'] as const
const say = (content: string): ChatRequest => ({ messages: [{ role: 'user', content }] })
const store = (): Sessions => new SessionStore({ storage: new MemoryStorage() })
const page = 'some words that take room '.repeat(80)

/** What each target was sent, where `models` have windows of their own. */
function windows(models: Readonly<Record<string, number>>) {
  const sent: { readonly target: Target; readonly messages: number; readonly last: unknown }[] = []
  const behaviours = Object.fromEntries(
    Object.entries(models).map(([id, contextTokens]) => [id, { model: { contextTokens }, latencyMs: 0 }]),
  )
  const made = world(behaviours, {
    sessions: store(),
    attemptLayers: ({ history, record }) => [
      history,
      record,
      (attempt, next) => {
        const { messages } = attempt.request
        sent.push({ target: attempt.target, messages: messages.length, last: messages.at(-1)?.content })
        return next(attempt)
      },
    ],
  })
  return { ...made, sent }
}

describe.each(modes)('a session, in %s', mode => {
  it('is trimmed to the window of the target that is asked, and kept whole for the next', async () => {
    const { ask, sent } = windows({ small: 2_000, large: 100_000 })
    const at = (target: Target) => ({ session: 's', strategy: inOrder(target) })
    for (let turn = 0; turn < 6; turn++) await ask(mode, at('large/m'), say(page))
    await ask(mode, at('small/m'), say('short'))
    await ask(mode, at('large/m'), say('short'))
    expect(sent.map(({ messages }) => messages).slice(0, 6)).toEqual([1, 3, 5, 7, 9, 11])
    expect(sent.at(6)?.messages).toBeLessThan(9)
    expect(sent.at(6)).toMatchObject({ target: 'small/m', last: 'short' })
    expect(sent.at(7)).toMatchObject({ target: 'large/m', messages: 15 })
  })

  it('goes on where what was said fits nobody any more', async () => {
    const { ask, sent } = windows({ one: 2_000, two: 2_500 })
    for (let turn = 0; turn < 12; turn++) await ask(mode, { session: 's' }, say(page))
    expect(sent).toHaveLength(12)
    expect(Math.max(...sent.map(({ messages }) => messages))).toBeLessThan(9)
  })

  it('is no reason to cut what a caller without one sends', async () => {
    const { ask } = windows({ one: 2_000 })
    const long = { messages: Array.from({ length: 9 }, () => ({ role: 'user' as const, content: page })) }
    await expect(ask(mode, {}, long)).rejects.toMatchObject({ code: 'no-candidate' })
  })

  it('leaves a target that has died', async () => {
    const behaviours = { a: {}, b: {} }
    const { ask } = world(behaviours, { sessions: store(), circuit: { failureThreshold: 1 }, retry: false })
    const first = (await ask(mode, { session: 's' }, say('Sort a list in Python'))).routing.target
    Object.assign(behaviours, { [first.slice(0, 1)]: broken })
    const moved = await ask(mode, { session: 's' }, say('Now sort the list in reverse in Python'))
    expect(moved.routing.target).not.toBe(first)
    const next = await ask(mode, { session: 's' }, say('Now sort the list by name in Python'))
    expect(next.routing.target).toBe(moved.routing.target)
    expect(next.routing.attempts).toBe(1)
  })

  it('leaves a target that turns out much worse, and not one that is a little worse', async () => {
    const served = async (quality: number): Promise<readonly Target[]> => {
      const { ask, orchestrator } = world({ a: {}, b: {} }, { sessions: store() })
      const rate = async (target: Target, quality: number) => {
        for (let i = 0; i < 30; i++) {
          const { id } = await ask(mode, { strategy: inOrder(target) }, say('Sort a list in Python'))
          await orchestrator.feedback(id, { score: quality })
        }
      }
      const first = (await ask(mode, { session: 's' }, say('Sort a list in Python'))).routing.target
      await rate(first, quality)
      await rate(first === 'a/m' ? 'b/m' : 'a/m', 0.7)
      return [first, (await ask(mode, { session: 's' }, say('Sort the list in Python in reverse'))).routing.target]
    }
    const [before, after] = await served(0.2)
    expect(after).not.toBe(before)
    const [one, same] = await served(0.65)
    expect(same).toBe(one)
  })

  /** `a/m` is known to be good at code, `b/m` at mathematics. */
  async function specialists(model: Omit<ModelInfo, 'id'> = {}) {
    const made = world({ a: { model }, b: { model } }, { sessions: store() })
    const skills = { coding: { 'a/m': 0.9, 'b/m': 0.6 }, math: { 'a/m': 0.6, 'b/m': 0.9 } }
    for (const [task, scores] of Object.entries(skills)) {
      for (const [target, score] of Object.entries(scores)) {
        for (let i = 0; i < 30; i++) {
          const { id } = await made.ask(mode, { task, strategy: inOrder(target as Target) }, say('some work'))
          await made.orchestrator.feedback(id, { score })
        }
      }
    }
    return made
  }

  it('stays through follow-ups and moves when the topic does: from sorting to an equation', async () => {
    const { ask } = await specialists()
    const turns = [
      ['Write a Python function that sorts a list of tuples', 'coding', 'a/m'],
      ['and in descending order?', 'coding', 'a/m'],
      ['now add a test', 'coding', 'a/m'],
      ['Solve the quadratic equation x^2 - 5x + 6 = 0 and calculate the sum of its roots', 'math', 'b/m'],
      ['and what if the last number were 8?', 'math', 'b/m'],
      ['show the steps', 'math', 'b/m'],
    ] as const
    for (const [text, kind, target] of turns) {
      const { routing } = await ask(mode, { session: 's', explore: false }, say(text))
      expect([text, routing.task?.kind, routing.target]).toEqual([text, kind, target])
    }
  })

  it('is previewed as it would be asked, and left as it was', async () => {
    const { ask, orchestrator } = await specialists()
    await ask(mode, { session: 's', explore: false }, say('Write a Python function that sorts a list of tuples'))
    const preview = () => orchestrator.preview(say('and in descending order?'), { session: 's', explore: false })
    const { plan, context } = await preview()
    expect([plan.targets[0], context.task.kind, context.session?.previous]).toEqual(['a/m', 'coding', 'a/m'])
    expect((await preview()).context.request).toEqual(context.request)
  })

  it('takes the caller at his word about the kind of work', async () => {
    const { ask } = await specialists()
    await ask(mode, { session: 's', explore: false }, say('Write a Python function that sorts a list of tuples'))
    const { routing } = await ask(
      mode,
      { session: 's', task: 'math', explore: false },
      say('Sort the Python list again'),
    )
    expect([routing.task?.kind, routing.task?.confidence, routing.target]).toEqual(['math', 1, 'b/m'])
  })

  it('stays where a warm prompt cache is worth more than the other is better', async () => {
    const moves = async (cacheReadUsdPerMTok: number): Promise<boolean> => {
      const price = { inputUsdPerMTok: 10_000, outputUsdPerMTok: 10_000, cacheReadUsdPerMTok }
      const { ask } = await specialists({ prices: [price] })
      const coding = say('Write a Python function that sorts a list of tuples')
      const first = await ask(mode, { session: 's', explore: false }, coding)
      const math = say('Solve the quadratic equation x^2 - 5x + 6 = 0 and calculate the sum of its roots')
      return (await ask(mode, { session: 's', explore: false }, math)).routing.target !== first.routing.target
    }
    expect(await moves(10_000)).toBe(true)
    // The twenty tokens that are warm save 20 cents: at five quality points a dollar more than the 0.3 that the other is better.
    expect(await moves(0)).toBe(false)
  })

  it('is refused under an id that is no text', async () => {
    const { ask } = world({ a: {} }, { sessions: store() })
    const asking = ask(mode, { session: 42 as unknown as string }, say('hi'))
    await expect(asking).rejects.toMatchObject({ code: 'invalid-options', faults: [{ path: 'session' }] })
  })

  it('asks nobody where it cannot be read, and answers where only the turn cannot be stored', async () => {
    const down = new Error('down')
    const kept = store()
    const readOnly: Sessions = {
      open: id => kept.open(id),
      view: (...known) => kept.view(...known),
      record: () => Promise.reject(down),
    }
    const unreadable = world({ a: {} }, { sessions: { ...readOnly, open: () => Promise.reject(down) } })
    await expect(unreadable.ask(mode, { session: 's' }, say('hi'))).rejects.toBe(down)
    expect(unreadable.asked).toEqual([])
    const { ask, orchestrator } = world({ a: {} }, { sessions: readOnly })
    const errors: unknown[] = []
    orchestrator.on('background-error', ({ error }) => errors.push(error))
    expect((await ask(mode, { session: 's' }, say('hi'))).text).toBe('a')
    expect(errors).toEqual([down])
  })

  it('begins anew where what is stored cannot be read, says so, and keeps it', async () => {
    const storage = new MemoryStorage()
    await storage.records.write('session:s', '{"version":1,"turns":"many"', { ifVersion: null })
    const warnings: string[] = []
    const sessions = new SessionStore({ storage, onWarning: warning => warnings.push(warning) })
    const { ask } = world({ a: {} }, { sessions })
    expect((await ask(mode, { session: 's' }, say('hi'))).text).toBe('a')
    expect(warnings[0]).toContain('"s"')
    expect(await storage.values.get('unreadable-session:s')).toBe('{"version":1,"turns":"many"')
    expect((await sessions.open('s')).turns).toBe(1)
  })

  it('may be kept by an object of ten lines', async () => {
    const kept = new Map<string, Conversation & { readonly previous: Target }>()
    const sessions: Sessions = {
      open: id => kept.get(id) ?? { id, messages: [] },
      view: ({ id }) => ({ id, sameTopic: true, switchCostUsd: 0, ...kept.get(id) }),
      record(id, { asked, response, target }) {
        const before = kept.get(id)?.messages ?? []
        const answer = { role: 'assistant', content: response.text } as const
        kept.set(id, { id, messages: [...before, ...asked, answer], previous: target })
      },
    }
    const { ask } = world({ a: {}, b: {} }, { sessions })
    const targets = new Set<Target>()
    for (const text of ['one', 'two', 'three'])
      targets.add((await ask(mode, { session: 's' }, say(text))).routing.target)
    expect(targets.size).toBe(1)
    expect(kept.get('s')?.messages).toHaveLength(6)
  })
})

describe.each(modes)('a mood, in %s', mode => {
  const furious = say("This is ridiculous!! It STILL doesn't work, what a useless piece of garbage")

  it('sends the frustrated to the target that is best with them, and others where they went before', async () => {
    const strategy = byEmotion({ frustrated: inOrder('patient/m') }, inOrder('usual/m'))
    const { ask } = world({ usual: {}, patient: {} }, { strategy })
    expect((await ask(mode, {}, furious)).routing.target).toBe('patient/m')
    expect((await ask(mode, {}, say('What is the capital of France?'))).routing.target).toBe('usual/m')
  })

  it('is told to the model only where the layer was added', async () => {
    const prompts: (readonly string[])[] = []
    const watching = (layers: 'with' | 'without'): Partial<OrchestratorOptions> => ({
      attemptLayers: ({ record }) => [
        ...(layers === 'with' ? [moodLayer()] : []),
        record,
        (attempt, next) => {
          prompts.push(attempt.request.messages.map(({ role }) => role))
          return next(attempt)
        },
      ],
    })
    await world({ a: {} }, watching('without')).ask(mode, {}, furious)
    await world({ a: {} }, watching('with')).ask(mode, {}, furious)
    await world({ a: {} }, watching('with')).ask(mode, {}, say('What is the capital of France?'))
    expect(prompts).toEqual([['user'], ['system', 'user'], ['user']])
  })
})
