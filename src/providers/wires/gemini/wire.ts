import { type ChatEvent, type ChatResponse, collectNow } from '../../../chat/index.ts'
import type { Ask, Wire } from '../../http/wire.ts'
import { geminiBody } from './body.ts'
import type { GeminiDialect } from './dialect.ts'
import { GeminiReader } from './reader.ts'

/** Gemini's generateContent. */
export function geminiWire(dialect: GeminiDialect = {}): Wire {
  return {
    modelsPath: '/models',
    path: ({ model, stream }) =>
      `/models/${encodeURIComponent(model)}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
    headers: apiKey => ({ 'x-goog-api-key': apiKey }),
    body: ask => geminiBody(ask, dialect),
    response: (json, ask) => wholeAnswer(json, ask),
    reader: ask => new GeminiReader(ask),
  }
}

function wholeAnswer(json: unknown, ask: Ask): ChatResponse {
  const reader = new GeminiReader(ask)
  const events: ChatEvent[] = []
  // Without alt=sse a stream is an array of its chunks.
  for (const chunk of Array.isArray(json) ? json : [json]) reader.frame(chunk, events)
  if (!reader.finish(events)) throw ask.fail({ error: { status: 'INTERNAL' } })
  return collectNow(events)
}
