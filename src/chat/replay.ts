import type { ChatEvent } from './events.ts'
import type { ChatResponse } from './response.ts'

/** The events that a response would have come as: reasoning, then text, tool calls, sources, and the end. */
export function replay(response: ChatResponse): ChatEvent[] {
  const events: ChatEvent[] = []
  const { text, toolCalls, reasoning, sources, ...end } = response
  for (const part of reasoning ?? []) {
    if (part.text !== '') events.push({ type: 'reasoning-delta', text: part.text })
    events.push({ type: 'reasoning-end', ...(part.provenance && { provenance: part.provenance }) })
  }
  if (text !== '') events.push({ type: 'text-delta', text })
  for (const toolCall of toolCalls) events.push({ type: 'tool-call', toolCall })
  for (const source of sources ?? []) events.push({ type: 'source', source })
  events.push({ type: 'finish', ...end })
  return events
}
