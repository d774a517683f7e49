import type { Wire } from '../../http/wire.ts'
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
    reader: ask => new MessagesReader(ask),
  }
}
