import type { Wire } from '../../http/wire.ts'
import { chatBody } from './body.ts'
import type { ChatDialect } from './dialect.ts'
import { ChatReader } from './reader.ts'

/** Chat completions, as OpenAI made them and everybody else copied them. */
export function openaiChatWire(dialect: ChatDialect = {}): Wire {
  return {
    modelsPath: '/models',
    path: ask => dialect.path?.(ask) ?? '/chat/completions',
    headers: apiKey => dialect.headers?.(apiKey) ?? { authorization: `Bearer ${apiKey}` },
    body: ask => chatBody(ask, dialect),
    reader: ask => new ChatReader(ask),
  }
}
