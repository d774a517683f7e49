import { type ChatEvent, type ChatResponse, collectNow } from '../../../chat/index.ts'
import { list, object } from '../../http/json.ts'
import type { Ask, Wire } from '../../http/wire.ts'
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
    response: (json, ask) => wholeAnswer(json, ask),
    reader: ask => new ResponsesReader(ask),
  }
}

/** Told to the reader as the stream would have told it. */
function wholeAnswer(json: unknown, ask: Ask): ChatResponse {
  const body = object(json)
  if (!Array.isArray(body['output'])) throw ask.fail(body['error'] ? json : { error: { type: 'server_error' } })
  const reader = new ResponsesReader(ask)
  const events: ChatEvent[] = []
  for (const [index, item] of list(body['output']).entries()) {
    reader.frame({ type: 'response.output_item.done', output_index: index, item }, events)
  }
  reader.frame({ type: 'response.completed', response: body }, events)
  reader.finish(events)
  return collectNow(events)
}
