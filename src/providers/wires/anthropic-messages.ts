import {
  type ChatEvent,
  type ChatResponse,
  collectNow,
  type FinishReason,
  type JsonObject,
  type Message,
  textOf,
  type Usage,
} from '../../chat/index.ts'
import { count, list, object, optionalText, text } from '../http/json.ts'
import type { Ask, StreamReader, Wire } from '../http/wire.ts'
import { base64, heldFileId, jsonSchemaOf, ownReasoning, ReasoningTracker, systemText, toolCallOf } from './shared.ts'

export interface MessagesDialect {
  /** Version of the API that is spoken. */
  readonly version: string
  /** Sent where the request sets no limit and the model's own is not known: the wire wants one. */
  readonly defaultMaxTokens: number
  readonly bearer?: boolean
  readonly adapt?: (body: Record<string, unknown>, ask: Ask) => void
}

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
    response: (json, ask) => wholeAnswer(json, ask),
    reader: ask => new MessagesReader(ask),
  }
}

function messagesBody(ask: Ask, dialect: MessagesDialect): Record<string, unknown> {
  const { request, model, stream } = ask
  const body: Record<string, unknown> = {
    model,
    max_tokens: request.maxOutputTokens ?? Math.min(dialect.defaultMaxTokens, ask.info?.maxOutputTokens ?? Infinity),
    messages: turns(request.messages, ask),
  }
  if (stream) body['stream'] = true
  const system = systemText(request)
  if (system !== '') body['system'] = system
  if (request.tools?.length) {
    body['tools'] = request.tools.map(({ name, description, parameters }) => ({
      name,
      ...(description !== undefined && { description }),
      input_schema: jsonSchemaOf(parameters, `tools.${name}`),
    }))
    const { toolChoice } = request
    if (toolChoice !== undefined) {
      body['tool_choice'] =
        typeof toolChoice === 'object'
          ? { type: 'tool', name: toolChoice.name }
          : { type: toolChoice === 'required' ? 'any' : toolChoice }
    }
  }
  const { responseFormat } = request
  if (responseFormat?.type === 'json') {
    if (responseFormat.schema) {
      const schema = jsonSchemaOf(responseFormat.schema, 'responseFormat.schema')
      body['output_config'] = { format: { type: 'json_schema', schema } }
    } else ask.warnings.push(`${ask.target}: JSON without a schema cannot be enforced here: ask for it in the prompt`)
  }
  if (request.temperature !== undefined) body['temperature'] = request.temperature
  if (request.stop?.length) body['stop_sequences'] = request.stop
  if (request.seed !== undefined) ask.warnings.push(`${ask.target} knows no seed: it was left out`)
  dialect.adapt?.(body, ask)
  return { ...body, ...request.providerOptions?.[ask.provider] }
}

interface Turn {
  role: 'user' | 'assistant'
  content: JsonObject[]
}

/** User and tool messages that follow each other become one turn: results of parallel calls must stand together. */
function turns(messages: readonly Message[], ask: Ask): Turn[] {
  const result: Turn[] = []
  for (const message of messages) {
    if (message.role === 'system') continue
    const role = message.role === 'assistant' ? 'assistant' : 'user'
    const content = blocks(message, ask)
    if (content.length === 0) continue
    const last = result.at(-1)
    if (last?.role === role) last.content.push(...content)
    else result.push({ role, content })
  }
  return result
}

function blocks(message: Message, ask: Ask): JsonObject[] {
  if (message.role === 'tool') {
    return [{ type: 'tool_result', tool_use_id: message.toolCallId, content: message.content }]
  }
  if (message.role === 'assistant') {
    const content = textOf(message)
    return [
      ...ownReasoning(message, ask.target).flatMap((part): JsonObject[] => {
        const opaque = part.provenance?.opaque
        if (opaque?.['redacted'] !== undefined) return [{ type: 'redacted_thinking', data: opaque['redacted'] }]
        const signature = opaque?.['signature']
        return signature === undefined ? [] : [{ type: 'thinking', thinking: part.text, signature }]
      }),
      ...(content === '' ? [] : [{ type: 'text', text: content }]),
      ...(message.toolCalls ?? []).map(call => ({
        type: 'tool_use',
        id: call.id,
        name: call.name,
        input: typeof call.arguments === 'object' && call.arguments !== null ? call.arguments : {},
      })),
    ]
  }
  if (typeof message.content === 'string')
    return message.content === '' ? [] : [{ type: 'text', text: message.content }]
  return message.content.map(part => {
    if (part.type === 'text') return { type: 'text', text: part.text }
    const fileId = part.type === 'file' ? heldFileId(part, ask.provider) : undefined
    const kind = part.mediaType.startsWith('image/') || part.type === 'image' ? 'image' : 'document'
    if (fileId !== undefined) return { type: kind, source: { type: 'file', file_id: fileId } }
    if (part.data instanceof URL) return { type: kind, source: { type: 'url', url: part.data.href } }
    const bytes = part.data as Uint8Array
    if (part.mediaType === 'text/plain') {
      return {
        type: 'document',
        source: { type: 'text', media_type: 'text/plain', data: new TextDecoder().decode(bytes) },
      }
    }
    return { type: kind, source: { type: 'base64', media_type: part.mediaType, data: base64(bytes) } }
  })
}

const finishReasons: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool-calls',
  refusal: 'content-filter',
}

/** Input without the cache is this wire's own habit; what it does not mention was not cached. */
export function anthropicUsage(raw: ReturnType<typeof object>): Usage | undefined {
  const input = count(raw['input_tokens'])
  const output = count(raw['output_tokens'])
  if (input === undefined && output === undefined) return undefined
  const told = count(object(raw['output_tokens_details'])['thinking_tokens'])
  const reasoning = told === undefined ? undefined : Math.min(told, output ?? told)
  return {
    inputTokens: input,
    cacheReadTokens: count(raw['cache_read_input_tokens']) ?? 0,
    cacheWriteTokens: count(raw['cache_creation_input_tokens']) ?? 0,
    outputTokens: output === undefined ? undefined : output - (reasoning ?? 0),
    ...(reasoning !== undefined && { reasoningTokens: reasoning }),
    raw: raw as JsonObject,
  }
}

function wholeAnswer(json: unknown, ask: Ask): ChatResponse {
  const body = object(json)
  if (body['type'] === 'error' || body['error']) throw ask.fail(json)
  const failed = count(object(body['base_resp'])['status_code'])
  if (failed !== undefined && failed !== 0) throw ask.fail(json)
  if (!Array.isArray(body['content'])) throw ask.fail({ error: { type: 'api_error' } })
  const reader = new MessagesReader(ask)
  const events: ChatEvent[] = []
  reader.frame({ type: 'message_start', message: body }, events)
  for (const [index, block] of list(body['content']).entries()) {
    reader.frame({ type: 'content_block_start', index, content_block: block }, events)
    reader.frame({ type: 'content_block_stop', index }, events)
  }
  reader.frame({ type: 'message_delta', delta: { stop_reason: body['stop_reason'] }, usage: body['usage'] }, events)
  reader.frame({ type: 'message_stop' }, events)
  reader.finish(events)
  return collectNow(events)
}

interface OpenBlock {
  readonly type: string
  readonly start: ReturnType<typeof object>
  json: string
  signature: string
}

class MessagesReader implements StreamReader {
  ended = false
  readonly #ask: Ask
  readonly #reasoning: ReasoningTracker
  readonly #blocks = new Map<number, OpenBlock>()
  #usage: ReturnType<typeof object> = {}
  #model = ''
  #stop: string | undefined
  #any = false
  #toolCalls = 0

  constructor(ask: Ask) {
    this.#ask = ask
    this.#reasoning = new ReasoningTracker(ask.target)
  }

  frame(json: unknown, out: ChatEvent[]): void {
    const frame = object(json)
    switch (frame['type']) {
      case 'message_start': {
        const message = object(frame['message'])
        this.#model = text(message['model'])
        this.#count(message['usage'])
        break
      }
      case 'content_block_start':
        this.#start(count(frame['index']) ?? 0, object(frame['content_block']), out)
        break
      case 'content_block_delta':
        this.#delta(this.#blocks.get(count(frame['index']) ?? 0), object(frame['delta']), out)
        break
      case 'content_block_stop':
        this.#end(count(frame['index']) ?? 0, out)
        break
      case 'message_delta': {
        const reason = optionalText(object(frame['delta'])['stop_reason'])
        if (reason !== undefined) this.#stop = this.#ask.notes.rawFinishReason = reason
        this.#count(frame['usage'])
        break
      }
      case 'message_stop':
        this.ended = true
        break
      case 'error':
        throw this.#ask.fail(json)
      default:
        // Unknown events are to be ignored; an error by another shape is not.
        if (frame['error']) throw this.#ask.fail(json)
    }
  }

  finish(out: ChatEvent[]): boolean {
    if (this.#stop === undefined && !(this.ended && this.#any)) return false
    for (const index of this.#blocks.keys()) this.#end(index, out)
    this.#reasoning.end(out)
    const reason = this.#stop
    const known = finishReasons[reason ?? ''] ?? 'other'
    out.push({
      type: 'finish',
      finishReason: this.#toolCalls > 0 && known === 'stop' ? 'tool-calls' : known,
      ...(reason !== undefined && { rawFinishReason: reason }),
      usage: this.#ask.notes.usage ?? { inputTokens: undefined, outputTokens: undefined },
      model: this.#model || this.#ask.model,
      ...(this.#ask.stream && this.#ask.warnings.length > 0 && { warnings: [...this.#ask.warnings] }),
    })
    return true
  }

  /** Usage is told twice; the later word counts, field by field. */
  #count(usage: unknown): void {
    const told = Object.entries(object(usage)).filter(([, value]) => value !== null && value !== undefined)
    this.#usage = { ...this.#usage, ...Object.fromEntries(told) }
    const read = anthropicUsage(this.#usage)
    if (read) this.#ask.notes.usage = read
  }

  #start(index: number, start: ReturnType<typeof object>, out: ChatEvent[]): void {
    const type = text(start['type'])
    if (type !== 'thinking') this.#reasoning.end(out)
    this.#blocks.set(index, { type, start, json: '', signature: text(start['signature']) })
    this.#any = true
    if (type === 'text') {
      this.#text(text(start['text']), out)
      for (const citation of list(start['citations'])) this.#cite(object(citation), out)
    }
    if (type === 'thinking') this.#reasoning.delta(text(start['thinking']), out)
    if (type === 'redacted_thinking') this.#reasoning.end(out, { redacted: text(start['data']) })
    if (type === 'server_tool_use') (this.#ask.notes.serverTools ??= []).push(text(start['name']))
  }

  #delta(block: OpenBlock | undefined, delta: ReturnType<typeof object>, out: ChatEvent[]): void {
    if (delta['type'] === 'text_delta') this.#text(text(delta['text']), out)
    else if (delta['type'] === 'thinking_delta') this.#reasoning.delta(text(delta['thinking']), out)
    else if (delta['type'] === 'input_json_delta' && block) block.json += text(delta['partial_json'])
    else if (delta['type'] === 'signature_delta' && block) block.signature += text(delta['signature'])
    else if (delta['type'] === 'citations_delta') this.#cite(object(delta['citation']), out)
  }

  #end(index: number, out: ChatEvent[]): void {
    const block = this.#blocks.get(index)
    if (!block) return
    this.#blocks.delete(index)
    if (block.type === 'thinking') {
      const { signature } = block
      this.#reasoning.end(out, signature === '' ? undefined : { signature })
    } else if (block.type === 'tool_use') {
      this.#toolCalls++
      const raw = block.json === '' ? JSON.stringify(block.start['input'] ?? {}) : block.json
      out.push({ type: 'tool-call', toolCall: toolCallOf(text(block.start['id']), text(block.start['name']), raw) })
    }
  }

  #text(content: string, out: ChatEvent[]): void {
    if (content === '') return
    this.#reasoning.end(out)
    out.push({ type: 'text-delta', text: content })
  }

  #cite(citation: ReturnType<typeof object>, out: ChatEvent[]): void {
    const url = optionalText(citation['url'])
    const title = optionalText(citation['title'])
    if (url !== undefined) out.push({ type: 'source', source: { url, ...(title !== undefined && { title }) } })
  }
}
