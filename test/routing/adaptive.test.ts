import { adaptive, type Candidate, type ChatRequest, type RoutingContext, seededRandom, type Target } from 'routewise'
import { describe, expect, it } from 'vitest'
import { task } from '../learning/observations.ts'

const candidate = (target: Target, quality: number): Candidate => ({
  target,
  model: { id: target },
  prediction: {
    target,
    quality: { mean: quality, stdDev: 0.01, samples: 1000 },
    latencyMs: { mean: 1, stdDev: 1, samples: 1 },
    costUsd: { mean: 0.001, stdDev: 0, samples: 1 },
  },
  inFlight: 0,
  circuit: 'closed',
})

const shaped: Partial<ChatRequest> = { responseFormat: { type: 'json' } }

/** Of three who are right two times in three each. */
async function planned(stakes: number, request: Partial<ChatRequest>, latency = 0.5, kind = 'math') {
  const context: RoutingContext = {
    request: { messages: [{ role: 'user', content: 'What is 2 + 2?' }], ...request },
    task: { ...task(), kind, form: 'simple-query', sensitivity: { cost: 0.5, latency, stakes } },
    constraints: {},
    explore: false,
    candidates: [candidate('a/one', 0.7), candidate('b/two', 0.68), candidate('c/three', 0.66)],
    random: seededRandom(1),
    nowMs: 0,
  }
  const { mode, targets } = await adaptive().plan(context)
  return mode === 'ensemble' ? targets.length : mode
}

describe('adaptive', () => {
  it('asks one where little is at stake', async () => {
    expect(await planned(0, shaped)).toBe('in-order')
  })

  it('asks two where much is at stake and answers have a format in which they can be equal', async () => {
    expect(await planned(0.95, shaped)).toBe(2)
  })

  it('asks three at once where there is no time to ask a third later', async () => {
    expect(await planned(0.95, shaped, 0.9)).toBe(3)
  })

  it.each(['math', 'general', 'research'])('never puts free text to a vote, whatever is at stake: %s', async kind => {
    expect(await planned(1, {}, 0.9, kind)).toBe('in-order')
    expect(await planned(1, { responseFormat: { type: 'text' } }, 0.9, kind)).toBe('in-order')
  })
})
