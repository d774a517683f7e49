import {
  type Attempt,
  deadlineLayer,
  drain,
  invoke,
  openaiCompatible,
  ProviderError,
  type RateLimit,
  RequestLedger,
  Trace,
  VirtualClock,
} from 'routewise'
import { describe, expect, it } from 'vitest'

const clock = new VirtualClock({ startMs: Date.UTC(2026, 10, 20, 12) })
const date = 'Fri, 20 Nov 2026 12:00:00 GMT'
const answer = {
  model: 'm',
  choices: [{ message: { content: 'hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 1 },
}
const stream = `data: ${JSON.stringify({ choices: [{ delta: { content: 'hi' }, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`

const dialects: Readonly<Record<string, { headers: Record<string, string>; read: readonly RateLimit[] }>> = {
  "OpenAI's durations": {
    headers: {
      'x-ratelimit-limit-requests': '500',
      'x-ratelimit-remaining-requests': '400',
      'x-ratelimit-reset-requests': '12s',
      'x-ratelimit-limit-tokens': '30000',
      'x-ratelimit-remaining-tokens': '29999',
      'x-ratelimit-reset-tokens': '2ms',
    },
    read: [
      { unit: 'requests', limit: 500, remaining: 400, resetMs: 12_000, windowMs: 60_000 },
      { unit: 'tokens', limit: 30_000, remaining: 29_999, resetMs: 2 },
    ],
  },
  "Groq's day of requests": {
    headers: {
      'x-ratelimit-limit-requests': '1000',
      'x-ratelimit-remaining-requests': '500',
      'x-ratelimit-reset-requests': '12h0m0s',
    },
    read: [{ unit: 'requests', limit: 1000, remaining: 500, resetMs: 43_200_000, windowMs: 86_400_000 }],
  },
  "Anthropic's dates, by the server's clock": {
    headers: {
      date,
      'anthropic-ratelimit-input-tokens-limit': '2000',
      'anthropic-ratelimit-input-tokens-remaining': '0',
      'anthropic-ratelimit-input-tokens-reset': '2026-11-20T12:01:00Z',
      'anthropic-ratelimit-output-tokens-limit': '800000',
      'anthropic-ratelimit-output-tokens-remaining': '799999',
      'anthropic-ratelimit-output-tokens-reset': '2026-11-20T12:00:01Z',
    },
    read: [
      { unit: 'input-tokens', limit: 2000, remaining: 0, resetMs: 60_000, windowMs: 60_000 },
      // A whole second for one token would be a window of nine days: too little is used to tell.
      { unit: 'output-tokens', limit: 800_000, remaining: 799_999, resetMs: 1000 },
    ],
  },
  "Cerebras's windows by name": {
    headers: {
      'x-ratelimit-limit-requests-day': '1440',
      'x-ratelimit-remaining-requests-day': '3',
      'x-ratelimit-reset-requests-day': '3301.5',
      'x-ratelimit-limit-tokens-minute': '60000',
      'x-ratelimit-remaining-tokens-minute': '0',
    },
    read: [
      { unit: 'requests', limit: 1440, remaining: 3, resetMs: 3_301_500, windowMs: 86_400_000 },
      { unit: 'tokens', limit: 60_000, remaining: 0, windowMs: 60_000 },
    ],
  },
  "Mistral's short names": {
    headers: { 'x-ratelimit-limit-req-minute': '100', 'x-ratelimit-remaining-req-minute': '98' },
    read: [{ unit: 'requests', limit: 100, remaining: 98, windowMs: 60_000 }],
  },
  "OpenRouter's milliseconds since the epoch": {
    headers: {
      date,
      'x-ratelimit-limit': '1',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Date.UTC(2026, 10, 20, 12, 0, 26)),
    },
    read: [{ unit: 'requests', limit: 1, remaining: 0, resetMs: 26_000, windowMs: 26_000 }],
  },
}

function attempt(mode: 'chat' | 'stream'): Attempt {
  return {
    id: '1',
    request: { messages: [{ role: 'user', content: 'hi' }] },
    mode,
    signal: new AbortController().signal,
    options: {},
    ledger: new RequestLedger({}, clock),
    trace: new Trace(),
    task: { kind: 'general', confidence: 1, complexity: 0, inputTokens: 1, needs: [] },
    target: 'test/m',
    attempt: 1,
  }
}

function ask(headers: Record<string, string>, status: number) {
  const provider = openaiCompatible({
    id: 'test',
    baseUrl: 'http://localhost',
    clock,
    fetch: (_, init) => {
      const asked = typeof init?.body === 'string' ? init.body : ''
      const streams = status === 200 && asked.includes('"stream":true')
      const type = { 'content-type': streams ? 'text/event-stream' : 'application/json' }
      return Promise.resolve(
        new Response(streams ? stream : JSON.stringify(answer), { status, headers: { ...headers, ...type } }),
      )
    },
  })
  return invoke([provider])
}

const byUnit = (limits: readonly RateLimit[] | undefined): readonly RateLimit[] | undefined =>
  limits?.toSorted((a, b) => (a.unit < b.unit ? -1 : 1))

describe.each(Object.entries(dialects))('rate limits in %s', (_, { headers, read }) => {
  it.each(['chat', 'stream'] as const)('are on the reply of a %s', async mode => {
    const reply = await ask(headers, 200)(attempt(mode))
    expect(byUnit(reply.rateLimits)).toEqual(read)
    expect(await drain(reply)).toMatchObject({ text: 'hi' })
  })

  it.each(['chat', 'stream'] as const)('are on the error of a refused %s', async mode => {
    const error: unknown = await ask(headers, 429)(attempt(mode)).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ProviderError)
    expect(byUnit((error as ProviderError).rateLimits)).toEqual(read)
  })
})

describe('a reply', () => {
  it('says nothing of limits where the provider says nothing', async () => {
    const reply = await ask({}, 200)(attempt('stream'))
    expect(reply).not.toHaveProperty('rateLimits')
    await drain(reply)
  })

  it('keeps its rate limits through the layers of an attempt', async () => {
    const headers = { 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '9' }
    const layer = deadlineLayer({ attemptMs: 1000, firstTokenMs: 1000, idleMs: 1000, clock })
    const reply = await layer(attempt('stream'), ask(headers, 200))
    expect(reply.rateLimits).toEqual([{ unit: 'requests', limit: 10, remaining: 9 }])
    await drain(reply)
  })

  it('passes over what is no number', async () => {
    const reply = await ask(
      { 'x-ratelimit-limit-tokens': 'many', 'x-ratelimit-reset-tokens': '' },
      200,
    )(attempt('chat'))
    expect(reply.rateLimits).toEqual([{ unit: 'tokens' }])
  })
})
