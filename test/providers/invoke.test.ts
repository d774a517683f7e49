import {
  type Attempt,
  drain,
  invoke,
  type Provider,
  ProviderError,
  RequestLedger,
  simulated,
  type SimulatedFault,
  Trace,
  VirtualClock,
} from 'routewise'
import { describe, expect, it } from 'vitest'

const clock = new VirtualClock()
const response = {
  text: 'hi',
  toolCalls: [],
  finishReason: 'stop',
  usage: { inputTokens: 1, outputTokens: 1 },
  model: 'm',
} as const

function attempt(mode: 'chat' | 'stream', signal = new AbortController().signal): Attempt {
  return {
    id: '1',
    request: { messages: [{ role: 'user', content: 'hi' }] },
    mode,
    signal,
    options: {},
    ledger: new RequestLedger({}, clock),
    trace: new Trace(),
    task: { kind: 'general', confidence: 1, complexity: 0, inputTokens: 1, needs: [] },
    target: 'p/m',
    attempt: 1,
  }
}

const provider = (chat: Provider['chat']): Provider => ({ id: 'p', models: [{ id: 'm' }], chat })

describe('invoke', () => {
  it('answers a streamed call from chat() where the provider has no stream()', async () => {
    const reply = await invoke([provider(async () => response)])(attempt('stream'))
    expect(await drain(reply)).toEqual(response)
  })

  it('says which target it was when a provider throws a string, without repeating it', async () => {
    const throwing = provider(() => Promise.reject('the prompt was: secret'))
    const error: unknown = await invoke([throwing])(attempt('chat')).catch((e: unknown) => e)
    expect(error).toMatchObject({ code: 'provider', kind: 'unknown', target: 'p/m', cause: 'the prompt was: secret' })
    expect((error as ProviderError).message).not.toContain('secret')
  })

  it('keeps an error that the provider has classified', async () => {
    const error = new ProviderError({ target: 'p/m', kind: 'quota', message: 'no money' })
    await expect(invoke([provider(() => Promise.reject(error))])(attempt('chat'))).rejects.toBe(error)
  })

  it('refuses a provider that gives no response, and one that says nothing', async () => {
    const nothing = provider(async () => undefined as never)
    await expect(invoke([nothing])(attempt('chat'))).rejects.toMatchObject({ kind: 'malformed-response' })
    const empty = provider(async () => ({ ...response, text: '' }))
    await expect(invoke([empty])(attempt('chat'))).rejects.toMatchObject({ kind: 'malformed-response' })
  })

  it('names the provider that was not given', async () => {
    await expect(invoke([])(attempt('chat'))).rejects.toThrow(/p\/m: no such provider/)
  })

  it('releases its caller at once from a provider that ignores its signal', async () => {
    const controller = new AbortController()
    const waiting = invoke([provider(() => new Promise(() => {}))])(attempt('chat', controller.signal))
    controller.abort('bye')
    await expect(waiting).rejects.toBe('bye')
  })
})

describe.each(['chat', 'stream'] as const)('a simulated provider, in %s', mode => {
  const play = (fault?: SimulatedFault) => {
    const answer = () => ({ text: 'one two three four', latencyMs: 300, usage: { ...response.usage, costUsd: 0.01 } })
    const p = simulated({ id: 'p', models: [{ id: 'm' }], clock, answer, fault: () => fault })
    const controller = new AbortController()
    const reply = invoke([p])(attempt(mode, controller.signal))
    return { controller, whole: reply.then(drain) }
  }

  it('takes as long as it was told', async () => {
    const startMs = clock.mono()
    const { text, usage } = await clock.run(play().whole)
    expect([text, usage.costUsd]).toEqual(['one two three four', 0.01])
    expect(clock.mono() - startMs).toBeCloseTo(300)
  })

  it('fails as it was told', async () => {
    const { whole } = play({ type: 'error', kind: 'rate-limit', afterMs: 50, retryAfterMs: 1000 })
    await expect(clock.run(whole)).rejects.toMatchObject({ kind: 'rate-limit', retryAfterMs: 1000 })
  })

  it('breaks off where it was told', async () => {
    const expected =
      mode === 'stream' ? { code: 'stream-interrupted', partial: { text: 'one two ' } } : { kind: 'network' }
    await expect(clock.run(play({ type: 'cut', at: 0.5 }).whole)).rejects.toMatchObject(expected)
  })

  it('stalls until somebody hangs up', async () => {
    const { whole, controller } = play({ type: 'stall' })
    clock.after(5000, () => controller.abort('bye'))
    await expect(clock.run(whole)).rejects.toBe('bye')
  })
})
