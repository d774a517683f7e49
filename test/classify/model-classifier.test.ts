import { type ChatRequest, type ChatResponse, modelClassifier, unknownUsage, VirtualClock } from 'routewise'
import { describe, expect, it } from 'vitest'

const request: ChatRequest = { messages: [{ role: 'user', content: 'Write a Python function that sorts a list' }] }
const says = (text: string): ChatResponse => ({
  text,
  toolCalls: [],
  finishReason: 'stop',
  usage: unknownUsage,
  model: 'tiny',
})
const signal = new AbortController().signal

describe('modelClassifier', () => {
  it('takes the word of the model for the kind and the rest from the fallback', async () => {
    const classifier = modelClassifier({ ask: async () => says(' Math\n') })
    const task = await classifier.classify(request, { signal })
    expect(task.kind).toBe('math')
    expect(task.confidence).toBe(0.85)
    expect(task.shares?.['math']).toBe(0.85)
    expect(Object.values(task.shares ?? {}).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
    expect(task.inputTokens).toBeGreaterThan(5)
  })

  it('finds the one kind that a talkative model names', async () => {
    const classifier = modelClassifier({ ask: async () => says('The kind is: empathy.') })
    expect((await classifier.classify(request, { signal })).kind).toBe('empathy')
  })

  it.each([
    ['fails', async () => Promise.reject(new Error('down'))],
    ['names no kind', async () => says('I cannot help with that')],
    ['names two kinds', async () => says('coding or math')],
  ])('falls back where the model %s, and says so', async (_, ask) => {
    const causes: unknown[] = []
    const classifier = modelClassifier({ ask, onFallback: cause => causes.push(cause) })
    expect((await classifier.classify(request, { signal })).kind).toBe('coding')
    expect(causes).toHaveLength(1)
  })

  it('falls back where the model is late, and hangs up on it', async () => {
    const clock = new VirtualClock()
    let seen: AbortSignal | undefined
    const classifier = modelClassifier({
      ask: (_, options) => {
        seen = options.signal
        return new Promise(() => {})
      },
      timeoutMs: 500,
      clock,
    })
    const task = await clock.run(Promise.resolve(classifier.classify(request, { signal })))
    expect(task.kind).toBe('coding')
    expect(clock.mono()).toBe(500)
    expect(seen?.aborted).toBe(true)
    expect(clock.pending).toBe(0)
  })

  it('rejects with the reason of a caller who leaves', async () => {
    const controller = new AbortController()
    const classifier = modelClassifier({ ask: () => new Promise(() => {}) })
    const work = Promise.resolve(classifier.classify(request, { signal: controller.signal }))
    controller.abort(new Error('left'))
    await expect(work).rejects.toThrow('left')
  })

  it('refuses options that cannot work', () => {
    expect(() => modelClassifier({ ask: async () => says(''), kinds: { one: 'only' }, timeoutMs: 0 })).toThrow(
      /kinds.*timeoutMs/,
    )
  })
})
