import * as z from 'zod/mini'
import type { ChatRequest } from '../chat/index.ts'
import type { Fault } from '../errors/index.ts'

const requestSchema = z.looseObject({
  messages: z
    .array(
      z.looseObject({
        role: z.enum(['system', 'user', 'assistant', 'tool'], 'must be system, user, assistant or tool'),
        content: z.union(
          [z.string(), z.array(z.looseObject({ type: z.string() }))],
          'must be a text or a list of parts',
        ),
      }),
      'must be a list of messages',
    )
    .check(z.minLength(1, 'at least one message is needed')),
})

/** What of a request cannot be asked of anybody: path and fault, never content. */
export function faultsOf(request: ChatRequest): Fault[] {
  // The happy path is a loop over roles; the schema is asked only for words to say.
  const { messages } = request ?? {}
  const fine = Array.isArray(messages) && messages.length > 0 && messages.every(isMessage)
  if (fine) return []
  const { error } = z.safeParse(requestSchema, request)
  return (error?.issues ?? []).map(issue => ({ path: issue.path.join('.') || 'request', message: issue.message }))
}

function isMessage(message: unknown): boolean {
  const { role, content } = (message ?? {}) as { role?: unknown; content?: unknown }
  const known = role === 'user' || role === 'system' || role === 'assistant' || role === 'tool'
  return known && typeof content === 'string'
}
