import {
  AllTargetsFailedError,
  type ChatEvent,
  Orchestrator,
  type Provider,
  staticAnswer,
  StreamInterruptedError,
  tripleConsensus,
  VirtualClock,
} from 'routewise'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import { answer, inOrder, world } from './world.ts'

const schema = z.object({ n: z.number().transform(n => n + 1) })
const asked = {
  messages: [{ role: 'user' as const, content: 'A number?' }],
  responseFormat: { type: 'json' as const, schema },
}
const good = '{"n":1}'
const modes = ['chat', 'stream'] as const

const both = { strategy: inOrder('a/m', 'b/m'), retry: false } as const

describe('an answer that has to fit', () => {
  it.each(modes)('is parsed in %s', async mode => {
    const response = await world({ a: { text: good } }).ask(mode, {}, asked)
    expect(response).toMatchObject({ text: good, parsed: { n: 2 } })
  })

  it('has the type of its schema', () => {
    const orchestrator = new Orchestrator({ providers: [provider(() => answer(good))] })
    expectTypeOf(orchestrator.chat(asked)).resolves.toHaveProperty('parsed').toEqualTypeOf<{ n: number } | undefined>()
    const { response } = orchestrator.stream(asked)
    expectTypeOf(response).resolves.toHaveProperty('parsed').toEqualTypeOf<{ n: number } | undefined>()
    const plain = orchestrator.chat({ messages: asked.messages })
    expectTypeOf(plain).resolves.toHaveProperty('parsed').toEqualTypeOf<unknown>()
    plain.catch(() => {})
  })

  it('is asked of another target where it does not, and both are paid', async () => {
    const { ask, asked: whom } = world({ a: { text: '{"n":"one"}' }, b: { text: good } }, both)
    const response = await ask('chat', {}, asked)
    expect(response).toMatchObject({ parsed: { n: 2 }, routing: { target: 'b/m', attempts: 2, costUsd: 0.02 } })
    expect(whom).toEqual(['a', 'b'])
  })

  it('is asked again of the same target where there is no other', async () => {
    const texts = ['no JSON', good]
    const clock = new VirtualClock()
    const orchestrator = new Orchestrator({ providers: [provider(() => answer(texts.shift() ?? ''))], clock })
    expect(await clock.run(orchestrator.chat(asked))).toMatchObject({ parsed: { n: 2 }, routing: { attempts: 2 } })
  })

  it('is not asked again of a target that cut it at its limit', async () => {
    let calls = 0
    const clock = new VirtualClock()
    const cut = provider(() => {
      calls++
      return { ...answer('{"n":'), finishReason: 'length' }
    })
    const error: unknown = await clock
      .run(new Orchestrator({ providers: [cut], clock }).chat(asked))
      .catch((thrown: unknown) => thrown)
    expect(String(error)).toContain('the answer is not JSON: it was cut at its limit (malformed-response)')
    expect(calls).toBe(1)
  })

  it('fails with the error of the last, which quotes nothing', async () => {
    const { ask } = world({ a: { text: 'secret' }, b: { text: '{"n":"secret"}' } }, both)
    const error: unknown = await ask('chat', {}, asked).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(AllTargetsFailedError)
    expect((error as AllTargetsFailedError).errors).toMatchObject([
      { kind: 'malformed-response' },
      { kind: 'malformed-response', message: 'b/m: the answer does not fit its schema at n (malformed-response)' },
    ])
    expect(String(error)).not.toContain('secret')
  })

  it('breaks its stream at the end where it does not: what was read cannot be taken back', async () => {
    const { orchestrator, clock } = world({ a: { text: 'no JSON' }, b: { text: good } }, both)
    const stream = orchestrator.stream(asked)
    const events: ChatEvent[] = []
    const reading = (async () => {
      for await (const event of stream) events.push(event)
    })()
    const error: unknown = await clock.run(reading.catch((thrown: unknown) => thrown))
    expect(error).toBeInstanceOf(StreamInterruptedError)
    expect(error).toMatchObject({ partial: { text: 'no JSON' }, cause: { kind: 'malformed-response' } })
    expect(events.every(({ type }) => type === 'text-delta')).toBe(true)
    await expect(stream.response).rejects.toBe(error)
  })

  it.each([
    ['calls a tool', { text: '', toolCalls: [{ id: '1', name: 'f', arguments: {} }], finishReason: 'tool-calls' }],
    ['is refused', { text: 'I will not.', finishReason: 'content-filter' }],
  ] as const)('has no value where it %s', async (_, more) => {
    const clock = new VirtualClock()
    const providers = [provider(() => ({ ...answer(''), ...more }))]
    const response = await clock.run(new Orchestrator({ providers, clock }).chat(asked))
    expect(response.text).toBe(more.text)
    expect(response).not.toHaveProperty('parsed')
  })

  it('is parsed anew from the cache and from a merge', async () => {
    const { ask } = world({ a: { text: good } })
    await ask('chat', { scope: 'me', cache: 'use' }, asked)
    expect(await ask('chat', { scope: 'me', cache: 'use' }, asked)).toMatchObject({
      parsed: { n: 2 },
      routing: { cached: true },
    })
    const texts = { a: { text: good }, b: { text: '```json\n{"n": 1}\n```' }, c: { text: '{"n":5}' } }
    const merged = await world(texts, { strategy: tripleConsensus() }).ask('chat', {}, asked)
    expect(merged).toMatchObject({ parsed: { n: 2 } })
  })

  it('may be missing in a fallback of your own', async () => {
    const { ask } = world({ a: { text: 'no JSON' } }, { retry: false, degrade: { answers: [staticAnswer('Sorry.')] } })
    const response = await ask('chat', {}, asked)
    expect(response).toMatchObject({ text: 'Sorry.', routing: { degraded: { step: 'static' } } })
    expect(response).not.toHaveProperty('parsed')
  })

  it('is left as text where the format is a plain JSON Schema', async () => {
    const format = { type: 'json' as const, schema: { type: 'object' } }
    const response = await world({ a: { text: 'no JSON' } }).ask('chat', {}, { ...asked, responseFormat: format })
    expect(response).not.toHaveProperty('parsed')
    expect(response.text).toBe('no JSON')
  })
})

function provider(chat: () => Awaited<ReturnType<Provider['chat']>>): Provider {
  return { id: 'p', models: [{ id: 'm' }], chat: () => Promise.resolve().then(chat) }
}
