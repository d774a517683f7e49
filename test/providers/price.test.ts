import { type ModelInfo, priceOf } from 'routewise'
import { describe, expect, it } from 'vitest'

const model: ModelInfo = {
  id: 'm',
  prices: [
    { fromMs: 1000, inputUsdPerMTok: 4, outputUsdPerMTok: 8 },
    { aboveInputTokens: 1000, inputUsdPerMTok: 3, outputUsdPerMTok: 6, cacheReadUsdPerMTok: 1 },
    { inputUsdPerMTok: 2, outputUsdPerMTok: 4, cacheReadUsdPerMTok: 0.5, cacheWriteUsdPerMTok: 2.5 },
  ],
}

describe('priceOf', () => {
  it('prices every class of tokens once', () => {
    const usage = {
      inputTokens: 100,
      cacheReadTokens: 200,
      cacheWriteTokens: 300,
      outputTokens: 10,
      reasoningTokens: 5,
    }
    expect(priceOf(usage, model, 0)).toBeCloseTo((100 * 2 + 200 * 0.5 + 300 * 2.5 + 15 * 4) / 1e6, 12)
  })

  it('takes the first price that holds at that time and for that many input tokens, cached ones included', () => {
    expect(priceOf({ inputTokens: 1, outputTokens: 0 }, model, 1000)).toBeCloseTo(4e-6, 12)
    expect(priceOf({ inputTokens: 1, cacheReadTokens: 1000, outputTokens: 0 }, model, 0)).toBeCloseTo(1003e-6, 12)
  })

  it('does not know what it was not told', () => {
    expect(priceOf({ inputTokens: undefined, outputTokens: undefined }, model, 0)).toBeUndefined()
    expect(priceOf({ inputTokens: 1, outputTokens: 1 }, { id: 'x' }, 0)).toBeUndefined()
  })
})
