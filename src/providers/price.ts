import type { Usage } from '../chat/index.ts'
import type { ModelInfo, Price } from './provider.ts'

/**
 * What an answer cost by the list price that holds at that time (epoch ms), USD. Where the price list says nothing of
 * cached tokens they cost as much as others. `undefined` where no price or no token count is known.
 */
export function priceOf(usage: Usage, model: ModelInfo, atMs: number): number | undefined {
  const { inputTokens, outputTokens, cacheReadTokens = 0, cacheWriteTokens = 0, reasoningTokens = 0 } = usage
  if (inputTokens === undefined && outputTokens === undefined) return undefined
  const allInputTokens = (inputTokens ?? 0) + cacheReadTokens + cacheWriteTokens
  const price = model.prices?.find(entry => applies(entry, allInputTokens, atMs))
  if (!price) return undefined
  const { inputUsdPerMTok, outputUsdPerMTok } = price
  const inputUsd =
    (inputTokens ?? 0) * inputUsdPerMTok +
    cacheReadTokens * (price.cacheReadUsdPerMTok ?? inputUsdPerMTok) +
    cacheWriteTokens * (price.cacheWriteUsdPerMTok ?? inputUsdPerMTok)
  return (inputUsd + ((outputTokens ?? 0) + reasoningTokens) * outputUsdPerMTok) / 1e6
}

function applies(price: Price, inputTokens: number, atMs: number): boolean {
  const { fromMs = -Infinity, untilMs = Infinity, aboveInputTokens = -1 } = price
  return atMs >= fromMs && atMs < untilMs && inputTokens > aboveInputTokens && atHour(price, atMs)
}

function atHour({ utcHours, utcDays }: Price, atMs: number): boolean {
  if (!utcHours && !utcDays) return true
  const at = new Date(atMs)
  const hour = at.getUTCHours() + at.getUTCMinutes() / 60
  const inHours = !utcHours || utcHours.some(([from, until]) => hour >= from && hour < until)
  return inHours && (!utcDays || utcDays.includes(at.getUTCDay()))
}
