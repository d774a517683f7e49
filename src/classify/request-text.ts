import { type ChatRequest, textOf } from '../chat/index.ts'

/** At most this many UTF-16 units of a request are read: the start and the end of a longer one. */
const MAX_READ_CHARS = 12_000
const HEAD_CHARS = 8_000

/** A user message below this length may be a follow-up: "and in Rust?" says nothing without what was asked before. */
const FOLLOW_UP_CHARS = 80

/** What a request asks, as text: its last user message, or whatever message is last. Cut in the middle where it is long. */
export function askedText(request: ChatRequest): string {
  const asked = request.messages.at(lastUserIndex(request))
  return asked ? excerpt(textOf(asked)) : ''
}

/** A short last message together with the user message before it; `undefined` where it is long or the first. */
export function followUpText(request: ChatRequest): string | undefined {
  const at = lastUserIndex(request)
  const asked = request.messages[at]
  const before = request.messages.findLast((message, i) => i < at && message.role === 'user')
  if (!asked || !before) return undefined
  const text = textOf(asked)
  return text.length < FOLLOW_UP_CHARS ? `${text}\n${excerpt(textOf(before))}` : undefined
}

function lastUserIndex(request: ChatRequest): number {
  return request.messages.findLastIndex(message => message.role === 'user')
}

/** The start and the end of a long text. */
export function excerpt(text: string): string {
  if (text.length <= MAX_READ_CHARS) return text
  return `${text.slice(0, HEAD_CHARS)}\n${text.slice(HEAD_CHARS - MAX_READ_CHARS)}`
}
