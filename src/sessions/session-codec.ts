import * as z from 'zod/mini'
import type { ContentPart, Message } from '../chat/index.ts'
import { isTarget, type Target } from '../chat/index.ts'
import type { Session } from './session.ts'

const target = z.custom<Target>(value => typeof value === 'string' && isTarget(value))
const part = z.looseObject({ type: z.enum(['text', 'reasoning', 'image', 'file']) })
const message = z.looseObject({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: z.union([z.string(), z.array(part)]),
})
const stored = z.object({
  version: z.literal(1),
  id: z.string(),
  turns: z.number(),
  visits: z.array(z.object({ topic: z.string(), target, turns: z.number(), sinceMs: z.number() })),
  lastAtMs: z.number(),
  cachedTokens: z.number(),
  recentTexts: z.array(z.string()),
  messages: z.array(message),
})

/** A session as text. The bytes of images and files are not kept: a line of text says what was there. */
export function encodeSession(session: Session): string {
  return JSON.stringify({ version: 1, ...session, messages: session.messages.map(withoutBytes) })
}

/** The session that a text holds; `undefined` for a text that holds none. */
export function decodeSession(text: string): Session | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const parsed = stored.safeParse(value)
  if (!parsed.success) return undefined
  const { version: _, messages, ...session } = parsed.data
  return { ...session, messages: messages.map(entry => withUrls(entry as unknown as Message)) }
}

function withoutBytes(message: Message): Message {
  if (typeof message.content === 'string' || message.role === 'assistant' || message.role === 'tool') {
    return message
  }
  return { ...message, content: message.content.map(partWithoutBytes) }
}

function partWithoutBytes(part: ContentPart): ContentPart {
  if (part.type === 'text' || !(part.data instanceof Uint8Array)) return part
  return { type: 'text', text: `[${part.type} ${part.mediaType}, ${part.data.byteLength} bytes, not kept]` }
}

/** Addresses come back as text. */
function withUrls(message: Message): Message {
  if (typeof message.content === 'string' || message.role === 'assistant' || message.role === 'tool') {
    return message
  }
  return { ...message, content: message.content.map(partWithUrl) }
}

function partWithUrl(part: ContentPart): ContentPart {
  if (part.type === 'text' || typeof part.data !== 'string') return part
  const address: string = part.data
  return URL.canParse(address)
    ? { ...part, data: new URL(address) }
    : { type: 'text', text: `[${part.type} ${part.mediaType}, its address was not readable]` }
}
