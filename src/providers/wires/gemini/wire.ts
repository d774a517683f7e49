import type { Wire } from '../../http/wire.ts'
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
    reader: ask => new GeminiReader(ask),
  }
}
