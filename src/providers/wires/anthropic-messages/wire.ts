import { type ChatEvent, type ChatResponse, collectNow } from '../../../chat/index.ts'
import { count, list, object } from '../../http/json.ts'
import type { Ask, Wire } from '../../http/wire.ts'
import { messagesBody } from './body.ts'
import type { MessagesDialect } from './dialect.ts'
import { MessagesReader } from './reader.ts'

/** Anthropic's Messages, and the servers that copy it. */
export function anthropicMessagesWire(dialect: MessagesDialect): Wire {
  return {
    modelsPath: '/v1/models',
    path: () => '/v1/messages',
    headers: apiKey => ({
      'anthropic-version': dialect.version,
      ...(dialect.bearer ? { authorization: `Bearer ${apiKey}` } : { 'x-api-key': apiKey }),
    }),
    body: ask => messagesBody(ask, dialect),
    response: (json, ask) => wholeAnswer(json, ask),
    reader: ask => new MessagesReader(ask),
  }
}

/** Told to the reader as the stream would have told it. */
function wholeAnswer(json: unknown, ask: Ask): ChatResponse {
  const body = object(json)
  if (body['type'] === 'error' || body['error']) throw ask.fail(json)
  const failed = count(object(body['base_resp'])['status_code'])
  if (failed !== undefined && failed !== 0) throw ask.fail(json)
  if (!Array.isArray(body['content'])) throw ask.fail({ error: { type: 'api_error' } })
  const reader = new MessagesReader(ask)
  const events: ChatEvent[] = []
  reader.frame({ type: 'message_start', message: body }, events)
  for (const [index, block] of list(body['content']).entries()) {
    reader.frame({ type: 'content_block_start', index, content_block: block }, events)
    reader.frame({ type: 'content_block_stop', index }, events)
  }
  reader.frame({ type: 'message_delta', delta: { stop_reason: body['stop_reason'] }, usage: body['usage'] }, events)
  reader.frame({ type: 'message_stop' }, events)
  reader.finish(events)
  return collectNow(events)
}
