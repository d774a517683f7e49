import fc from 'fast-check'
import { type ChatEvent, type ChatResponse, collect, drain, openReply, ProviderError, replay, replyOf } from 'routewise'
import { describe, expect, it } from 'vitest'

const target = 'test/model'
const usage = { inputTokens: 1, outputTokens: 2 }
const finish: ChatEvent = { type: 'finish', finishReason: 'stop', usage, model: 'model' }
const text = (text: string): ChatEvent => ({ type: 'text-delta', text })
const never = new AbortController().signal

/** A source that plays `steps` (an Error is thrown, 'hang' waits for ever) and tells whether it was closed. */
function source(steps: readonly (ChatEvent | Error | 'hang')[]) {
  const state = { closed: false, pulls: 0 }
  const events: AsyncIterable<ChatEvent> = {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        const step = steps[state.pulls++]
        if (step === 'hang') return new Promise(() => {})
        if (step instanceof Error) throw step
        return step ? { done: false, value: step } : { done: true, value: undefined }
      },
      return: async () => {
        state.closed = true
        return { done: true, value: undefined }
      },
    }),
  }
  return { state, events }
}

describe('a reply from a stream', () => {
  it('settles at the first content, having passed over empty deltas', async () => {
    const { events, state } = source([text(''), text('a'), text('b'), finish])
    const reply = await openReply(events, target, never)
    expect(state.pulls).toBe(2)
    expect(await drain(reply)).toMatchObject({ text: 'ab', finishReason: 'stop' })
    expect(await reply.outcome).toMatchObject({ status: 'ok', response: { text: 'ab' } })
  })

  it('rejects with what fails before the first content', async () => {
    const broken = new Error('no')
    await expect(openReply(source([text(''), broken]).events, target, never)).rejects.toBe(broken)
  })

  it.each([
    ['ends without an answer', [text('')]],
    ['says stop to nothing', [finish]],
  ])('is refused as malformed when it %s', async (_, steps) => {
    const opening = openReply(source(steps).events, target, never)
    await expect(opening).rejects.toMatchObject({ code: 'provider', kind: 'malformed-response', target })
  })

  it('may end without content when it was cut by length', async () => {
    const reply = await openReply(source([{ ...finish, finishReason: 'length' }]).events, target, never)
    expect(await drain(reply)).toMatchObject({ text: '', finishReason: 'length' })
  })

  it('tells its reader and its outcome when it breaks after content', async () => {
    const reply = await openReply(source([text('half'), new Error('reset')]).events, target, never)
    await expect(drain(reply)).rejects.toMatchObject({ code: 'stream-interrupted', partial: { text: 'half' } })
    expect(await reply.outcome).toMatchObject({ status: 'failed', partial: { text: 'half' } })
  })

  it('has failed when it ends without a finish event', async () => {
    const reply = await openReply(source([text('half')]).events, target, never)
    await expect(drain(reply)).rejects.toMatchObject({ code: 'stream-interrupted' })
  })

  it('closes the source and is cancelled when the reader leaves', async () => {
    const { events, state } = source([text('a'), 'hang'])
    const reply = await openReply(events, target, never)
    for await (const _ of reply.events) break
    expect(state.closed).toBe(true)
    expect(await reply.outcome).toMatchObject({ status: 'cancelled', partial: { text: 'a' } })
  })

  it('closes the source when it is disposed unread', async () => {
    const { events, state } = source([text('a'), 'hang'])
    await (await openReply(events, target, never))[Symbol.asyncDispose]()
    expect(state.closed).toBe(true)
  })

  it.each(['opening', 'reading', 'idle'])(
    'releases everybody at once when the signal aborts while %s, also from a deaf source',
    async when => {
      const controller = new AbortController()
      const { events, state } = source(when === 'opening' ? ['hang'] : [text('a'), 'hang'])
      const opening = openReply(events, target, controller.signal)
      if (when === 'opening') {
        controller.abort('enough')
        await expect(opening).rejects.toBe('enough')
      } else {
        const reply = await opening
        const reading = when === 'reading' ? drain(reply) : undefined
        await Promise.resolve()
        controller.abort('enough')
        await expect(reading ?? drain(reply)).rejects.toBe('enough')
        expect(await reply.outcome).toMatchObject({ status: 'failed', error: 'enough' })
      }
      expect(state.closed).toBe(true)
    },
  )

  it('can be left after the finish and is still ok', async () => {
    const reply = await openReply(source([text('a'), finish, 'hang']).events, target, never)
    await drain(reply)
    expect(await reply.outcome).toMatchObject({ status: 'ok' })
  })
})

describe('a reply of a whole answer', () => {
  it('is refused when it says stop to nothing', () => {
    const empty: ChatResponse = { text: '', toolCalls: [], finishReason: 'stop', usage, model: 'model' }
    expect(() => replyOf(empty, target)).toThrow(ProviderError)
  })
})

const word = fc.string({ minLength: 1 })
const tokens = fc.option(fc.nat(), { nil: undefined })
const responses: fc.Arbitrary<ChatResponse> = fc
  .record(
    {
      text: fc.string(),
      toolCalls: fc.array(
        fc.record(
          { id: word, name: word, arguments: fc.jsonValue(), rawArguments: fc.string() },
          { requiredKeys: ['id', 'name', 'arguments'] },
        ),
      ),
      finishReason: fc.constantFrom('stop', 'length', 'tool-calls', 'content-filter', 'other'),
      rawFinishReason: word,
      usage: fc.record(
        { inputTokens: tokens, outputTokens: tokens, reasoningTokens: fc.nat() },
        { requiredKeys: ['inputTokens', 'outputTokens'] },
      ),
      model: word,
      reasoning: fc.array(
        fc.record(
          {
            type: fc.constant('reasoning'),
            text: fc.string(),
            provenance: fc.constant({ target, opaque: { signature: 's' } }),
          },
          { requiredKeys: ['type', 'text'] },
        ),
        { minLength: 1 },
      ),
      sources: fc.array(fc.record({ url: word, title: word }, { requiredKeys: ['url'] }), { minLength: 1 }),
      warnings: fc.array(word, { minLength: 1 }),
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
    },
    { requiredKeys: ['text', 'toolCalls', 'finishReason', 'usage', 'model'] },
  )
  .map(response => response as ChatResponse)

it('collecting the replay of a response gives the response', async () => {
  await fc.assert(
    fc.asyncProperty(responses, async response => {
      expect(await collect(replay(response))).toEqual(response)
    }),
  )
})

it('a stream that is split at will collects to the same response', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(word, { minLength: 1 }), async pieces => {
      const reply = await openReply(source([...pieces.map(text), finish]).events, target, never)
      expect((await drain(reply)).text).toBe(pieces.join(''))
    }),
  )
})

it('a copy of a whole reply with another answer is read as what it has become', async () => {
  const response: ChatResponse = { text: 'one', toolCalls: [], finishReason: 'stop', usage, model: 'model' }
  const whole = replyOf(response, target)
  const other = { status: 'ok', response: { ...response, text: 'another' } } as const
  const copy = { ...whole, outcome: Promise.resolve(other), [Symbol.asyncDispose]: () => Promise.resolve() }
  expect([await drain(whole), await drain(copy)]).toMatchObject([{ text: 'one' }, { text: 'another' }])
})
