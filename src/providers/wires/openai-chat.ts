import {
  type ChatEvent,
  collectNow,
  type FinishReason,
  type JsonObject,
  type Message,
  type Source,
  textOf,
  unknownUsage,
  type Usage,
} from '../../chat/index.ts'
import { count, list, object, optionalText, text } from '../http/json.ts'
import type { Ask, StreamReader, Wire } from '../http/wire.ts'
import { openaiUsage } from './openai-usage.ts'
import {
  argumentsText,
  dataUrl,
  heldFileId,
  jsonSchemaOf,
  ownReasoning,
  ReasoningTracker,
  toolCallOf,
} from './shared.ts'

/** The body under construction. A dialect changes it before it is sent. */
export type ChatBody = Record<string, unknown>

/** How one server's chat completions differ from OpenAI's. */
export interface ChatDialect {
  /** Default `max_tokens`. */
  readonly maxTokensField?: 'max_tokens' | 'max_completion_tokens'
  /** Where an assistant's own reasoning goes back. Default: nowhere. */
  readonly reasoningField?: 'reasoning_content' | 'reasoning'
  /** Sends an empty one with tool calls whose reasoning is not known: some refuse the turn otherwise. */
  readonly reasoningRequired?: boolean
  /** Default true. */
  readonly streamUsage?: boolean
  /** Sets what has no common name (reasoning, search …) and takes out what the model refuses. */
  readonly adapt?: (body: ChatBody, ask: Ask) => void
  readonly headers?: (apiKey: string) => Readonly<Record<string, string>>
  readonly path?: (ask: Ask) => string
}

/** Chat completions, as OpenAI made them and everybody else copied them. */
export function openaiChatWire(dialect: ChatDialect = {}): Wire {
  return {
    modelsPath: '/models',
    path: ask => dialect.path?.(ask) ?? '/chat/completions',
    headers: apiKey => dialect.headers?.(apiKey) ?? { authorization: `Bearer ${apiKey}` },
    body: ask => chatBody(ask, dialect),
    response: (json, ask) => {
      const reader = new ChatReader(ask)
      const events: ChatEvent[] = []
      reader.whole(json, events)
      return collectNow(events)
    },
    reader: ask => new ChatReader(ask),
  }
}

function chatBody(ask: Ask, dialect: ChatDialect): ChatBody {
  const { request, stream, model } = ask
  const body: ChatBody = { model, messages: request.messages.map(message => chatMessage(message, ask, dialect)) }
  if (stream) body['stream'] = true
  if (stream && dialect.streamUsage !== false) body['stream_options'] = { include_usage: true }
  if (request.tools?.length) {
    body['tools'] = request.tools.map(({ name, description, parameters }) => ({
      type: 'function',
      function: {
        name,
        ...(description !== undefined && { description }),
        parameters: jsonSchemaOf(parameters, `tools.${name}`),
      },
    }))
    const { toolChoice } = request
    if (toolChoice !== undefined) {
      body['tool_choice'] = typeof toolChoice === 'string' ? toolChoice : { type: 'function', function: toolChoice }
    }
  }
  const { responseFormat } = request
  if (responseFormat?.type === 'json') body['response_format'] = jsonFormat(responseFormat.schema)
  if (request.maxOutputTokens !== undefined) body[dialect.maxTokensField ?? 'max_tokens'] = request.maxOutputTokens
  if (request.temperature !== undefined) body['temperature'] = request.temperature
  if (request.stop?.length) body['stop'] = request.stop
  if (request.seed !== undefined) body['seed'] = request.seed
  dialect.adapt?.(body, ask)
  return { ...body, ...request.providerOptions?.[ask.provider] }
}

type JsonSchema = Parameters<typeof jsonSchemaOf>[0]

function jsonFormat(schema: JsonSchema | undefined): JsonObject {
  if (!schema) return { type: 'json_object' }
  const json = jsonSchemaOf(schema, 'responseFormat.schema')
  return { type: 'json_schema', json_schema: { name: 'answer', schema: json, ...(isStrict(json) && { strict: true }) } }
}

/** Whether a schema is of the kind that OpenAI enforces: every object closed, every member required. */
function isStrict(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict)
  if (typeof schema !== 'object' || schema === null) return true
  const { type, properties, required, additionalProperties } = schema as JsonObject
  if (type === 'object') {
    const names = Object.keys(object(properties))
    const all = list(required)
    if (additionalProperties !== false || !names.every(name => all.includes(name))) return false
  }
  return Object.values(schema).every(isStrict)
}

function chatMessage(message: Message, ask: Ask, dialect: ChatDialect): JsonObject {
  if (message.role === 'tool') return { role: 'tool', tool_call_id: message.toolCallId, content: message.content }
  if (message.role === 'assistant') return assistantMessage(message, ask, dialect)
  if (message.role === 'system' || typeof message.content === 'string') {
    return { role: message.role, content: textOf(message) }
  }
  return {
    role: 'user',
    content: message.content.map(part => {
      if (part.type === 'text') return { type: 'text', text: part.text }
      if (part.type === 'image') return { type: 'image_url', image_url: { url: dataUrl(part) } }
      const fileId = heldFileId(part, ask.provider)
      if (fileId !== undefined) return { type: 'file', file: { file_id: fileId } }
      return { type: 'file', file: { filename: part.name ?? 'file', file_data: dataUrl(part) } }
    }),
  }
}

function assistantMessage(
  message: Extract<Message, { role: 'assistant' }>,
  ask: Ask,
  { reasoningField, reasoningRequired }: ChatDialect,
): JsonObject {
  const { toolCalls = [] } = message
  const own = ownReasoning(message, ask.target)
  const details = own.flatMap(part => list(part.provenance?.opaque?.['reasoningDetails']) as JsonObject[])
  const thought = own.map(part => part.text).join('')
  const content = textOf(message)
  return {
    role: 'assistant',
    content: content === '' && toolCalls.length > 0 ? null : content,
    ...(reasoningField &&
      (thought !== '' || (reasoningRequired && toolCalls.length > 0)) && { [reasoningField]: thought }),
    ...(details.length > 0 && { reasoning_details: details }),
    ...(toolCalls.length > 0 && {
      tool_calls: toolCalls.map(call => ({
        id: call.id,
        type: 'function',
        function: { name: call.name, arguments: argumentsText(call) },
      })),
    }),
  }
}

interface PendingCall {
  id: string
  name: string
  arguments: string
}

const finishReasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  eos: 'stop',
  stop_sequence: 'stop',
  end_turn: 'stop',
  length: 'length',
  max_tokens: 'length',
  model_length: 'length',
  tool_calls: 'tool-calls',
  tool_use: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
  sensitive: 'content-filter',
}

/** Finish reasons that are failures by another name, as the codes that they stand for. */
const failedReasons: Readonly<Record<string, string>> = {
  network_error: 'server_error',
  insufficient_system_resource: 'overloaded',
  model_context_window_exceeded: 'context_length_exceeded',
  error: 'server_error',
}

/** Reads one answer of chat completions, in chunks or whole. Of several choices only the first counts. */
class ChatReader implements StreamReader {
  ended = false
  readonly #ask: Ask
  readonly #reasoning: ReasoningTracker
  readonly #calls = new Map<number | string, PendingCall>()
  readonly #sources = new Map<string, Source>()
  readonly #details: JsonObject[] = []
  #last: PendingCall | undefined
  #model = ''
  #finish: string | undefined
  #usage: Usage | undefined
  #any = false

  constructor(ask: Ask) {
    this.#ask = ask
    this.#reasoning = new ReasoningTracker(ask.target)
  }

  frame(json: unknown, out: ChatEvent[]): void {
    if (json === '[DONE]') {
      this.ended = true
      return
    }
    this.#envelope(object(json))
    const choice = this.#choice(object(json))
    if (choice) this.#delta(object(choice['delta'] ?? choice['message']), out)
    this.#failed(json)
  }

  /** An answer in one piece. */
  whole(json: unknown, out: ChatEvent[]): void {
    this.#envelope(object(json))
    this.#failed(json)
    const choice = this.#choice(object(json))
    if (!choice) throw this.#ask.fail({ error: { code: 'server_error', message: '' } })
    this.#delta(object(choice['message'] ?? choice['delta']), out)
    this.#finish ??= ''
    this.finish(out)
  }

  finish(out: ChatEvent[]): boolean {
    if (this.#finish === undefined && !(this.ended && this.#any)) return false
    const reason = this.#finish ?? ''
    const failed = failedReasons[reason]
    if (failed !== undefined) throw this.#ask.fail({ error: { code: failed, message: '' } })
    this.#endReasoning(out)
    const calls = [...this.#calls.values()]
    for (const [index, call] of calls.entries()) {
      out.push({ type: 'tool-call', toolCall: toolCallOf(call.id || `call_${index}`, call.name, call.arguments) })
    }
    for (const source of this.#sources.values()) out.push({ type: 'source', source })
    const known = finishReasons[reason] ?? 'other'
    out.push({
      type: 'finish',
      // Some say "stop" after tool calls.
      finishReason:
        this.#ask.notes.refusal !== undefined
          ? 'content-filter'
          : calls.length > 0 && known === 'stop'
            ? 'tool-calls'
            : known,
      ...(reason !== '' && { rawFinishReason: reason }),
      usage: this.#usage ?? unknownUsage,
      model: this.#model || this.#ask.model,
      ...(this.#ask.stream && this.#ask.warnings.length > 0 && { warnings: [...this.#ask.warnings] }),
    })
    return true
  }

  /** What stands beside the choices. */
  #envelope(chunk: ReturnType<typeof object>): void {
    if (this.#model === '') this.#model = text(chunk['model'])
    const usage = openaiUsage(chunk['usage'] ?? object(chunk['x_groq'])['usage'])
    if (usage) this.#usage = this.#ask.notes.usage = usage
    for (const url of list(chunk['citations']))
      if (typeof url === 'string' && !this.#sources.has(url)) this.#sources.set(url, { url })
    for (const found of [...list(chunk['search_results']), ...list(chunk['web_search'])]) {
      this.#source(text(object(found)['url'] ?? object(found)['link']), optionalText(object(found)['title']))
    }
  }

  #choice(chunk: ReturnType<typeof object>): ReturnType<typeof object> | undefined {
    const first = list(chunk['choices'])
      .map(object)
      .find(choice => (choice['index'] ?? 0) === 0)
    if (!first) return undefined
    const usage = first['usage'] === undefined ? undefined : openaiUsage(first['usage'])
    if (usage) this.#usage = this.#ask.notes.usage = usage
    const reason = optionalText(first['finish_reason'])
    if (reason !== undefined) this.#finish = this.#ask.notes.rawFinishReason = reason
    return first
  }

  #delta(delta: ReturnType<typeof object>, out: ChatEvent[]): void {
    const details = list(delta['reasoning_details'])
    for (const detail of details) this.#details.push(detail as JsonObject)
    const thought =
      optionalText(delta['reasoning_content']) ??
      optionalText(delta['reasoning']) ??
      details.map(detail => text(object(detail)['text'] ?? object(detail)['summary'])).join('')
    this.#reasoning.delta(thought, out)
    const { content } = delta
    if (typeof content === 'string') this.#text(content, out)
    else for (const part of list(content)) this.#part(object(part), out)
    const refusal = optionalText(delta['refusal'])
    if (refusal !== undefined) {
      this.#ask.notes.refusal = (this.#ask.notes.refusal ?? '') + refusal
      this.#text(refusal, out)
    }
    const calls = delta['tool_calls']
    if (Array.isArray(calls)) for (const call of calls) this.#call(object(call))
    const old = object(delta['function_call'])
    if (optionalText(old['name']) ?? optionalText(old['arguments'])) this.#call({ index: 0, function: old })
    for (const note of list(delta['annotations'])) {
      const citation = object(object(note)['url_citation'])
      this.#source(text(citation['url']), optionalText(citation['title']))
    }
  }

  /** A part of a content array: text, or thinking in parts of its own. */
  #part(part: ReturnType<typeof object>, out: ChatEvent[]): void {
    if (part['type'] !== 'thinking') return this.#text(text(part['text']), out)
    const { thinking } = part
    if (typeof thinking === 'string') this.#reasoning.delta(thinking, out)
    for (const inner of list(thinking)) this.#reasoning.delta(text(object(inner)['text']), out)
  }

  #text(content: string, out: ChatEvent[]): void {
    if (content === '') return
    this.#any = true
    this.#endReasoning(out)
    out.push({ type: 'text-delta', text: content })
  }

  #endReasoning(out: ChatEvent[]): void {
    this.#reasoning.end(out, this.#details.length > 0 ? { reasoningDetails: this.#details.splice(0) } : undefined)
  }

  /** A piece of a tool call. Indexes may start anywhere, have gaps, or be missing: then a new id starts a new call. */
  #call(piece: ReturnType<typeof object>): void {
    const fn = object(piece['function'] ?? piece['custom'])
    const id = text(piece['id'])
    const index = count(piece['index'])
    const known = index === undefined ? undefined : this.#calls.get(index)
    const restarts = known !== undefined && id !== '' && known.id !== '' && id !== known.id
    const starts = index === undefined ? id !== '' || !this.#last : known === undefined || restarts
    let call = index === undefined ? this.#last : known
    if (starts || !call) {
      call = { id, name: '', arguments: '' }
      // A call that reuses the index of another one keeps its own place at the end.
      if (restarts && known && index !== undefined) {
        this.#calls.delete(index)
        this.#calls.set(`${index}/${this.#calls.size}`, known)
      }
      this.#calls.set(index ?? `#${this.#calls.size}`, call)
    }
    this.#any = true
    this.#last = call
    if (call.id === '') call.id = id
    if (call.name === '') call.name = text(fn['name'])
    const args = fn['arguments'] ?? fn['input']
    call.arguments += typeof args === 'string' ? args : args === undefined || args === null ? '' : JSON.stringify(args)
  }

  #source(url: string, title: string | undefined): void {
    if (url !== '') this.#sources.set(url, { url, ...(title !== undefined && { title }) })
  }

  /** An error inside a 200 answer. */
  #failed(json: unknown): void {
    const body = object(json)
    const status = count(object(body['base_resp'])['status_code']) ?? 0
    const { error } = body
    if (status !== 0 || (error !== undefined && error !== null && error !== '' && error !== false))
      throw this.#ask.fail(json)
    if (body['type'] === 'error' || body['object'] === 'error') throw this.#ask.fail(json)
  }
}
