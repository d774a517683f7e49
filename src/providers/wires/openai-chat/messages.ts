import { type JsonObject, type Message, textOf } from '../../../chat/index.ts'
import { list } from '../../http/json.ts'
import type { Ask } from '../../http/wire.ts'
import { contentOf, dataUrl } from '../file-data.ts'
import { ownReasoning } from '../reasoning.ts'
import { argumentsText } from '../tool-calls.ts'
import type { ChatDialect } from './dialect.ts'

/** One message as the wire writes it. */
export function chatMessage(message: Message, ask: Ask, dialect: ChatDialect): JsonObject {
  if (message.role === 'tool') return { role: 'tool', tool_call_id: message.toolCallId, content: message.content }
  if (message.role === 'assistant') return assistantMessage(message, ask, dialect)
  if (message.role === 'system' || typeof message.content === 'string') {
    return { role: message.role, content: textOf(message) }
  }
  return {
    role: 'user',
    content: message.content.map(part => {
      if (part.type === 'text') return { type: 'text', text: part.text }
      const content = contentOf(part, ask.provider)
      if (typeof content === 'string') return { type: 'file', file: { file_id: content } }
      const url = dataUrl(content, part.mediaType)
      if (part.type === 'image') return { type: 'image_url', image_url: { url } }
      return { type: 'file', file: { filename: part.name ?? 'file', file_data: url } }
    }),
  }
}

function assistantMessage(
  message: Extract<Message, { role: 'assistant' }>,
  ask: Ask,
  { reasoningField, reasoningRequired }: ChatDialect,
): JsonObject {
  const { toolCalls = [] } = message
  const own = ownReasoning(message, ask.target)
  const details = own.flatMap(part => list(part.provenance?.opaque?.['reasoningDetails']) as JsonObject[])
  const thought = own.map(part => part.text).join('')
  const content = textOf(message)
  return {
    role: 'assistant',
    content: content === '' && toolCalls.length > 0 ? null : content,
    ...(reasoningField &&
      (thought !== '' || (reasoningRequired && toolCalls.length > 0)) && { [reasoningField]: thought }),
    ...(details.length > 0 && { reasoning_details: details }),
    ...(toolCalls.length > 0 && {
      tool_calls: toolCalls.map(call => ({
        id: call.id,
        type: 'function',
        function: { name: call.name, arguments: argumentsText(call) },
      })),
    }),
  }
}
