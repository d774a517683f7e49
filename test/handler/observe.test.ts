import {
  type Call,
  compose,
  drain,
  type Handler,
  observe,
  openReply,
  type Outcome,
  replyOf,
  RequestLedger,
  systemClock,
  Trace,
} from 'routewise'
import { describe, expect, it } from 'vitest'

const target = 'test/model'
const response = {
  text: 'hello',
  toolCalls: [],
  finishReason: 'stop',
  usage: { inputTokens: 1, outputTokens: 1 },
  model: 'm',
} as const

function call(mode: 'chat' | 'stream', signal = new AbortController().signal): Call {
  const request = { messages: [{ role: 'user', content: 'hi' }] } as const
  return { id: '1', request, mode, signal, options: {}, ledger: new RequestLedger({}, systemClock), trace: new Trace() }
}

async function* words(failure?: Error) {
  yield { type: 'text-delta', text: 'hello' } as const
  if (failure) throw failure
  yield { type: 'finish', finishReason: 'stop', usage: response.usage, model: 'm' } as const
}

const answer: Handler = async c =>
  c.mode === 'chat' ? replyOf(response, target) : openReply(words(), target, c.signal)

describe.each(['chat', 'stream'] as const)('observe, in %s', mode => {
  it('reports once how a reply ended', async () => {
    const ends: Outcome[] = []
    const reply = await observe(call(mode), answer, outcome => ends.push(outcome))
    await drain(reply)
    expect(ends).toEqual([{ status: 'ok', response }])
  })

  it('reports a failure before the first content', async () => {
    const ends: Outcome[] = []
    const error = new Error('no')
    const failing = observe(
      call(mode),
      () => Promise.reject(error),
      outcome => ends.push(outcome),
    )
    await expect(failing).rejects.toBe(error)
    expect(ends).toEqual([{ status: 'failed', error }])
  })

  it('reports a call that was hung up from above as cancelled', async () => {
    const ends: Outcome[] = []
    const controller = new AbortController()
    const hanging: Handler = c =>
      new Promise((_, reject) => c.signal.addEventListener('abort', () => reject(c.signal.reason)))
    const waiting = observe(call(mode, controller.signal), hanging, outcome => ends.push(outcome))
    controller.abort('bye')
    await expect(waiting).rejects.toBe('bye')
    expect(ends).toEqual([{ status: 'cancelled' }])
  })
})

it('observe reports a stream that breaks after content', async () => {
  const ends: Outcome[] = []
  const broken: Handler = c => openReply(words(new Error('reset')), target, c.signal)
  const reply = await observe(call('stream'), broken, outcome => ends.push(outcome))
  await expect(drain(reply)).rejects.toMatchObject({ code: 'stream-interrupted' })
  expect(ends).toMatchObject([{ status: 'failed', partial: { text: 'hello' } }])
})

it('compose runs the first layer outermost', async () => {
  const seen: string[] = []
  const layer = (name: string) => async (c: Call, next: Handler) => {
    seen.push(name)
    return next(c)
  }
  await compose([layer('outer'), layer('inner')], answer)(call('chat'))
  expect(seen).toEqual(['outer', 'inner'])
})
