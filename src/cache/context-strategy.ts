import type { Message } from '../chat/index.ts'

/** What of a conversation is sent again: everything, what the user and tools said, or only what was answered. */
export type ContextStrategy = 'full' | 'context-only' | 'response-only'

/**
 * The messages that a strategy sends again. System messages always; a tool's word only together with the call it answers,
 * as every provider demands.
 */
export function contextOf(messages: readonly Message[], strategy: ContextStrategy): readonly Message[] {
  if (strategy === 'full') return messages
  return messages.filter(message => {
    if (message.role === 'system') return true
    const isToolUse = message.role === 'tool' || (message.role === 'assistant' && (message.toolCalls?.length ?? 0) > 0)
    if (strategy === 'context-only') return isToolUse || message.role === 'user'
    return message.role === 'assistant' && !isToolUse
  })
}
