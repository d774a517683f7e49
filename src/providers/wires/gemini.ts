import {
  type ChatEvent,
  type ChatResponse,
  collectNow,
  type FinishReason,
  type JsonObject,
  type JsonValue,
  type Message,
  textOf,
  type Usage,
} from '../../chat/index.ts'
import { count, list, object, optionalText, text } from '../http/json.ts'
import type { Ask, StreamReader, Wire } from '../http/wire.ts'
import { base64, heldFileId, jsonSchemaOf, ownReasoning, ReasoningTracker, systemText } from './shared.ts'

export interface GeminiDialect {
  readonly adapt?: (generationConfig: Record<string, unknown>, ask: Ask) => void
}

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

function geminiBody(ask: Ask, dialect: GeminiDialect): Record<string, unknown> {
  const { request } = ask
  const config: Record<string, unknown> = {}
  if (request.maxOutputTokens !== undefined) config['maxOutputTokens'] = request.maxOutputTokens
  if (request.temperature !== undefined) config['temperature'] = request.temperature
  if (request.stop?.length) config['stopSequences'] = request.stop
  if (request.seed !== undefined) config['seed'] = request.seed
  if (request.responseFormat?.type === 'json') {
    config['responseMimeType'] = 'application/json'
    const { schema } = request.responseFormat
    if (schema) config['responseJsonSchema'] = jsonSchemaOf(schema, 'responseFormat.schema')
  }
  dialect.adapt?.(config, ask)
  const system = systemText(request)
  const tools: JsonObject[] = []
  if (request.tools?.length) {
    tools.push({
      functionDeclarations: request.tools.map(({ name, description, parameters }) => ({
        name,
        description: description ?? '',
        parametersJsonSchema: jsonSchemaOf(parameters, `tools.${name}`),
      })),
    })
  }
  if (request.search) tools.push({ googleSearch: {} })
  const { toolChoice } = request
  const body: Record<string, unknown> = {
    contents: contents(request.messages, ask),
    ...(system !== '' && { systemInstruction: { parts: [{ text: system }] } }),
    ...(tools.length > 0 && { tools }),
    ...(request.tools?.length &&
      toolChoice !== undefined && { toolConfig: { functionCallingConfig: callingMode(toolChoice) } }),
    ...(Object.keys(config).length > 0 && { generationConfig: config }),
  }
  return { ...body, ...request.providerOptions?.[ask.provider] }
}

function callingMode(choice: 'auto' | 'none' | 'required' | { readonly name: string }): JsonObject {
  if (typeof choice === 'object') return { mode: 'ANY', allowedFunctionNames: [choice.name] }
  return { mode: choice === 'required' ? 'ANY' : choice.toUpperCase() }
}

interface Content {
  role: 'user' | 'model'
  parts: JsonObject[]
}

function contents(messages: readonly Message[], ask: Ask): Content[] {
  const result: Content[] = []
  /** Names of the calls so far: results are filed by name here. */
  const names = new Map<string, string>()
  for (const message of messages) {
    if (message.role === 'system') continue
    if (message.role === 'assistant') for (const call of message.toolCalls ?? []) names.set(call.id, call.name)
    const role = message.role === 'assistant' ? 'model' : 'user'
    const parts = partsOf(message, ask, names)
    if (parts.length === 0) continue
    const last = result.at(-1)
    if (last?.role === role) last.parts.push(...parts)
    else result.push({ role, parts })
  }
  return result
}

function partsOf(message: Message, ask: Ask, names: ReadonlyMap<string, string>): JsonObject[] {
  if (message.role === 'tool') {
    const name = names.get(message.toolCallId) ?? message.toolCallId
    return [{ functionResponse: { name, response: { result: message.content } } }]
  }
  if (message.role === 'assistant') {
    const content = textOf(message)
    const signature = ownReasoning(message, ask.target).findLast(part => part.provenance?.opaque)?.provenance?.opaque
    return [
      ...(content === '' ? [] : [{ text: content, ...signature }]),
      ...(message.toolCalls ?? []).map(call => ({
        functionCall: { name: call.name, args: call.arguments },
        ...(call.provenance?.target === ask.target && call.provenance.opaque),
      })),
    ]
  }
  if (typeof message.content === 'string') return message.content === '' ? [] : [{ text: message.content }]
  return message.content.map(part => {
    if (part.type === 'text') return { text: part.text }
    const fileId = part.type === 'file' ? heldFileId(part, ask.provider) : undefined
    const fileUri = fileId ?? (part.data instanceof URL ? part.data.href : undefined)
    if (fileUri !== undefined) return { fileData: { mimeType: part.mediaType, fileUri } }
    return { inlineData: { mimeType: part.mediaType, data: base64(part.data as Uint8Array) } }
  })
}

const finishReasons: Readonly<Record<string, FinishReason>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'content-filter',
  PROHIBITED_CONTENT: 'content-filter',
  BLOCKLIST: 'content-filter',
  SPII: 'content-filter',
  RECITATION: 'content-filter',
  IMAGE_SAFETY: 'content-filter',
  IMAGE_PROHIBITED_CONTENT: 'content-filter',
}

/** Prompt with the cache, answer without the thoughts, and what tools fetched beside both. */
export function geminiUsage(value: unknown): Usage | undefined {
  const raw = object(value)
  if (Object.keys(raw).length === 0) return undefined
  const prompt = count(raw['promptTokenCount'])
  const fetched = count(raw['toolUsePromptTokenCount'])
  const cached = count(raw['cachedContentTokenCount'])
  const thoughts = count(raw['thoughtsTokenCount'])
  const input = prompt === undefined && fetched === undefined ? undefined : (prompt ?? 0) + (fetched ?? 0)
  return {
    inputTokens: input === undefined ? undefined : Math.max(0, input - (cached ?? 0)),
    ...(cached !== undefined && { cacheReadTokens: cached }),
    // It leaves out what is 0.
    outputTokens: count(raw['candidatesTokenCount']) ?? 0,
    ...(thoughts !== undefined && { reasoningTokens: thoughts }),
    raw: raw as JsonObject,
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

interface PendingCall {
  readonly name: string
  readonly id: string
  args: JsonValue
  signature: string | undefined
}

class GeminiReader implements StreamReader {
  readonly ended = false
  readonly #ask: Ask
  readonly #reasoning: ReasoningTracker
  #model = ''
  #id = ''
  #reason: string | undefined
  #content = false
  #calls = 0
  /** A call whose arguments are still coming. */
  #open: PendingCall | undefined

  constructor(ask: Ask) {
    this.#ask = ask
    this.#reasoning = new ReasoningTracker(ask.target)
  }

  frame(json: unknown, out: ChatEvent[]): void {
    const chunk = object(Array.isArray(json) ? json[0] : json)
    if (chunk['error']) throw this.#ask.fail(json)
    this.#model ||= text(chunk['modelVersion'])
    this.#id ||= text(chunk['responseId'])
    const usage = geminiUsage(chunk['usageMetadata'])
    if (usage) this.#ask.notes.usage = usage
    const blocked = optionalText(object(chunk['promptFeedback'])['blockReason'])
    if (blocked !== undefined) {
      this.#ask.notes.blockReason = blocked
      throw this.#ask.fail({ error: { code: `content_filter`, status: blocked } })
    }
    const candidate = list(chunk['candidates'])
      .map(object)
      .find(entry => (entry['index'] ?? 0) === 0)
    if (!candidate) return
    for (const part of list(object(candidate['content'])['parts'])) this.#part(object(part), out)
    for (const found of list(object(candidate['groundingMetadata'])['groundingChunks'])) {
      const web = object(object(found)['web'])
      const url = optionalText(web['uri'])
      const title = optionalText(web['title'])
      if (url !== undefined) out.push({ type: 'source', source: { url, ...(title !== undefined && { title }) } })
    }
    const reason = optionalText(candidate['finishReason'])
    if (reason !== undefined) this.#reason = this.#ask.notes.rawFinishReason = reason
  }

  finish(out: ChatEvent[]): boolean {
    if (this.#reason === undefined) return false
    this.#closeCall(out)
    this.#reasoning.end(out)
    const known = finishReasons[this.#reason] ?? 'other'
    if (known === 'content-filter' && !this.#content) {
      throw this.#ask.fail({ error: { code: 'content_filter', status: this.#reason } })
    }
    out.push({
      type: 'finish',
      finishReason: this.#calls > 0 && (known === 'stop' || known === 'other') ? 'tool-calls' : known,
      rawFinishReason: this.#reason,
      usage: this.#ask.notes.usage ?? { inputTokens: undefined, outputTokens: undefined },
      model: this.#model || this.#ask.model,
      ...(this.#ask.stream && this.#ask.warnings.length > 0 && { warnings: [...this.#ask.warnings] }),
    })
    return true
  }

  #part(part: ReturnType<typeof object>, out: ChatEvent[]): void {
    const signature = optionalText(part['thoughtSignature'])
    if (part['functionCall'] !== undefined) return this.#call(object(part['functionCall']), signature, out)
    const content = text(part['text'])
    if (part['thought'] === true) this.#reasoning.delta(content, out)
    else if (content !== '') {
      this.#content = true
      this.#reasoning.end(out)
      out.push({ type: 'text-delta', text: content })
    }
    if (signature !== undefined) this.#reasoning.end(out, { thoughtSignature: signature })
  }

  #call(piece: ReturnType<typeof object>, signature: string | undefined, out: ChatEvent[]): void {
    this.#content = true
    this.#reasoning.end(out)
    const name = optionalText(piece['name'])
    if (name !== undefined) {
      this.#closeCall(out)
      const id = optionalText(piece['id']) ?? `call_${this.#id}_${this.#calls}`
      this.#open = { name, id, args: (piece['args'] ?? {}) as JsonValue, signature }
    }
    if (this.#open && signature !== undefined) this.#open.signature = signature
    for (const partial of list(piece['partialArgs'])) {
      this.#ask.notes.partialArguments = true
      if (this.#open) this.#open.args = withPartial(this.#open.args, object(partial))
    }
    if (piece['willContinue'] !== true) this.#closeCall(out)
  }

  #closeCall(out: ChatEvent[]): void {
    const call = this.#open
    if (!call) return
    this.#open = undefined
    this.#calls++
    const { id, name, args, signature } = call
    const opaque = signature === undefined ? undefined : { thoughtSignature: signature }
    const provenance = opaque && { target: this.#ask.target, opaque }
    out.push({
      type: 'tool-call',
      toolCall: { id, name, arguments: args, ...(provenance && { provenance }) },
    })
  }
}

/** Sets what one piece of streamed arguments says at its JSON path; texts that go on are joined. */
function withPartial(args: JsonValue, partial: ReturnType<typeof object>): JsonValue {
  const path = [...text(partial['jsonPath']).matchAll(/\.([^.[\]]+)|\[(\d+)\]|\['([^']*)'\]/g)].map(
    ([, member, index, quoted]) => (index === undefined ? (member ?? quoted ?? '') : Number(index)),
  )
  const value = (partial['stringValue'] ?? partial['numberValue'] ?? partial['boolValue'] ?? null) as JsonValue
  return put(args, path, value)
}

function put(target: JsonValue | undefined, path: readonly (string | number)[], value: JsonValue): JsonValue {
  const [key, ...rest] = path
  if (key === undefined) return typeof target === 'string' && typeof value === 'string' ? target + value : value
  if (typeof key === 'number') {
    const items = Array.isArray(target) ? [...(target as JsonValue[])] : []
    items[key] = put(items[key], rest, value)
    return items
  }
  const members = object(target) as JsonObject
  const before = Object.hasOwn(members, key) ? members[key] : undefined
  return Object.fromEntries([
    ...Object.entries(members).filter(([name]) => name !== key),
    [key, put(before, rest, value)],
  ])
}
