import {
  type Call,
  type CallOptions,
  type ChatRequest,
  type ChatResponse,
  cacheLayer,
  collect,
  drain,
  type Handler,
  KvCache,
  LedgerExhaustedError,
  ProviderError,
  type ProviderErrorKind,
  RequestLedger,
  replyOf,
  SameQuestionReuse,
  Trace,
  VirtualClock,
} from 'routewise'
import { describe, expect, it } from 'vitest'

const target = 'test/model'
const question: ChatRequest = { messages: [{ role: 'user', content: 'How many?' }], temperature: 0 }
const answer: ChatResponse = {
  text: 'Three.',
  toolCalls: [],
  finishReason: 'stop',
  usage: { inputTokens: 3, outputTokens: 2 },
  model: 'model',
}

function callOf(options: CallOptions & { request?: ChatRequest; mode?: Call['mode'] } = {}): Call {
  const { request = question, mode = 'chat', ...rest } = options
  return {
    id: 'id',
    request,
    mode,
    signal: options.signal ?? new AbortController().signal,
    options: { scope: 'tenant', ...rest },
    ledger: new RequestLedger({}, new VirtualClock()),
    trace: new Trace(),
  }
}

/** A handler that counts and answers `response`, after `gate` where there is one. */
function upstream(response: ChatResponse = answer, gate: Promise<void> = Promise.resolve()) {
  const calls: Call[] = []
  const handler: Handler = async call => {
    calls.push(call)
    await gate
    return replyOf(response, target)
  }
  return { calls, handler }
}

const newCache = () => new KvCache<ChatResponse>({ maxBytes: 100_000 })

describe.each(['chat', 'stream'] as const)('cacheLayer, %s', mode => {
  const ask = async (layer: ReturnType<typeof cacheLayer>, handler: Handler, call: Call) => {
    const reply = await layer(call, handler)
    const response = mode === 'chat' ? await drain(reply) : await collect(reply.events)
    await reply.outcome
    return { response, target: reply.target }
  }

  it('answers the second time without asking, by whom the answer was, and says so in the trace', async () => {
    const layer = cacheLayer(newCache())
    const { calls, handler } = upstream()
    await ask(layer, handler, callOf({ mode }))
    const again = callOf({ mode })
    expect(await ask(layer, handler, again)).toEqual({ response: answer, target })
    expect(calls).toHaveLength(1)
    expect(again.trace.events).toMatchObject([{ type: 'cache-hit', target }])
  })

  it.each<[string, Parameters<typeof callOf>[0]]>([
    ['has no scope', { scope: '' }],
    ['says off', { cache: 'off' }],
    ['would vary: no temperature 0', { request: { messages: question.messages } }],
    ['searches the web', { request: { ...question, search: true } }],
  ])('passes a call through that %s', async (_, options) => {
    const layer = cacheLayer(newCache())
    const { calls, handler } = upstream()
    await ask(layer, handler, callOf({ mode, ...options }))
    await ask(layer, handler, callOf({ mode, ...options }))
    expect(calls).toHaveLength(2)
  })

  it('keeps answers that would vary when the caller says use', async () => {
    const layer = cacheLayer(newCache())
    const { calls, handler } = upstream()
    const call = () => callOf({ mode, cache: 'use', request: { messages: question.messages } })
    await ask(layer, handler, call())
    await ask(layer, handler, call())
    expect(calls).toHaveLength(1)
  })

  it('writes without reading when the caller says refresh', async () => {
    const layer = cacheLayer(newCache())
    await ask(layer, upstream().handler, callOf({ mode }))
    const fresh = upstream({ ...answer, text: 'Four.' })
    await ask(layer, fresh.handler, callOf({ mode, cache: 'refresh' }))
    expect((await ask(layer, upstream().handler, callOf({ mode }))).response.text).toBe('Four.')
  })

  it('shows nobody the answer of another scope', async () => {
    const layer = cacheLayer(newCache())
    await ask(layer, upstream().handler, callOf({ mode, scope: 'a' }))
    const other = upstream({ ...answer, text: 'Five.' })
    expect((await ask(layer, other.handler, callOf({ mode, scope: 'b' }))).response.text).toBe('Five.')
  })

  it.each<[string, ChatResponse]>([
    ['cut by length', { ...answer, finishReason: 'length' }],
    ['filtered', { ...answer, finishReason: 'content-filter' }],
    ['calling a tool', { ...answer, finishReason: 'tool-calls', toolCalls: [{ id: '1', name: 'pay', arguments: {} }] }],
    ['unsure', { ...answer, confidence: 0.2 }],
  ])('does not keep an answer that is %s', async (_, response) => {
    const layer = cacheLayer(newCache())
    const { calls, handler } = upstream(response)
    await ask(layer, handler, callOf({ mode }))
    await ask(layer, handler, callOf({ mode }))
    expect(calls).toHaveLength(2)
  })

  it('does not keep a failure', async () => {
    const layer = cacheLayer(newCache())
    const failing: Handler = () => Promise.reject(new Error('down'))
    await expect(ask(layer, failing, callOf({ mode }))).rejects.toThrow('down')
    expect((await ask(layer, upstream().handler, callOf({ mode }))).response).toEqual(answer)
  })
})

/** Waits until `count` calls have looked into the cache, and for what follows from it at once. */
async function missed(cache: KvCache<ChatResponse>, count: number): Promise<void> {
  do await new Promise(resolve => setImmediate(resolve))
  while (cache.metrics.misses < count)
  await new Promise(resolve => setImmediate(resolve))
}

function newGate() {
  let open = () => {}
  const passed = new Promise<void>(resolve => {
    open = resolve
  })
  return { passed, open: () => open() }
}

describe('cacheLayer, equal calls at the same time', () => {
  it('asks once for all chats, and shows who shared', async () => {
    const cache = newCache()
    const layer = cacheLayer(cache)
    const gate = newGate()
    const { calls, handler } = upstream(answer, gate.passed)
    const [one, two] = [callOf(), callOf()]
    const asked = [layer(one, handler), layer(two, handler)]
    await missed(cache, 2)
    gate.open()
    const replies = await Promise.all(asked)
    expect(await Promise.all(replies.map(drain))).toEqual([answer, answer])
    expect(calls).toHaveLength(1)
    expect([...one.trace.events, ...two.trace.events]).toMatchObject([{ type: 'cache-shared', target }])
  })

  it('lets the one who asked leave without harm to the others', async () => {
    const gate = newGate()
    const cache = newCache()
    const layer = cacheLayer(cache)
    const { handler } = upstream(answer, gate.passed)
    const leaver = new AbortController()
    const first = layer(callOf({ signal: leaver.signal }), handler)
    const second = layer(callOf(), handler)
    await missed(cache, 2)
    leaver.abort(new Error('left'))
    await expect(first).rejects.toThrow('left')
    gate.open()
    expect(await drain(await second)).toEqual(answer)
  })

  it('asks again for those who can afford it when the one who asked could not', async () => {
    const cache = newCache()
    const layer = cacheLayer(cache)
    let first = true
    const { handler } = upstream()
    const poorFirst: Handler = async call => {
      if (!first) return handler(call)
      first = false
      await missed(cache, 2)
      throw new LedgerExhaustedError('usd', 'too dear')
    }
    const results = await Promise.allSettled([layer(callOf(), poorFirst), layer(callOf(), poorFirst)])
    expect(results.map(result => result.status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it.each<[string, Call['mode'], 'process' | 'request']>([
    ['chat where calls are isolated', 'chat', 'request'],
    ['stream', 'stream', 'process'],
  ])('asks for each %s', async (_, mode, isolation) => {
    const cache = new KvCache<ChatResponse>({ maxBytes: 100_000, isolation })
    const layer = cacheLayer(cache)
    const gate = newGate()
    const { calls, handler } = upstream(answer, gate.passed)
    const asked = [layer(callOf({ mode }), handler), layer(callOf({ mode }), handler)]
    await missed(cache, 2)
    gate.open()
    await Promise.all(asked)
    expect(calls).toHaveLength(2)
  })
})

describe('cacheLayer, refusals', () => {
  const refused = (kind: ProviderErrorKind) => new ProviderError({ kind, target, message: 'no' })
  const asking = async (error: ProviderError) => {
    const clock = new VirtualClock()
    const layer = cacheLayer(new KvCache<ChatResponse>({ maxBytes: 100_000, clock }), { clock })
    let asked = 0
    const handler: Handler = async () => {
      asked++
      throw error
    }
    const ask = (options: Parameters<typeof callOf>[0] = {}) =>
      expect(layer(callOf(options), handler)).rejects.toBe(error)
    return { ask, clock, asked: () => asked }
  }

  it.each<ProviderErrorKind>(['invalid-request', 'context-length'])(
    'remembers for half a minute that a request is refused for what it is: %s',
    async kind => {
      const { ask, clock, asked } = await asking(refused(kind))
      await ask()
      await ask()
      expect(asked()).toBe(1)
      await ask({ scope: 'another tenant' })
      expect(asked()).toBe(2)
      await clock.advance(30_000)
      await ask()
      expect(asked()).toBe(3)
    },
  )

  it.each<ProviderErrorKind>(['auth', 'rate-limit', 'overloaded', 'server', 'timeout'])(
    'asks again after what may pass: %s',
    async kind => {
      const { ask, asked } = await asking(refused(kind))
      await ask()
      await ask()
      expect(asked()).toBe(2)
    },
  )
})

describe('cacheLayer, with same questions', () => {
  const asking = (content: string, extra: CallOptions & { request?: ChatRequest } = {}) =>
    callOf({ ...extra, request: { temperature: 0, ...extra.request, messages: [{ role: 'user', content }] } })
  const trained = async () => {
    const sameQuestion = new SameQuestionReuse({ errorBound: 0.2, random: () => 0.1 })
    const layer = cacheLayer(newCache(), { sameQuestion })
    const { calls, handler } = upstream()
    for (let i = 0; i < 40; i++) {
      const call = asking(`${'please '.repeat(i)}what is the refund policy for shoes?`)
      await drain(await layer(call, handler))
    }
    return { layer, handler, calls, sameQuestion }
  }

  it('asks until it has learned that alike questions have one answer, then reuses and says so', async () => {
    const { layer, handler, calls, sameQuestion } = await trained()
    expect(calls.length).toBeGreaterThan(6)
    const before = calls.length
    const call = asking('for shoes, what is the refund policy?')
    await drain(await layer(call, handler))
    expect(calls).toHaveLength(before)
    expect(call.trace.events).toMatchObject([{ type: 'cache-hit', likeness: 1 }])
    expect(sameQuestion.metrics).toMatchObject({ falseHitRate: 0 })
  })

  it.each<[string, Call]>([
    ['of another scope', asking('refund policy for shoes?', { scope: 'other' })],
    [
      'with tools',
      asking('refund policy for shoes?', {
        request: { messages: [], temperature: 0, tools: [{ name: 'f', parameters: {} }] },
      }),
    ],
    [
      'with another setting',
      asking('refund policy for shoes?', { request: { messages: [], temperature: 0, maxOutputTokens: 5 } }),
    ],
    ['about something else', asking('What is the refund policy for 2 shoes?')],
  ])('never reuses for a question %s', async (_, call) => {
    const { layer, handler, calls } = await trained()
    const before = calls.length
    await drain(await layer(call, handler))
    expect(calls).toHaveLength(before + 1)
  })

  it('learns from wrong twins not to reuse', async () => {
    const sameQuestion = new SameQuestionReuse({ errorBound: 0.01, random: () => 0.5 })
    const layer = cacheLayer(newCache(), { sameQuestion })
    let asked = 0
    const handler: Handler = async () => replyOf({ ...answer, text: `Answer ${asked++}` }, target)
    for (let i = 0; i < 30; i++)
      await drain(await layer(asking(`${'please '.repeat(i)}tell me a story about shoes`), handler))
    expect(asked).toBe(30)
    expect(sameQuestion.metrics).toMatchObject({ reused: 0, falseHitRate: 1 })
  })
})
