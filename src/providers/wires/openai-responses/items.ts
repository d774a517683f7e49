import { type JsonObject, type Message, textOf } from '../../../chat/index.ts'
import { object } from '../../http/json.ts'
import type { Ask } from '../../http/wire.ts'
import { contentOf, dataUrl } from '../file-data.ts'
import { ownReasoning } from '../reasoning.ts'
import { argumentsText } from '../tool-calls.ts'

/** One message as the items that the wire makes of it. */
export function itemsOf(message: Message, ask: Ask): JsonObject[] {
  if (message.role === 'system') return []
  if (message.role === 'tool')
    return [{ type: 'function_call_output', call_id: message.toolCallId, output: message.content }]
  if (message.role === 'assistant') {
    const content = textOf(message)
    return [
      ...ownReasoning(message, ask.target).flatMap((part): JsonObject[] => {
        const item = part.provenance?.opaque?.['item']
        return item === undefined ? [] : [object(item) as JsonObject]
      }),
      ...(content === '' ? [] : [{ role: 'assistant', content }]),
      ...(message.toolCalls ?? []).map(call => ({
        type: 'function_call',
        call_id: call.id,
        name: call.name,
        arguments: argumentsText(call),
      })),
    ]
  }
  if (typeof message.content === 'string') return [{ role: 'user', content: message.content }]
  const content = message.content.map(part => {
    if (part.type === 'text') return { type: 'input_text', text: part.text }
    const content = contentOf(part, ask.provider)
    if (typeof content === 'string') return { type: 'input_file', file_id: content }
    if (part.type === 'image') {
      return { type: 'input_image', detail: 'auto', image_url: dataUrl(content, part.mediaType) }
    }
    if (content instanceof URL) return { type: 'input_file', file_url: content.href }
    return { type: 'input_file', filename: part.name ?? 'file', file_data: dataUrl(content, part.mediaType) }
  })
  return [{ role: 'user', content }]
}
