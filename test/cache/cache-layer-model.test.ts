import fc from 'fast-check'
import {
  type Call,
  type ChatResponse,
  cacheLayer,
  drain,
  type Handler,
  KvCache,
  RequestLedger,
  replyOf,
  SameQuestionReuse,
  sleep,
  Trace,
  VirtualClock,
} from 'routewise'
import { describe, expect, it } from 'vitest'

const answer = (text: string): ChatResponse => ({
  text,
  toolCalls: [],
  finishReason: 'stop',
  usage: { inputTokens: 3, outputTokens: 2 },
  model: 'model',
})

function callOf(scope: string, content: string, clock: VirtualClock, signal?: AbortSignal): Call {
  return {
    id: 'id',
    request: { messages: [{ role: 'user', content }], temperature: 0 },
    mode: 'chat',
    signal: signal ?? new AbortController().signal,
    options: { scope },
    ledger: new RequestLedger({}, clock),
    trace: new Trace(),
  }
}

describe('cacheLayer under tenants who ask the same', () => {
  it('shows nobody an answer that was made for another tenant, nor one to another question', async () => {
    const asked = fc.record({
      tenant: fc.constantFrom('alice', 'bob', 'ali:ce', 'ali%3Ace'),
      question: fc.constantFrom(
        'What is the refund policy for shoes?',
        'the refund policy for shoes, what is it?',
        'What is the refund policy for 2 shoes?',
        'Is there no refund policy for shoes?',
      ),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { maxLength: 40 }), fc.boolean(), async (list, reuses) => {
        const clock = new VirtualClock()
        const sameQuestion = reuses ? new SameQuestionReuse({ errorBound: 0.5, random: () => 0 }) : undefined
        const layer = cacheLayer(new KvCache({ maxBytes: 5000, clock }), {
          clock,
          ...(sameQuestion && { sameQuestion }),
        })
        for (const { tenant, question } of list) {
          const meaning = /\d|no /.exec(question)?.[0] ?? 'policy'
          const handler: Handler = async () => replyOf(answer(`for ${tenant}: ${meaning}`), 'test/model')
          const reply = await drain(await layer(callOf(tenant, question, clock), handler))
          expect(reply.text).toBe(`for ${tenant}: ${meaning}`)
        }
      }),
      { numRuns: 40 },
    )
  })
})

describe('cacheLayer in a storm of aborts', () => {
  it('answers all who stay, rejects those who leave with their own reason, and aborts upstream only when nobody is left', async () => {
    const caller = fc.record({ leavesAtMs: fc.option(fc.integer({ min: 0, max: 120 }), { nil: undefined }) })
    await fc.assert(
      fc.asyncProperty(fc.array(caller, { minLength: 1, maxLength: 12 }), async callers => {
        const clock = new VirtualClock({ idle: () => new Promise(resolve => setImmediate(resolve)) })
        const cache = new KvCache<ChatResponse>({ maxBytes: 100_000, clock })
        const layer = cacheLayer(cache, { clock })
        const upstream = { asked: 0, aborted: 0 }
        const handler: Handler = async call => {
          upstream.asked++
          try {
            await sleep(clock, 100, call.signal)
          } catch (error) {
            upstream.aborted++
            throw error
          }
          return replyOf(answer('yes'), 'test/model')
        }
        const asked = callers.map(({ leavesAtMs }, i) => {
          const leaver = new AbortController()
          const result = layer(callOf('tenant', 'Is it so?', clock, leaver.signal), handler).then(drain)
          if (leavesAtMs !== undefined) clock.after(leavesAtMs, () => leaver.abort(`caller ${i} left`))
          return { result, leavesAtMs }
        })
        // All have looked into the cache before time passes.
        while (cache.metrics.misses < callers.length) await new Promise(resolve => setImmediate(resolve))
        const results = Promise.allSettled(asked.map(one => one.result))
        for (const result of await clock.run(results).then(list => list.map((one, i) => ({ one, at: callers[i] })))) {
          const { one, at } = result
          if (at?.leavesAtMs === undefined) expect(one).toMatchObject({ status: 'fulfilled', value: { text: 'yes' } })
          else if (one.status === 'rejected') expect(one.reason).toMatch(/^caller \d+ left$/)
        }
        expect(upstream.asked).toBe(1)
        const stays = callers.some(({ leavesAtMs }) => leavesAtMs === undefined || leavesAtMs > 100)
        if (stays) expect(upstream.aborted).toBe(0)
        else if (callers.every(({ leavesAtMs }) => leavesAtMs !== undefined && leavesAtMs < 100))
          expect(upstream.aborted).toBe(1)
      }),
      { numRuns: 40 },
    )
  })
})
