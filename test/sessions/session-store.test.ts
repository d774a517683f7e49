import fc from 'fast-check'
import {
  type ChatRequest,
  type ChatResponse,
  InvalidRequestError,
  MemoryStorage,
  type Message,
  type ModelInfo,
  PrefixAffinity,
  SessionConflictError,
  SessionStore,
  type Target,
  TaskClassifier,
  VirtualClock,
} from 'routewise'
import { describe, expect, it } from 'vitest'

const classifier = new TaskClassifier()
const user = (content: string): Message => ({ role: 'user', content })
const ask = (content: string): ChatRequest => ({ messages: [user(content)] })
const answer = (text: string, inputTokens?: number): ChatResponse => ({
  text,
  toolCalls: [],
  finishReason: 'stop',
  usage: { inputTokens, outputTokens: 10 },
  model: 'm',
})
const turn = (text: string, target: Target = 'a/one', inputTokens = 1000) => ({
  asked: [user(text)],
  response: answer(`about ${text}`, inputTokens),
  task: classifier.classify(ask(text)),
  target,
})
const SORTING = 'How do I write a Python function that sorts a list of tuples?'
const EQUATION = 'Solve the quadratic equation x^2 - 5x + 6 = 0 and calculate the sum of its roots'

function store(options: Partial<ConstructorParameters<typeof SessionStore>[0]> = {}) {
  const clock = new VirtualClock({ startMs: 1_000 })
  const storage = new MemoryStorage({ clock })
  const warnings: string[] = []
  const sessions = new SessionStore({ storage, clock, onWarning: warning => warnings.push(warning), ...options })
  return { clock, storage, sessions, warnings }
}

describe('SessionStore', () => {
  it('begins with nothing and prefers nobody', async () => {
    const { sessions } = store()
    const session = await sessions.open('s')
    expect(session.turns).toBe(0)
    expect(sessions.view(session, classifier.classify(ask(SORTING)), ask(SORTING))).toEqual({
      id: 's',
      topic: 'coding',
      sameTopic: false,
      switchCostUsd: 0,
    })
  })

  it('remembers who served the topic, and sees another one come', async () => {
    const { sessions } = store()
    await sessions.record('s', turn(SORTING, 'a/one'))
    const session = await sessions.open('s')
    const more = ask('And how do I sort the list of tuples in Python by the second value in a function?')
    expect(sessions.view(session, classifier.classify(more), more)).toMatchObject({
      topic: 'coding',
      sameTopic: true,
      previous: 'a/one',
    })
    const other = ask(EQUATION)
    expect(sessions.view(session, classifier.classify(other), other)).toMatchObject({ topic: 'math', sameTopic: false })
  })

  it('names the one who served a topic before when the conversation comes back to it', async () => {
    const { sessions } = store()
    await sessions.record('s', turn(SORTING, 'a/one'))
    const session = await sessions.record('s', turn(EQUATION, 'b/two'))
    expect(session.visits.map(visit => [visit.topic, visit.target])).toEqual([
      ['coding', 'a/one'],
      ['math', 'b/two'],
    ])
    const back = ask(SORTING)
    expect(sessions.view(session, classifier.classify(back), back)).toMatchObject({
      topic: 'coding',
      previous: 'a/one',
    })
  })

  it('keeps the topic where the classifier is unsure', async () => {
    const { sessions } = store()
    await sessions.record('s', turn(SORTING))
    const session = await sessions.open('s')
    const vague = { ...classifier.classify(ask('ok')), kind: 'general', confidence: 0.3 }
    expect(sessions.view(session, vague, ask('ok'))).toMatchObject({ topic: 'coding' })
  })

  it('prices leaving by the discount on what the prompt cache holds, for as long as it is warm', async () => {
    const model: ModelInfo = {
      id: 'one',
      prices: [{ inputUsdPerMTok: 3, outputUsdPerMTok: 15, cacheReadUsdPerMTok: 0.3 }],
    }
    const { sessions, clock } = store({ modelOf: () => model })
    const session = await sessions.record('s', turn(SORTING, 'a/one', 99_990))
    const more = ask(SORTING)
    const costUsd = () => sessions.view(session, classifier.classify(more), more).switchCostUsd
    expect(costUsd()).toBeCloseTo(0.27, 5)
    await clock.advance(10 * 60_000)
    expect(costUsd()).toBeCloseTo(0.135, 5)
    await clock.advance(24 * 3_600_000)
    expect(costUsd()).toBeLessThan(1e-6)
  })

  it('prices leaving by what an affinity has seen warm, also at a target that served the topic before', async () => {
    const model: ModelInfo = {
      id: 'one',
      prices: [{ inputUsdPerMTok: 3, outputUsdPerMTok: 15, cacheReadUsdPerMTok: 0.3 }],
    }
    const clock = new VirtualClock({ startMs: 1_000 })
    const affinity = new PrefixAffinity({ clock, ttlMs: 60_000 })
    const { sessions } = store({ modelOf: () => model, clock, affinity })
    const long = `${SORTING} ${'row '.repeat(4000)}`
    await sessions.record('s', turn(long, 'a/one'))
    const session = await sessions.record('s', turn(EQUATION, 'b/two'))
    const back = ask(SORTING)
    const view = () => sessions.view(session, classifier.classify(back), back)
    expect(view().previous).toBe('a/one')
    // Some 4 000 tokens at a discount of 2.7 USD per million.
    expect(view().switchCostUsd).toBeGreaterThan(0.009)
    expect(view().switchCostUsd).toBeLessThan(0.015)
    await clock.advance(60_000)
    expect(view().switchCostUsd).toBe(0)
  })

  it.each([
    ['full', ['one', 'about one', 'two', 'about two']],
    ['context-only', ['one', 'two']],
    ['response-only', ['about one', 'about two']],
  ] as const)('sends again what its context "%s" says, and keeps all', async (context, expected) => {
    const { sessions, storage, clock } = store({ context })
    for (const text of ['one', 'two']) await sessions.record('s', turn(text))
    expect((await sessions.open('s')).messages.map(message => message.content)).toEqual(expected)
    const all = await new SessionStore({ storage, clock }).open('s')
    expect(all.messages).toHaveLength(4)
  })

  it('keeps what was said, the newest turns first to stay', async () => {
    const { sessions } = store({ maxMessages: 4 })
    for (const text of ['one', 'two', 'three']) await sessions.record('s', turn(text))
    const { messages } = await sessions.open('s')
    expect(messages.map(message => message.content)).toEqual(['two', 'about two', 'three', 'about three'])
  })

  it('keeps nothing of what was said where it may keep no messages', async () => {
    const { sessions } = store({ maxMessages: 0 })
    expect((await sessions.record('s', turn('one'))).messages).toEqual([])
  })

  it('keeps addresses of images and drops their bytes', async () => {
    const { sessions } = store()
    const asked: Message[] = [
      {
        role: 'user',
        content: [
          { type: 'image', mediaType: 'image/png', data: new URL('https://example.com/a.png') },
          { type: 'image', mediaType: 'image/png', data: new Uint8Array(3) },
        ],
      },
    ]
    await sessions.record('s', { ...turn('look'), asked })
    const { messages } = await sessions.open('s')
    expect(messages[0]?.content).toEqual([
      { type: 'image', mediaType: 'image/png', data: new URL('https://example.com/a.png') },
      { type: 'text', text: '[image image/png, 3 bytes, not kept]' },
    ])
  })

  it('forgets a conversation that nobody goes on with', async () => {
    const { sessions, clock } = store({ ttlMs: 1_000 })
    await sessions.record('s', turn('one'))
    await clock.advance(999)
    expect((await sessions.open('s')).turns).toBe(1)
    await clock.advance(2)
    expect((await sessions.open('s')).turns).toBe(0)
  })

  it.each([[42], [null], [undefined], [{}], [''], ['x'.repeat(513)]])('refuses the id %s', async id => {
    const { sessions } = store()
    await expect(sessions.open(id as string)).rejects.toThrow(InvalidRequestError)
  })

  it.each(['{"version":1', '{"version":2}', '[]', 'null', '{"version":1,"id":"s","turns":"many"}'])(
    'begins anew over %s, warns, and loses nothing',
    async text => {
      const { sessions, storage, warnings } = store()
      await storage.records.write('session:s', text, { ifVersion: null })
      expect((await sessions.open('s')).turns).toBe(0)
      expect(warnings).toHaveLength(1)
      expect(warnings[0]).not.toContain(text)
      expect((await sessions.record('s', turn('one'))).turns).toBe(1)
      expect(await storage.values.get('unreadable-session:s')).toBe(text)
      expect((await sessions.open('s')).turns).toBe(1)
    },
  )

  it('loses no turn when several write one conversation at once', async () => {
    const { sessions, clock } = store()
    const texts = ['one', 'two', 'three', 'four', 'five']
    await clock.run(Promise.all(texts.map(text => sessions.record('s', turn(text)))))
    const session = await sessions.open('s')
    expect(session.turns).toBe(5)
    expect(session.messages.filter(message => message.role === 'user').map(message => message.content)).toHaveLength(5)
  })

  it('gives up with an error when others always write first', async () => {
    const { storage, clock } = store()
    const sessions = new SessionStore({
      storage: { values: storage.values, records: { read: async () => undefined, write: async () => false } },
      clock,
    })
    await expect(clock.run(sessions.record('s', turn('one')))).rejects.toThrow(SessionConflictError)
  })

  it('works over values alone', async () => {
    const { storage, clock } = store()
    const sessions = new SessionStore({ storage: { values: storage.values }, clock })
    await sessions.record('s', turn('one'))
    expect((await sessions.record('s', turn('two'))).turns).toBe(2)
  })

  it('reads back exactly what it wrote, whatever was said', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 4 }), async texts => {
        const { sessions } = store()
        let written = await sessions.open('s')
        for (const text of texts) written = await sessions.record('s', turn(text))
        expect(await sessions.open('s')).toEqual(written)
      }),
      { numRuns: 30 },
    )
  })

  it('refuses options that cannot work, all at once', () => {
    const storage = new MemoryStorage()
    expect(() => new SessionStore({ storage, ttlMs: 0, maxMessages: -1, changeRate: 2 })).toThrow(
      /ttlMs.*maxMessages.*changeRate/,
    )
  })
})
