import { type ChatRequest, textOf } from '../chat/index.ts'

/** At most this many UTF-16 units of a request are read: the start and the end of a longer one. */
const MAX_READ_CHARS = 12_000
const HEAD_CHARS = 8_000

/** A user message below this length that follows another is read together with it: "and in Rust?" says nothing alone. */
const FOLLOW_UP_CHARS = 25

/** What a request asks, as text: its last user message, or whatever message is last. Cut in the middle where it is long. */
export function askedText(request: ChatRequest): string {
  const { messages } = request
  const at = messages.findLastIndex(message => message.role === 'user')
  const asked = messages.at(at)
  if (!asked) return ''
  const text = excerpt(textOf(asked))
  if (at < 1 || text.length >= FOLLOW_UP_CHARS) return text
  const before = messages.findLast((message, i) => i < at && message.role === 'user')
  return before ? `${text}\n${excerpt(textOf(before))}` : text
}

/** The start and the end of a long text. */
export function excerpt(text: string): string {
  if (text.length <= MAX_READ_CHARS) return text
  return `${text.slice(0, HEAD_CHARS)}\n${text.slice(HEAD_CHARS - MAX_READ_CHARS)}`
}
