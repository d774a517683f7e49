import type { Wire } from '../../http/wire.ts'
import { responsesBody } from './body.ts'
import type { ResponsesDialect } from './dialect.ts'
import { ResponsesReader } from './reader.ts'

/** OpenAI's Responses: the wire on which its newer models think and call tools at once. Nothing is stored at the server. */
export function openaiResponsesWire(dialect: ResponsesDialect = {}): Wire {
  return {
    modelsPath: '/models',
    path: () => '/responses',
    headers: apiKey => ({ authorization: `Bearer ${apiKey}` }),
    body: ask => responsesBody(ask, dialect),
    reader: ask => new ResponsesReader(ask),
  }
}
