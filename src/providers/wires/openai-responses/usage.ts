import type { JsonObject, Usage } from '../../../chat/index.ts'
import { count, object } from '../../http/json.ts'

/** Usage in the words of Responses, made disjoint: input holds the cache, output the reasoning. */
export function responsesUsage(value: unknown): Usage | undefined {
  const raw = object(value)
  const input = count(raw['input_tokens'])
  const output = count(raw['output_tokens'])
  if (input === undefined && output === undefined) return undefined
  const details = object(raw['input_tokens_details'])
  const cached = count(details['cached_tokens'])
  const written = count(details['cache_write_tokens'])
  const told = count(object(raw['output_tokens_details'])['reasoning_tokens'])
  const reasoning = told === undefined ? undefined : Math.min(told, output ?? told)
  return {
    inputTokens: input === undefined ? undefined : Math.max(0, input - (cached ?? 0) - (written ?? 0)),
    ...(cached !== undefined && { cacheReadTokens: cached }),
    ...(written !== undefined && { cacheWriteTokens: written }),
    outputTokens: output === undefined ? undefined : output - (reasoning ?? 0),
    ...(reasoning !== undefined && { reasoningTokens: reasoning }),
    raw: raw as JsonObject,
  }
}
