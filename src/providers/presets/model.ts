import type { Capability, ModelInfo, Price } from '../provider.ts'

type PerMTok = readonly [input: number, cacheRead: number | undefined, output: number, cacheWrite?: number | undefined]

/** One list price, USD per million tokens. */
export function usd(
  [input, cacheRead, output, cacheWrite]: PerMTok,
  when: Pick<Price, 'fromMs' | 'untilMs' | 'aboveInputTokens' | 'utcHours' | 'utcDays'> = {},
): Price {
  return {
    ...when,
    inputUsdPerMTok: input,
    outputUsdPerMTok: output,
    ...(cacheRead !== undefined && { cacheReadUsdPerMTok: cacheRead }),
    ...(cacheWrite !== undefined && { cacheWriteUsdPerMTok: cacheWrite }),
  }
}

export interface Family {
  readonly contextTokens: number
  readonly maxOutputTokens: number
  readonly supports: readonly Capability[]
  readonly verified?: boolean
}

export function model(id: string, family: Family, prices: readonly Price[]): ModelInfo {
  return { id, ...family, ...(prices.length > 0 && { prices }) }
}
