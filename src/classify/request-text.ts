import { type ChatRequest, textOf } from '../chat/index.ts'

/** At most this many UTF-16 units of a request are read: the start and the end of a longer one. */
export const MAX_READ_CHARS = 12_000
const HEAD_CHARS = 8_000

/** What a request asks, as text: its last user message, or whatever message is last. Cut in the middle where it is long. */
export function askedText(request: ChatRequest): string {
  const { messages } = request
  const last = messages.findLast(message => message.role === 'user') ?? messages.at(-1)
  return last ? excerpt(textOf(last)) : ''
}

function excerpt(text: string): string {
  if (text.length <= MAX_READ_CHARS) return text
  return `${text.slice(0, HEAD_CHARS)}\n${text.slice(HEAD_CHARS - MAX_READ_CHARS)}`
}
