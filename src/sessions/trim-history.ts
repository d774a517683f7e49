import type { ChatRequest, Message } from '../chat/index.ts'
import { estimateTokens, textTokens, type TokenCounter } from '../classify/index.ts'
import type { Attempt, Middleware } from '../handler/index.ts'
import type { ModelInfo } from '../providers/index.ts'

/** The estimate of tokens may be off by this share. */
const MARGIN = 0.1
/** What an answer is given room for where nobody says. */
const ANSWER_TOKENS = 4_096

/**
 * The messages without their oldest turns, so that they cost at most `maxTokens` by estimate. System messages stay, and so
 * does the last turn, whatever it costs. A turn goes as a whole, from a user message to the next: no answer of a tool is
 * left without the call that asked for it. The same list where nothing has to go.
 */
export function trimHistory(
  messages: readonly Message[],
  maxTokens: number,
  count: TokenCounter = textTokens,
): readonly Message[] {
  const costs = messages.map(message => estimateTokens({ messages: [message] }, count))
  let total = costs.reduce((sum, cost) => sum + cost, 0)
  if (total <= maxTokens) return messages
  const lastTurn = messages.findLastIndex(message => message.role === 'user')
  const dropped = new Set<number>()
  let at = 0
  while (total > maxTokens && at < lastTurn) {
    const next = messages.findIndex((message, i) => i > at && message.role === 'user')
    for (; at < next; at++) {
      if (messages[at]?.role === 'system') continue
      dropped.add(at)
      total -= costs[at] ?? 0
    }
  }
  return messages.filter((_, i) => !dropped.has(i))
}

/** The request with as much of its history as fits the model beside the answer. The same object where all of it does. */
export function fitToContext(
  request: ChatRequest,
  model: Pick<ModelInfo, 'contextTokens' | 'maxOutputTokens'>,
  count: TokenCounter = textTokens,
): ChatRequest {
  const { contextTokens } = model
  if (contextTokens === undefined) return request
  const answer = request.maxOutputTokens ?? Math.min(model.maxOutputTokens ?? ANSWER_TOKENS, contextTokens / 4)
  const tools = estimateTokens({ ...request, messages: [] }, count)
  const messages = trimHistory(request.messages, Math.max(0, (contextTokens - answer) * (1 - MARGIN) - tools), count)
  return messages === request.messages ? request : { ...request, messages }
}

/** An attempt layer that trims the history to the window of the target that is asked: a fallback may have a smaller one. */
export function historyLayer(
  modelOf: (attempt: Attempt) => ModelInfo | undefined,
  count: TokenCounter = textTokens,
): Middleware<Attempt> {
  return (attempt, next) => {
    const model = modelOf(attempt)
    return next(model ? { ...attempt, request: fitToContext(attempt.request, model, count) } : attempt)
  }
}
