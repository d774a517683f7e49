import type { JsonObject, Usage } from '../../../chat/index.ts'
import { count, object } from '../../http/json.ts'

/** Prompt with the cache, answer without the thoughts, and what tools fetched beside both. */
export function geminiUsage(value: unknown): Usage | undefined {
  const raw = object(value)
  if (Object.keys(raw).length === 0) return undefined
  const prompt = count(raw['promptTokenCount'])
  const fetched = count(raw['toolUsePromptTokenCount'])
  const cached = count(raw['cachedContentTokenCount'])
  const thoughts = count(raw['thoughtsTokenCount'])
  const input = prompt === undefined && fetched === undefined ? undefined : (prompt ?? 0) + (fetched ?? 0)
  return {
    inputTokens: input === undefined ? undefined : Math.max(0, input - (cached ?? 0)),
    ...(cached !== undefined && { cacheReadTokens: cached }),
    // It leaves out what is 0.
    outputTokens: count(raw['candidatesTokenCount']) ?? 0,
    ...(thoughts !== undefined && { reasoningTokens: thoughts }),
    raw: raw as JsonObject,
  }
}
