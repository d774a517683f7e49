import type { ChatRequest } from '../chat/index.ts'
import type { Conversation } from './sessions.ts'

/** The request with what was said before it in the session: after its own system messages, before the rest. */
export function withHistory({ messages }: Conversation, request: ChatRequest): ChatRequest {
  if (messages.length === 0) return request
  const firstTurn = request.messages.findIndex(message => message.role !== 'system')
  const at = firstTurn < 0 ? request.messages.length : firstTurn
  const said = messages.filter(message => message.role !== 'system')
  return { ...request, messages: [...request.messages.slice(0, at), ...said, ...request.messages.slice(at)] }
}
