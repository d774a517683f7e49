import {
  type Attempt,
  historyLayer,
  type Message,
  moodLayer,
  RequestLedger,
  replyOf,
  Trace,
  VirtualClock,
} from 'routewise'
import { describe, expect, it } from 'vitest'

const response = {
  text: 'ok',
  toolCalls: [],
  finishReason: 'stop',
  usage: { inputTokens: 1, outputTokens: 1 },
  model: 'm',
} as const

const long: Message[] = Array.from({ length: 21 }, (_, i) => ({
  role: i % 2 === 0 ? ('user' as const) : ('assistant' as const),
  content: 'some words that take room '.repeat(20),
}))

describe.each(['chat', 'stream'] as const)('in a %s', mode => {
  const attempt = (messages: readonly Message[], mood = 'neutral'): Attempt => ({
    id: '1',
    request: { messages },
    mode,
    signal: new AbortController().signal,
    options: {},
    ledger: new RequestLedger({}, new VirtualClock()),
    trace: new Trace(),
    task: {
      kind: 'general',
      confidence: 1,
      complexity: 0.5,
      inputTokens: 10,
      needs: [],
      emotion: { kind: mood, confidence: 0.9 },
    },
    target: 'a/small',
    attempt: 1,
  })

  it('historyLayer trims what is sent to the window of the target, and only that', async () => {
    const sent: Attempt[] = []
    const layer = historyLayer(() => ({ id: 'small', contextTokens: 1_000 }))
    const whole = attempt(long)
    await layer(whole, async inner => {
      sent.push(inner)
      return replyOf(response, inner.target)
    })
    expect(sent[0]?.request.messages.length).toBeLessThan(long.length)
    expect(sent[0]?.request.messages.at(-1)).toBe(long.at(-1))
    expect(whole.request.messages).toHaveLength(long.length)
  })

  it('historyLayer sends all of it to a target of which nothing is known', async () => {
    const whole = attempt(long)
    await historyLayer(() => undefined)(whole, async inner => {
      expect(inner).toBe(whole)
      return replyOf(response, inner.target)
    })
  })

  it('moodLayer adds its word for a mood and nothing without one', async () => {
    const seen: string[][] = []
    for (const mood of ['anxious', 'neutral']) {
      await moodLayer()(attempt([{ role: 'user', content: 'hi' }], mood), async inner => {
        seen.push(inner.request.messages.map(message => message.role))
        return replyOf(response, inner.target)
      })
    }
    expect(seen).toEqual([['system', 'user'], ['user']])
  })
})
