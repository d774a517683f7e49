import type { ChatEvent, FinishReason, JsonValue } from '../../../chat/index.ts'
import { count, entryOf, type Json, list, object, optionalText, text } from '../../http/json.ts'
import type { AnswerReader, Ask } from '../../http/wire.ts'
import { finishEvent } from '../finish-event.ts'
import { ReasoningTracker } from '../reasoning.ts'
import { toolCallOf } from '../tool-calls.ts'
import { anthropicUsage } from './usage.ts'

const finishReasons: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool-calls',
  refusal: 'content-filter',
}

interface OpenBlock {
  readonly type: string
  readonly start: Json
  readonly id: string
  readonly name: string
  json: string
  signature: string
}

/** Reads one answer of Messages, block by block. */
export class MessagesReader implements AnswerReader {
  ended = false
  readonly #ask: Ask
  readonly #reasoning: ReasoningTracker
  readonly #blocks = new Map<number, OpenBlock>()
  #usage: Json = {}
  #model = ''
  #stop: string | undefined
  #any = false
  #toolCalls = 0

  constructor(ask: Ask) {
    this.#ask = ask
    this.#reasoning = new ReasoningTracker(ask.target)
  }

  /** Read as a stream that tells all of it at its start. */
  whole(json: unknown, out: ChatEvent[]): void {
    const body = object(json)
    const failed = count(object(body['base_resp'])['status_code']) ?? 0
    if (body['type'] === 'error' || body['error'] || failed !== 0) throw this.#ask.fail(json)
    if (!Array.isArray(body['content'])) throw this.#ask.fail({ error: { type: 'api_error' } })
    this.frame({ type: 'message_start', message: body }, out)
    this.ended = true
    this.finish(out)
  }

  frame(json: unknown, out: ChatEvent[]): void {
    const frame = object(json)
    switch (frame['type']) {
      case 'message_start': {
        const message = object(frame['message'])
        this.#model = text(message['model'])
        this.#count(message['usage'])
        // What follows on a tool that the provider ran may be there from the start.
        for (const [index, block] of list(message['content']).entries()) {
          this.#start(index, object(block), out)
          this.#end(index, out)
        }
        this.#stopped(message['stop_reason'])
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
      case 'message_delta':
        this.#stopped(object(frame['delta'])['stop_reason'])
        this.#count(frame['usage'])
        break
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
    const reason = this.#stop ?? ''
    const known = entryOf(finishReasons, reason) ?? 'other'
    const finishReason = this.#toolCalls > 0 && known === 'stop' ? 'tool-calls' : known
    out.push(finishEvent(this.#ask, finishReason, reason, this.#model))
    return true
  }

  #stopped(told: unknown): void {
    const reason = optionalText(told)
    if (reason !== undefined) this.#stop = this.#ask.notes.rawFinishReason = reason
  }

  /** Usage is told twice; the later word counts, field by field, unless it is a 0 that stands for nothing. */
  #count(usage: unknown): void {
    const told = Object.entries(object(usage)).filter(([name, value]) => (value ?? 0) !== 0 || !(name in this.#usage))
    this.#usage = { ...this.#usage, ...Object.fromEntries(told) }
    const read = anthropicUsage(this.#usage)
    if (read) this.#ask.notes.usage = read
  }

  #start(index: number, start: Json, out: ChatEvent[]): void {
    const type = text(start['type'])
    if (type !== 'thinking') this.#reasoning.end(out)
    const block = {
      type,
      start,
      id: text(start['id']) || `call_${index}`,
      name: text(start['name']),
      json: '',
      signature: text(start['signature']),
    }
    this.#blocks.set(index, block)
    this.#any = true
    if (type === 'text') {
      this.#text(text(start['text']), out)
      for (const citation of list(start['citations'])) this.#cite(object(citation), out)
    }
    if (type === 'tool_use') out.push({ type: 'tool-call-delta', id: block.id, name: block.name, text: '' })
    if (type === 'thinking') this.#reasoning.delta(text(start['thinking']), out)
    if (type === 'redacted_thinking') this.#reasoning.end(out, { redacted: text(start['data']) })
    if (type === 'server_tool_use') (this.#ask.notes.serverTools ??= []).push(text(start['name']))
  }

  #delta(block: OpenBlock | undefined, delta: Json, out: ChatEvent[]): void {
    if (delta['type'] === 'text_delta') this.#text(text(delta['text']), out)
    else if (delta['type'] === 'thinking_delta') this.#reasoning.delta(text(delta['thinking']), out)
    else if (delta['type'] === 'input_json_delta' && block) this.#argue(block, text(delta['partial_json']), out)
    else if (delta['type'] === 'signature_delta' && block) block.signature += text(delta['signature'])
    else if (delta['type'] === 'citations_delta') this.#cite(object(delta['citation']), out)
  }

  /** A piece of arguments: a client's tool's, or one that the provider runs by itself. */
  #argue(block: OpenBlock, piece: string, out: ChatEvent[]): void {
    block.json += piece
    if (piece === '' || block.type !== 'tool_use') return
    out.push({ type: 'tool-call-delta', id: block.id, name: block.name, text: piece })
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
      const { id, name, json, start } = block
      const input = (start['input'] ?? {}) as JsonValue
      out.push({
        type: 'tool-call',
        toolCall: json === '' ? { id, name, arguments: input } : toolCallOf(id, name, json),
      })
    }
  }

  #text(content: string, out: ChatEvent[]): void {
    if (content === '') return
    this.#reasoning.end(out)
    out.push({ type: 'text-delta', text: content })
  }

  #cite(citation: Json, out: ChatEvent[]): void {
    const url = optionalText(citation['url'])
    const title = optionalText(citation['title'])
    if (url !== undefined) out.push({ type: 'source', source: { url, ...(title && { title }) } })
  }
}
