import type { ChatRequest } from '../chat/index.ts'

/**
 * What a target must be able to do to serve this request at all, read from the request itself: `images`, `files`, `tools`,
 * `json-schema`, `reasoning`, `search`, `long-context`. Nothing is guessed from words: a need excludes targets.
 */
export function needsOf(request: ChatRequest, inputTokens: number, longContextTokens: number): string[] {
  const needs: string[] = []
  if (hasPart(request, 'image')) needs.push('images')
  if (hasPart(request, 'file')) needs.push('files')
  if (request.tools !== undefined && request.tools.length > 0 && request.toolChoice !== 'none') needs.push('tools')
  if (request.responseFormat?.type === 'json' && request.responseFormat.schema !== undefined) needs.push('json-schema')
  if (request.reasoning !== undefined && request.reasoning !== 'off') needs.push('reasoning')
  if (request.search === true) needs.push('search')
  if (inputTokens > longContextTokens) needs.push('long-context')
  return needs
}

function hasPart(request: ChatRequest, type: 'image' | 'file'): boolean {
  return request.messages.some(
    message => typeof message.content !== 'string' && message.content.some(part => part.type === type),
  )
}
