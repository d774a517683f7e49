import type { JsonObject, Usage } from '../../../chat/index.ts'
import { count, type Json, object } from '../../http/json.ts'

/** Input without the cache is this wire's own habit; what it does not mention was not cached. */
export function anthropicUsage(raw: Json): Usage | undefined {
  const input = count(raw['input_tokens'])
  const output = count(raw['output_tokens'])
  if (input === undefined && output === undefined) return undefined
  const told = count(object(raw['output_tokens_details'])['thinking_tokens'])
  const reasoning = told === undefined ? undefined : Math.min(told, output ?? told)
  return {
    inputTokens: input,
    cacheReadTokens: count(raw['cache_read_input_tokens']) ?? 0,
    cacheWriteTokens: count(raw['cache_creation_input_tokens']) ?? 0,
    outputTokens: output === undefined ? undefined : output - (reasoning ?? 0),
    ...(reasoning !== undefined && { reasoningTokens: reasoning }),
    raw: raw as JsonObject,
  }
}
