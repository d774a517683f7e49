import { type JsonObject, type Message, textOf } from '../../../chat/index.ts'
import type { Ask } from '../../http/wire.ts'
import { base64, contentOf } from '../file-data.ts'
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
    const content = contentOf(part, ask.provider)
    const { mediaType } = part
    const type = mediaType.startsWith('image/') || part.type === 'image' ? 'image' : 'document'
    if (typeof content === 'string') return { type, source: { type: 'file', file_id: content } }
    if (content instanceof URL) return { type, source: { type: 'url', url: content.href } }
    if (mediaType === 'text/plain') {
      return { type, source: { type: 'text', media_type: mediaType, data: new TextDecoder().decode(content) } }
    }
    return { type, source: { type: 'base64', media_type: mediaType, data: base64(content) } }
  })
}
