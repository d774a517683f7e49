import {
  type ChatEvent,
  type ChatResponse,
  collectNow,
  type JsonObject,
  type Message,
  textOf,
  type Usage,
} from '../../chat/index.ts'
import { count, list, object, optionalText, text } from '../http/json.ts'
import type { Ask, StreamReader, Wire } from '../http/wire.ts'
import {
  argumentsText,
  dataUrl,
  heldFileId,
  jsonSchemaOf,
  ownReasoning,
  ReasoningTracker,
  systemText,
  toolCallOf,
} from './shared.ts'

export interface ResponsesDialect {
  readonly adapt?: (body: Record<string, unknown>, ask: Ask) => void
}

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

function responsesBody(ask: Ask, dialect: ResponsesDialect): Record<string, unknown> {
  const { request, model, stream } = ask
  const body: Record<string, unknown> = {
    model,
    input: request.messages.flatMap(message => items(message, ask)),
    store: false,
    // So that its reasoning can be handed back without anything kept at the server.
    ...(ask.info?.supports?.includes('reasoning') && { include: ['reasoning.encrypted_content'] }),
  }
  if (stream) body['stream'] = true
  const system = systemText(request)
  if (system !== '') body['instructions'] = system
  const tools: JsonObject[] = (request.tools ?? []).map(({ name, description, parameters }) => ({
    type: 'function',
    name,
    ...(description !== undefined && { description }),
    parameters: jsonSchemaOf(parameters, `tools.${name}`),
    strict: false,
  }))
  if (request.search) tools.push({ type: 'web_search' })
  if (tools.length > 0) body['tools'] = tools
  const { toolChoice, responseFormat } = request
  if (request.tools?.length && toolChoice !== undefined) {
    body['tool_choice'] = typeof toolChoice === 'string' ? toolChoice : { type: 'function', name: toolChoice.name }
  }
  if (responseFormat?.type === 'json') {
    const schema = responseFormat.schema && jsonSchemaOf(responseFormat.schema, 'responseFormat.schema')
    body['text'] = {
      format: schema ? { type: 'json_schema', name: 'answer', schema, strict: false } : { type: 'json_object' },
    }
  }
  if (request.maxOutputTokens !== undefined) body['max_output_tokens'] = request.maxOutputTokens
  if (request.temperature !== undefined) body['temperature'] = request.temperature
  if (request.stop?.length) ask.warnings.push(`${ask.target} knows no stop sequences on this wire: they were left out`)
  if (request.seed !== undefined) ask.warnings.push(`${ask.target} knows no seed on this wire: it was left out`)
  dialect.adapt?.(body, ask)
  return { ...body, ...request.providerOptions?.[ask.provider] }
}

function items(message: Message, ask: Ask): JsonObject[] {
  if (message.role === 'system') return []
  if (message.role === 'tool')
    return [{ type: 'function_call_output', call_id: message.toolCallId, output: message.content }]
  if (message.role === 'assistant') {
    const content = textOf(message)
    return [
      ...ownReasoning(message, ask.target).flatMap((part): JsonObject[] => {
        const item = part.provenance?.opaque?.['item']
        return item === undefined ? [] : [object(item) as JsonObject]
      }),
      ...(content === '' ? [] : [{ role: 'assistant', content }]),
      ...(message.toolCalls ?? []).map(call => ({
        type: 'function_call',
        call_id: call.id,
        name: call.name,
        arguments: argumentsText(call),
      })),
    ]
  }
  if (typeof message.content === 'string') return [{ role: 'user', content: message.content }]
  const content = message.content.map(part => {
    if (part.type === 'text') return { type: 'input_text', text: part.text }
    if (part.type === 'image') return { type: 'input_image', detail: 'auto', image_url: dataUrl(part) }
    const fileId = heldFileId(part, ask.provider)
    if (fileId !== undefined) return { type: 'input_file', file_id: fileId }
    if (part.data instanceof URL) return { type: 'input_file', file_url: part.data.href }
    return { type: 'input_file', filename: part.name ?? 'file', file_data: dataUrl(part) }
  })
  return [{ role: 'user', content }]
}

export function responsesUsage(value: unknown): Usage | undefined {
  const raw = object(value)
  const input = count(raw['input_tokens'])
  const output = count(raw['output_tokens'])
  if (input === undefined && output === undefined) return undefined
  const details = object(raw['input_tokens_details'])
  const cached = count(details['cached_tokens'])
  const written = count(details['cache_write_tokens'])
  const told = count(object(raw['output_tokens_details'])['reasoning_tokens'])
  const reasoning = told === undefined ? undefined : Math.min(told, output ?? told)
  return {
    inputTokens: input === undefined ? undefined : Math.max(0, input - (cached ?? 0) - (written ?? 0)),
    ...(cached !== undefined && { cacheReadTokens: cached }),
    ...(written !== undefined && { cacheWriteTokens: written }),
    outputTokens: output === undefined ? undefined : output - (reasoning ?? 0),
    ...(reasoning !== undefined && { reasoningTokens: reasoning }),
    raw: raw as JsonObject,
  }
}

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

class ResponsesReader implements StreamReader {
  ended = false
  readonly #ask: Ask
  readonly #reasoning: ReasoningTracker
  /** Items of which pieces have been passed on: their end says the same again. */
  readonly #streamed = new Set<number>()
  #response: ReturnType<typeof object> = {}
  #calls = 0

  constructor(ask: Ask) {
    this.#ask = ask
    this.#reasoning = new ReasoningTracker(ask.target)
  }

  frame(json: unknown, out: ChatEvent[]): void {
    const frame = object(json)
    const index = count(frame['output_index']) ?? 0
    switch (frame['type']) {
      case 'response.output_text.delta':
        this.#streamed.add(index)
        this.#text(text(frame['delta']), out)
        break
      case 'response.refusal.delta':
        this.#streamed.add(index)
        this.#refusal(text(frame['delta']), out)
        break
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        this.#streamed.add(index)
        this.#reasoning.delta(text(frame['delta']), out)
        break
      case 'response.output_item.done':
        this.#item(object(frame['item']), this.#streamed.has(index), out)
        break
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
        this.#close(object(frame['response']))
        break
      case 'error':
        // The code stands in the frame itself.
        throw this.#ask.fail(frame['error'] ? json : { error: { ...frame, type: undefined } })
      default:
        if (frame['error']) throw this.#ask.fail(json)
    }
  }

  finish(out: ChatEvent[]): boolean {
    if (!this.ended) return false
    const status = text(this.#response['status'])
    const why = text(object(this.#response['incomplete_details'])['reason'])
    this.#reasoning.end(out)
    const { notes, warnings, stream, model } = this.#ask
    out.push({
      type: 'finish',
      finishReason:
        notes.refusal !== undefined || why === 'content_filter'
          ? 'content-filter'
          : status === 'incomplete'
            ? why === 'max_output_tokens'
              ? 'length'
              : 'other'
            : this.#calls > 0
              ? 'tool-calls'
              : 'stop',
      ...(status !== '' && { rawFinishReason: why === '' ? status : `${status}: ${why}` }),
      usage: notes.usage ?? { inputTokens: undefined, outputTokens: undefined },
      model: text(this.#response['model']) || model,
      ...(stream && warnings.length > 0 && { warnings: [...warnings] }),
    })
    return true
  }

  #item(item: ReturnType<typeof object>, streamed: boolean, out: ChatEvent[]): void {
    switch (item['type']) {
      case 'message':
        if (streamed) this.#reasoning.end(out)
        for (const value of list(item['content'])) {
          const part = object(value)
          if (!streamed && part['type'] === 'refusal') this.#refusal(text(part['refusal']), out)
          if (!streamed && part['type'] === 'output_text') this.#text(text(part['text']), out)
          for (const note of list(part['annotations'])) this.#cite(object(note), out)
        }
        break
      case 'reasoning': {
        if (!streamed) {
          for (const part of [...list(item['summary']), ...list(item['content'])])
            this.#reasoning.delta(text(object(part)['text']), out)
        }
        const { type, id, summary, encrypted_content } = item
        this.#reasoning.end(
          out,
          encrypted_content ? { item: { type, id, summary, encrypted_content } as unknown as JsonObject } : undefined,
        )
        break
      }
      case 'function_call':
      case 'custom_tool_call':
        this.#reasoning.end(out)
        this.#calls++
        out.push({
          type: 'tool-call',
          toolCall: toolCallOf(text(item['call_id']), text(item['name']), text(item['arguments'] ?? item['input'])),
        })
        break
      case undefined:
        break
      default: {
        const type = text(item['type'])
        if (type.endsWith('_call')) (this.#ask.notes.serverTools ??= []).push(type.slice(0, -'_call'.length))
      }
    }
  }

  #close(response: ReturnType<typeof object>): void {
    this.ended = true
    this.#response = response
    const usage = responsesUsage(response['usage'])
    if (usage) this.#ask.notes.usage = usage
    const status = optionalText(response['status'])
    if (status !== undefined) this.#ask.notes.rawFinishReason = status
    if (status === 'failed' || response['error']) {
      throw this.#ask.fail(response['error'] ? { error: response['error'] } : { error: { type: 'server_error' } })
    }
  }

  #text(content: string, out: ChatEvent[]): void {
    if (content === '') return
    this.#reasoning.end(out)
    out.push({ type: 'text-delta', text: content })
  }

  #refusal(content: string, out: ChatEvent[]): void {
    this.#ask.notes.refusal = (this.#ask.notes.refusal ?? '') + content
    this.#text(content, out)
  }

  #cite(note: ReturnType<typeof object>, out: ChatEvent[]): void {
    const url = optionalText(note['url'])
    const title = optionalText(note['title'])
    if (url !== undefined) out.push({ type: 'source', source: { url, ...(title !== undefined && { title }) } })
  }
}
