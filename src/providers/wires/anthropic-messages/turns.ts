import { type JsonObject, type Message, textOf } from '../../../chat/index.ts'
import type { Ask } from '../../http/wire.ts'
import { base64, heldFileId } from '../file-data.ts'
import { ownReasoning } from '../reasoning.ts'

interface Turn {
  role: 'user' | 'assistant'
  content: JsonObject[]
}

/** User and tool messages that follow each other become one turn: results of parallel calls must stand together. */
export function turns(messages: readonly Message[], ask: Ask): Turn[] {
  const result: Turn[] = []
  for (const message of messages) {
    if (message.role === 'system') continue
    const role = message.role === 'assistant' ? 'assistant' : 'user'
    const content = blocks(message, ask)
    if (content.length === 0) continue
    const last = result.at(-1)
    if (last?.role === role) last.content.push(...content)
    else result.push({ role, content })
  }
  return result
}

function blocks(message: Message, ask: Ask): JsonObject[] {
  if (message.role === 'tool') {
    return [{ type: 'tool_result', tool_use_id: message.toolCallId, content: message.content }]
  }
  if (message.role === 'assistant') {
    const content = textOf(message)
    return [
      ...ownReasoning(message, ask.target).flatMap((part): JsonObject[] => {
        const opaque = part.provenance?.opaque
        if (opaque?.['redacted'] !== undefined) return [{ type: 'redacted_thinking', data: opaque['redacted'] }]
        const signature = opaque?.['signature']
        return signature === undefined ? [] : [{ type: 'thinking', thinking: part.text, signature }]
      }),
      ...(content === '' ? [] : [{ type: 'text', text: content }]),
      ...(message.toolCalls ?? []).map(call => ({
        type: 'tool_use',
        id: call.id,
        name: call.name,
        input: typeof call.arguments === 'object' && call.arguments !== null ? call.arguments : {},
      })),
    ]
  }
  if (typeof message.content === 'string')
    return message.content === '' ? [] : [{ type: 'text', text: message.content }]
  return message.content.map(part => {
    if (part.type === 'text') return { type: 'text', text: part.text }
    const fileId = part.type === 'file' ? heldFileId(part, ask.provider) : undefined
    const kind = part.mediaType.startsWith('image/') || part.type === 'image' ? 'image' : 'document'
    if (fileId !== undefined) return { type: kind, source: { type: 'file', file_id: fileId } }
    if (part.data instanceof URL) return { type: kind, source: { type: 'url', url: part.data.href } }
    const bytes = part.data as Uint8Array
    if (part.mediaType === 'text/plain') {
      return {
        type: 'document',
        source: { type: 'text', media_type: 'text/plain', data: new TextDecoder().decode(bytes) },
      }
    }
    return { type: kind, source: { type: 'base64', media_type: part.mediaType, data: base64(bytes) } }
  })
}
