import type { ChatRequest, ChatResponse } from '../chat/index.ts'
import type { CallOptions } from '../handler/index.ts'

/**
 * May answers to this request be kept? Only where the same answer would have come again (temperature 0, no web search),
 * or where the caller said so.
 */
export function isCacheableRequest(request: ChatRequest, options: Pick<CallOptions, 'cache'>): boolean {
  if (options.cache === 'off') return false
  if (options.cache !== undefined) return true
  return request.temperature === 0 && request.search !== true
}

export interface AnswerRules {
  /** Tools whose calls have no side effects: answers that only call these are kept too. Default: none. */
  readonly pureTools?: readonly string[] | undefined
  /** Answers that say they are less sure than this are not kept, 0–1. Default 0.5. */
  readonly minConfidence?: number | undefined
}

/** Is this answer whole, unfiltered and sure enough to be given again? */
export function isCacheableAnswer(response: ChatResponse, rules: AnswerRules = {}): boolean {
  const { finishReason, toolCalls, confidence } = response
  if (finishReason !== 'stop' && finishReason !== 'tool-calls') return false
  if (toolCalls.some(call => !rules.pureTools?.includes(call.name))) return false
  if (response.text === '' && toolCalls.length === 0) return false
  return confidence === undefined || confidence >= (rules.minConfidence ?? 0.5)
}
