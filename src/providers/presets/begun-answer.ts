import type { ChatRequest } from '../../chat/index.ts'
import type { Ask } from '../http/wire.ts'
import type { ChatBody } from '../wires/openai-chat/dialect.ts'

/** The last message is the beginning of the answer that is asked for. */
export function isBegunAnswer({ messages }: ChatRequest): boolean {
  const last = messages.at(-1)
  return last?.role === 'assistant' && !last.toolCalls?.length
}

/** Marks it so, for servers that take it for a turn like any other otherwise. */
export function markBegunAnswer(body: ChatBody, { request }: Ask, field: 'prefix' | 'partial'): void {
  const last = (body['messages'] as object[]).at(-1)
  if (last && isBegunAnswer(request)) Object.assign(last, { [field]: true })
}
