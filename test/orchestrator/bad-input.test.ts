import fc from 'fast-check'
import {
  type CalibrateOptions,
  type ChatOptions,
  type ChatRequest,
  type Feedback,
  InvalidOptionsError,
  Orchestrator,
  type OrchestratorOptions,
  RouterError,
  type RoutingStrategy,
} from 'routewise'
import { describe, expect, it } from 'vitest'
import { answer, refusing, request, world } from './world.ts'

const provider = { id: 'p', models: [{ id: 'm' }], chat: async () => answer('hi') }

describe('options that cannot work', () => {
  it('are refused at construction, all faults at once, each with path and value', () => {
    const make = () =>
      new Orchestrator({
        providers: [{ ...provider, id: 'a/b' }],
        deadlines: { totalMs: -5 },
        constraints: { minQuality: 2, allow: ['nonsense' as 'a/b'] },
        retries: 3,
      } as unknown as OrchestratorOptions)
    expect(make).toThrow(InvalidOptionsError)
    const error = (() => {
      try {
        return make()
      } catch (thrown) {
        return thrown as InvalidOptionsError
      }
    })() as InvalidOptionsError
    expect(error.faults.map(fault => fault.path).toSorted()).toEqual(
      ['retries', 'constraints.allow.0', 'constraints.minQuality', 'deadlines.totalMs', 'providers.0'].toSorted(),
    )
    expect(error.message).toContain('-5')
    expect(error.message).toContain('"nonsense" is not a target')
  })

  it.each([
    ['no providers', { providers: [] }, /providers: .*at least one/],
    ['two providers of one id', { providers: [provider, provider] }, /two of them have the id "p"/],
    ['models by name alone', { providers: [{ ...provider, models: ['m'] }] }, /providers.0: needs .* each an id/],
    ['a strategy without plan()', { providers: [provider], strategy: {} }, /strategy: needs plan\(\)/],
    [
      'a clock that is a date',
      { providers: [provider], clock: new Date(0) },
      /clock: needs now\(\), mono\(\), after\(\)/,
    ],
    ['no options', undefined, /options: must be an object/],
    ['a misspelt option', { providers: [provider], retries: 3 }, /retries: there is no such option/],
    [
      'a misspelt option of a part',
      { providers: [provider], circuit: { failureTreshold: 3 } },
      /circuit.failureTreshold: there is no such option/,
    ],
    ['a word of no meaning', { providers: [provider], isolation: 'full' }, /"full" must be one of process, request/],
    [
      'a number that is none',
      { providers: [provider], maxAttempts: Number.NaN },
      /maxAttempts: NaN must be a whole number/,
    ],
    ['one of several kinds', { providers: [provider], cache: true }, /true must be false, or needs find\(\), set\(\)/],
    ['layers that are none', { providers: [provider], callLayers: () => ['cache'] }, /callLayers: must return a list/],
    ['no layers', { providers: [provider], attemptLayers: () => undefined }, /attemptLayers: must return a list/],
  ])('%s is refused in words', (_, options, message) => {
    const make = () => new Orchestrator(options as unknown as OrchestratorOptions)
    expect(make).toThrow(InvalidOptionsError)
    expect(make).toThrow(message)
  })

  it('are named with a path, whatever stands for whichever option', () => {
    const names = [
      'feedback',
      'constraints',
      'retry',
      'circuit',
      'degrade',
      'hedge',
      'retryBudget',
      'deadlines',
      'sessions',
    ]
    const numbers = [
      'maxAttempts',
      'concurrency',
      'cache',
      'storage',
      'clock',
      'random',
      'isolation',
      'callLayers',
      'zz',
    ]
    fc.assert(
      fc.property(fc.constantFrom(...names, ...numbers), fc.anything(), (name, value) => {
        try {
          expect(new Orchestrator({ providers: [provider], [name]: value }).describe()).toBeDefined()
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidOptionsError)
          const { faults, message } = error as InvalidOptionsError
          expect(faults.every(fault => fault.path !== '' && fault.message !== '')).toBe(true)
          expect(message).not.toContain('Invalid input')
        }
      }),
    )
  })
})

describe.each(['chat', 'stream'] as const)('bad input to %s', mode => {
  it.each([
    ['no messages', { messages: [] }, /messages: at least one/],
    ['no request', null, /request/],
    ['an unknown role', { messages: [{ role: 'robot', content: 'hi' }] }, /messages.0.role: must be system/],
    ['content that is a number', { messages: [{ role: 'user', content: 7 }] }, /messages.0.content: must be a text/],
    [
      'a part of no type',
      { messages: [{ role: 'user', content: [{}] }] },
      /messages.0.content: must be a text or a list/,
    ],
    ['a tool answer to nothing', { messages: [{ role: 'tool', content: '' }] }, /messages.0.toolCallId: must be/],
    ['tool calls in words', { messages: [{ role: 'assistant', content: '', toolCalls: '' }] }, /toolCalls: must be/],
    ['a temperature in words', { ...request, temperature: 'hot' }, /temperature: must be a number from 0 on/],
    ['no room for an answer', { ...request, maxOutputTokens: 0 }, /maxOutputTokens: must be a whole number above 0/],
    [
      'a tool without parameters',
      { ...request, tools: [{ name: 'f' }] },
      /tools: must be a list of \{ name, parameters \}/,
    ],
    ['a format in one word', { ...request, responseFormat: 'json' }, /responseFormat: must be \{ type/],
    ['a stop that is no list', { ...request, stop: 'END' }, /stop: must be a list of texts/],
  ])('%s is refused before anybody is asked', async (_, asking, message) => {
    const { ask, asked } = world({ a: {} })
    const failing = ask(mode, {}, asking as unknown as ChatRequest)
    await expect(failing).rejects.toMatchObject({ code: 'invalid-request', message: expect.stringMatching(message) })
    expect(asked).toEqual([])
  })

  it.each([
    ['no object', null, /null must be an object/],
    ['a misspelt one', { maxCost: 1 }, /maxCost: there is no such option/],
    ['a misspelt constraint', { constraints: { maxCost: 1 } }, /constraints.maxCost: there is no such option/],
    ['a controller for a signal', { signal: new AbortController() }, /signal: must be an AbortSignal/],
    ['a strategy by name', { strategy: 'adaptive' }, /"adaptive" needs plan\(\)/],
    ['a cache of no meaning', { cache: 'yes' }, /"yes" must be one of use, refresh, off/],
    ['a session where none are kept', { session: 's' }, /sessions: new SessionStore/],
  ])('options with %s are refused before anybody is asked', async (_, options, message) => {
    const { ask, asked } = world({ a: {} })
    const failing = ask(mode, options as unknown as ChatOptions)
    await expect(failing).rejects.toMatchObject({ code: 'invalid-options', message: expect.stringMatching(message) })
    expect(asked).toEqual([])
  })

  it('ends in an answer or in an error of ours, whatever is asked in whichever way', async () => {
    const { ask } = world({ a: {} })
    const names = [
      'tools',
      'toolChoice',
      'reasoning',
      'search',
      'responseFormat',
      'temperature',
      'stop',
      'providerOptions',
    ]
    const message = fc.record({ role: fc.constantFrom('user', 'assistant', 'tool'), content: fc.anything() })
    const asking = fc.record({
      messages: fc.oneof(fc.anything(), fc.array(fc.oneof(message, fc.anything()))),
      ...Object.fromEntries(names.map(name => [name, fc.anything()])),
    })
    const options = fc.dictionary(fc.constantFrom('scope', 'constraints', 'task', 'tags', 'cache', 'zz'), fc.anything())
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(asking, fc.record(Object.fromEntries(names.map(name => [name, fc.anything()])), { requiredKeys: [] })),
        fc.oneof(options, fc.anything(), fc.constant({})),
        async (odd, told) => {
          try {
            const whole = typeof odd === 'object' && odd !== null && !('messages' in odd) ? { ...request, ...odd } : odd
            expect(await ask(mode, told as ChatOptions, whole as unknown as ChatRequest)).toHaveProperty('text')
          } catch (error) {
            expect(error).toBeInstanceOf(RouterError)
          }
        },
      ),
    )
  })

  it('a constraint that names an unknown target', async () => {
    const { ask } = world({ a: {} })
    const failing = ask(mode, { constraints: { allow: ['z/m'] } })
    await expect(failing).rejects.toMatchObject({ code: 'invalid-options', message: expect.stringContaining('z/m') })
  })

  it('constraints that leave nobody: every reason is told', async () => {
    const { ask } = world({ a: {}, b: {} })
    const failing = ask(mode, { constraints: { deny: ['a/m', 'b/m'] } })
    await expect(failing).rejects.toMatchObject({
      code: 'no-candidate',
      excluded: [{ target: 'a/m' }, { target: 'b/m' }],
    })
  })

  const planning = (plan: unknown): RoutingStrategy => ({ name: 'mine', plan: () => plan as never })
  it.each([
    ['names a target that is no candidate', { mode: 'in-order', targets: ['z/m'] }],
    ['names nobody', { mode: 'in-order', targets: [] }],
    ['names one target twice', { mode: 'in-order', targets: ['a/m', 'a/m'] }],
    ['has an impossible propensity', { mode: 'in-order', targets: ['a/m'], propensity: 0 }],
  ])('a strategy whose plan %s', async (_, plan) => {
    const { ask } = world({ a: {} })
    const failing = ask(mode, { strategy: planning(plan) })
    await expect(failing).rejects.toMatchObject({ code: 'invalid-plan', strategy: 'mine' })
  })

  it('a strategy that goes on with somebody who was asked already', async () => {
    const strategy: RoutingStrategy = {
      name: 'mine',
      plan: () => ({ mode: 'in-order', targets: ['a/m'] }),
      next: () => ({ mode: 'in-order', targets: ['a/m'] }),
    }
    await expect(world({ a: {} }).ask(mode, { strategy })).rejects.toThrow(/named a\/m again/)
  })

  it('a strategy that would deliver what nobody has answered', async () => {
    const strategy: RoutingStrategy = {
      name: 'mine',
      plan: () => ({ mode: 'in-order', targets: ['a/m'] }),
      next: (_, answers) => (answers.length < 2 ? { mode: 'in-order', targets: ['b/m'] } : undefined),
      best: () => ({ target: 'a/m', response: answer('mine'), weight: 1 }),
    }
    await expect(world({ a: {}, b: {} }).ask(mode, { strategy })).rejects.toThrow(/none of the answers/)
  })

  it('a provider that throws a string', async () => {
    const { ask } = world({ a: {} }, { providers: [{ ...provider, chat: () => Promise.reject('oops') }], retry: false })
    await expect(ask(mode)).rejects.toMatchObject({ code: 'provider', kind: 'unknown', target: 'p/m' })
  })

  it('an empty answer', async () => {
    const { ask } = world({ a: {} }, { providers: [{ ...provider, chat: async () => answer('') }], retry: false })
    await expect(ask(mode)).rejects.toMatchObject({ kind: 'malformed-response' })
  })

  it('a request that the provider says is at fault is asked of nobody else', async () => {
    const { ask } = world({ a: {} }, { providers: [refusing('invalid-request')] })
    await expect(ask(mode)).rejects.toMatchObject({ code: 'provider', kind: 'invalid-request' })
  })
})

describe('calibration', () => {
  it.each([
    ['nothing', undefined, /grade: must be a function.*prompts: must be a list/],
    ['no prompts', { prompts: [], grade: () => 1 }, /prompts: there is none/],
    ['a grade that is no score', { prompts: [request], grade: () => Number.NaN }, /grade: returned NaN for a\/m/],
  ])('with %s is refused', async (_, options, message) => {
    const { clock, orchestrator } = world({ a: {} })
    const calibrating = clock.run(orchestrator.calibrate(options as unknown as CalibrateOptions))
    await expect(calibrating).rejects.toMatchObject({
      code: 'invalid-options',
      message: expect.stringMatching(message),
    })
  })
})

describe('feedback', () => {
  it.each([undefined, null, 'good', {}])('that says nothing is refused: %j', async feedback => {
    const { ask, orchestrator } = world({ a: {} })
    const { id } = await ask('chat')
    await expect(orchestrator.feedback(id, feedback as Feedback)).rejects.toThrow(/score: missing/)
  })

  it('for an unknown id says so', async () => {
    const { orchestrator } = world({ a: {} })
    await expect(orchestrator.feedback('nobody', { score: 1 })).rejects.toMatchObject({
      code: 'unknown-request',
      id: 'nobody',
    })
  })

  it.each([Number.NaN, -0.1, 1.5])('with a score of %s is refused', async score => {
    const { ask, orchestrator } = world({ a: {} })
    const { id } = await ask('chat')
    await expect(orchestrator.feedback(id, { score })).rejects.toMatchObject({
      code: 'invalid-options',
      faults: [{ path: 'score' }],
    })
  })

  it('about a target that was not asked is refused', async () => {
    const { ask, orchestrator } = world(
      { a: {}, b: {} },
      { strategy: { name: 'a', plan: () => ({ mode: 'in-order', targets: ['a/m'] }) } },
    )
    const { id } = await ask('chat')
    await expect(orchestrator.feedback(id, { score: 1, target: 'b/m' })).rejects.toThrow(/b\/m was not asked/)
  })
})

it('no error shows the content of a message', async () => {
  const secret = 'my-secret-content'
  const asking: ChatRequest = { messages: [{ role: 'user', content: secret }] }
  const throwing = { ...provider, chat: () => Promise.reject(new Error(`cannot answer "${secret}"`)) }
  const errors = await Promise.all([
    world({ a: {} }, { providers: [throwing], retry: false })
      .ask('chat', {}, asking)
      .catch((e: unknown) => e),
    world({ a: {} })
      .ask('chat', { constraints: { deny: ['a/m'] } }, asking)
      .catch((e: unknown) => e),
  ])
  for (const error of errors) expect((error as Error).message).not.toContain(secret)
  expect(request.messages).toHaveLength(1)
})
