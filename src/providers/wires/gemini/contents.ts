import { type JsonObject, type Message, textOf } from '../../../chat/index.ts'
import type { Ask } from '../../http/wire.ts'
import { base64, contentOf } from '../file-data.ts'
import { ownReasoning } from '../reasoning.ts'

interface Content {
  role: 'user' | 'model'
  parts: JsonObject[]
}

/** The turns of a conversation: what one side says in a row is one turn. */
export function contents(messages: readonly Message[], ask: Ask): Content[] {
  const result: Content[] = []
  /** Names of the calls so far: results are filed by name here. */
  const names = new Map<string, string>()
  for (const message of messages) {
    if (message.role === 'system') continue
    if (message.role === 'assistant') for (const call of message.toolCalls ?? []) names.set(call.id, call.name)
    const role = message.role === 'assistant' ? 'model' : 'user'
    const parts = partsOf(message, ask, names)
    if (parts.length === 0) continue
    const last = result.at(-1)
    if (last?.role === role) last.parts.push(...parts)
    else result.push({ role, parts })
  }
  return result
}

function partsOf(message: Message, ask: Ask, names: ReadonlyMap<string, string>): JsonObject[] {
  if (message.role === 'tool') {
    const name = names.get(message.toolCallId) ?? message.toolCallId
    return [{ functionResponse: { name, response: { result: message.content } } }]
  }
  if (message.role === 'assistant') {
    const content = textOf(message)
    const signature = ownReasoning(message, ask.target).findLast(part => part.provenance?.opaque)?.provenance?.opaque
    return [
      ...(content === '' ? [] : [{ text: content, ...signature }]),
      ...(message.toolCalls ?? []).map(call => ({
        functionCall: { name: call.name, args: call.arguments },
        ...(call.provenance?.target === ask.target && call.provenance.opaque),
      })),
    ]
  }
  if (typeof message.content === 'string') return message.content === '' ? [] : [{ text: message.content }]
  return message.content.map(part => {
    if (part.type === 'text') return { text: part.text }
    const content = contentOf(part, ask.provider)
    const mimeType = part.mediaType
    if (content instanceof Uint8Array) return { inlineData: { mimeType, data: base64(content) } }
    return { fileData: { mimeType, fileUri: typeof content === 'string' ? content : content.href } }
  })
}
