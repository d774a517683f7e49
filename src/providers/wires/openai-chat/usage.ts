import type { JsonObject, Usage } from '../../../chat/index.ts'
import { count, type Json, object } from '../../http/json.ts'

/**
 * Usage in the words of chat completions, made disjoint. `prompt_tokens` holds what was read from and written to the
 * cache; `completion_tokens` holds the reasoning, but not everywhere: the total tells.
 */
export function openaiUsage(value: unknown): Usage | undefined {
  const raw = object(value)
  const input = count(raw['prompt_tokens'] ?? raw['input_tokens'])
  const output = count(raw['completion_tokens'] ?? raw['output_tokens'])
  if (input === undefined && output === undefined) return undefined
  const inputDetails = object(raw['prompt_tokens_details'])
  const outputDetails = object(raw['completion_tokens_details'])
  const cached =
    count(inputDetails['cached_tokens']) ?? count(raw['cached_tokens']) ?? count(raw['prompt_cache_hit_tokens'])
  const written = count(inputDetails['cache_write_tokens']) ?? count(inputDetails['cache_creation_input_tokens'])
  const reasoning = count(outputDetails['reasoning_tokens']) ?? count(raw['reasoning_tokens'])
  const total = count(raw['total_tokens'])
  const excluded =
    total !== undefined &&
    reasoning !== undefined &&
    reasoning > 0 &&
    (input ?? 0) + (output ?? 0) + reasoning === total
  const costUsd = costOf(raw)
  // Counted by different people, they may disagree; the classes must still sum to what is billed.
  const thought = reasoning === undefined || excluded ? reasoning : Math.min(reasoning, output ?? reasoning)
  return {
    inputTokens: input === undefined ? undefined : Math.max(0, input - (cached ?? 0) - (written ?? 0)),
    ...(cached !== undefined && { cacheReadTokens: cached }),
    ...(written !== undefined && { cacheWriteTokens: written }),
    outputTokens: output === undefined || excluded ? output : output - (thought ?? 0),
    ...(thought !== undefined && { reasoningTokens: thought }),
    ...(costUsd !== undefined && { costUsd }),
    raw: raw as JsonObject,
  }
}

/** What the answer was billed, where the server says so: `cost` (OpenRouter), `cost.total_cost` (Perplexity), ticks of 1e-10 USD (xAI). */
function costOf(raw: Json): number | undefined {
  const ticks = count(raw['cost_in_usd_ticks'])
  return (
    count(raw['cost']) ?? count(object(raw['cost'])['total_cost']) ?? (ticks === undefined ? undefined : ticks / 1e10)
  )
}
