import type { ChatRequest } from '../chat/index.ts'
import type { Capability, ModelInfo } from './provider.ts'

/** What a request cannot do without. */
export function requiredCapabilities(request: ChatRequest): readonly Capability[] {
  const needed: Capability[] = []
  const types = new Set<string>()
  for (const { content } of request.messages) {
    if (typeof content !== 'string') for (const part of content) types.add(part.type)
  }
  if (types.has('image')) needed.push('images')
  if (types.has('file')) needed.push('files')
  if (request.tools?.length) needed.push('tools')
  if (request.search) needed.push('search')
  return needed
}

/**
 * Why a model cannot serve a request, or `undefined` where it can. What is not known of a model excludes nothing; what
 * can be done with a warning (reasoning, JSON by a schema) neither. `inputTokens`: an estimate, as by `estimateTokens`.
 */
export function exclusionOf(model: ModelInfo, request: ChatRequest, inputTokens = 0): string | undefined {
  const { supports, contextTokens, maxOutputTokens } = model
  const missing = supports ? requiredCapabilities(request).filter(needed => !supports.includes(needed)) : []
  if (missing.length > 0) return `cannot do ${missing.join(', ')}`
  const wanted = request.maxOutputTokens ?? 0
  if (maxOutputTokens !== undefined && wanted > maxOutputTokens) {
    return `answers with at most ${maxOutputTokens} tokens, ${wanted} are wanted`
  }
  if (contextTokens !== undefined && inputTokens + wanted > contextTokens) {
    return `holds ${contextTokens} tokens, about ${inputTokens + wanted} are needed`
  }
  return undefined
}

export interface Eligibility {
  readonly eligible: readonly ModelInfo[]
  readonly excluded: readonly { readonly model: ModelInfo; readonly reason: string }[]
}

/** Which models can serve a request, and why each of the others cannot. */
export function eligible(models: readonly ModelInfo[], request: ChatRequest, inputTokens = 0): Eligibility {
  const judged = models.map(model => ({ model, reason: exclusionOf(model, request, inputTokens) }))
  return {
    eligible: judged.filter(({ reason }) => reason === undefined).map(({ model }) => model),
    excluded: judged.flatMap(({ model, reason }) => (reason === undefined ? [] : [{ model, reason }])),
  }
}
