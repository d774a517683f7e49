import {
  type Attempt,
  drain,
  type Observation,
  openReply,
  ProviderError,
  recordLayer,
  replyOf,
  RequestLedger,
  sleep,
  TargetBusyError,
  Trace,
  Tracker,
  unknownUsage,
  VirtualClock,
} from 'routewise'
import { describe, expect, it } from 'vitest'

function setUp(limits = {}) {
  const clock = new VirtualClock({ startMs: 1_000_000 })
  const observations: Observation[] = []
  const controller = new AbortController()
  const attempt: Attempt = {
    id: '1',
    request: { messages: [{ role: 'user', content: 'hi' }] },
    mode: 'stream',
    signal: controller.signal,
    options: {},
    ledger: new RequestLedger(limits, clock),
    trace: new Trace(),
    task: { kind: 'math', confidence: 1, complexity: 0, inputTokens: 1, needs: [] },
    target: 'p/m',
    attempt: 1,
  }
  const layer = recordLayer({
    clock,
    learner: { observe: observation => observations.push(observation) },
    price: usage =>
      usage.outputTokens === undefined ? undefined : (usage.inputTokens ?? 0) * 0.001 + usage.outputTokens * 0.01,
    estimate: () => 0.5,
  })
  async function* words() {
    await sleep(clock, 100, controller.signal)
    yield { type: 'text-delta', text: 'hi' } as const
    await sleep(clock, 200, controller.signal)
    yield { type: 'finish', finishReason: 'stop', usage: { inputTokens: 1, outputTokens: 7 }, model: 'm' } as const
  }
  const run = () => layer(attempt, a => openReply(words(), a.target, a.signal)).then(drain)
  return { clock, observations, controller, attempt, layer, run }
}

describe('the record layer', () => {
  it('measures first token and total, prices the answer, and tells learner, trace and ledger', async () => {
    const { clock, observations, attempt, run } = setUp()
    await clock.run(run())
    const measured = {
      target: 'p/m',
      status: 'ok',
      latencyMs: 300,
      firstTokenMs: 100,
      costUsd: expect.closeTo(0.071) as number,
    }
    expect(attempt.trace.attempts).toMatchObject([measured])
    expect(observations).toMatchObject([{ type: 'attempt', ...measured, outputTokens: 7, atMs: 1_000_300 }])
    expect(attempt.ledger.spentUsd).toBeCloseTo(0.071)
  })

  it('records a failure with its error', async () => {
    const { layer, attempt, observations } = setUp()
    const error = new ProviderError({ target: 'p/m', kind: 'server', message: 'broken' })
    await expect(layer(attempt, () => Promise.reject(error))).rejects.toBe(error)
    expect(attempt.trace.attempts).toMatchObject([{ status: 'failed', error, costUsd: 0 }])
    expect(observations).toMatchObject([{ status: 'failed' }])
  })

  it('tells the learner what kind of failure it was, and nothing of refusals of our own', async () => {
    const { layer, attempt, observations } = setUp()
    const limited = new ProviderError({ target: 'p/m', kind: 'rate-limit', message: 'slow', retryAfterMs: 7000 })
    for (const thrown of [limited, new Error('what?'), new TargetBusyError('p/m', undefined, 'full')]) {
      await expect(layer(attempt, () => Promise.reject(thrown))).rejects.toBe(thrown)
    }
    expect(observations).toMatchObject([{ failure: 'rate-limit', retryAfterMs: 7000 }, { failure: 'unknown' }])
    expect(attempt.trace.attempts).toHaveLength(3)
  })

  it('tells the first token of streams alone: a whole answer comes at once', async () => {
    const { clock, layer, attempt, observations } = setUp()
    const whole = { text: 'hi', toolCalls: [], finishReason: 'stop', usage: unknownUsage, model: 'm' } as const
    await clock.run(layer({ ...attempt, mode: 'chat' }, a => Promise.resolve(replyOf(whole, a.target))).then(drain))
    expect(observations).toHaveLength(1)
    expect(observations[0]).not.toHaveProperty('firstTokenMs')
  })

  it('records an attempt that was hung up on as cancelled, which is nobody’s failure', async () => {
    const { clock, controller, attempt, run } = setUp()
    clock.after(150, () => controller.abort('bye'))
    await expect(clock.run(run())).rejects.toBe('bye')
    expect(attempt.trace.attempts).toMatchObject([{ status: 'cancelled', latencyMs: 150 }])
    // One token was asked and one was said until then, by estimate.
    expect(attempt.ledger.spentUsd).toBeCloseTo(0.011)
  })

  it('does not make an attempt that the ledger cannot pay', async () => {
    const { run, attempt } = setUp({ usd: 0.4 })
    await expect(run()).rejects.toMatchObject({ code: 'ledger-exhausted', what: 'usd' })
    expect(attempt.trace.attempts).toEqual([])
  })
})

it('the tracker counts attempts, failures, cost and quantiles by target', () => {
  const tracker = new Tracker()
  const ended = { type: 'attempt-ended', atMs: 0, target: 'p/m', costUsd: 0.5 } as const
  tracker.add({ ...ended, status: 'ok', latencyMs: 100 })
  tracker.add({ ...ended, status: 'failed', latencyMs: 5 })
  tracker.add({ ...ended, status: 'cancelled', latencyMs: 1 })
  expect(tracker.totals('p/m')).toMatchObject({ attempts: 3, failures: 1, cancelled: 1, costUsd: 1.5 })
  expect(tracker.totals('p/m').p95LatencyMs).toBeCloseTo(100, -1)
  expect(tracker.totals('q/m')).toEqual({ target: 'q/m', attempts: 0, failures: 0, cancelled: 0, costUsd: 0 })
})
