import type { ChatEvent, JsonObject } from '../../../chat/index.ts'
import { count, type Json, list, object, optionalText, text } from '../../http/json.ts'
import type { AnswerReader, Ask } from '../../http/wire.ts'
import { finishEvent } from '../finish-event.ts'
import { ReasoningTracker } from '../reasoning.ts'
import { toolCallOf } from '../tool-calls.ts'
import { responsesUsage } from './usage.ts'

/** Reads one answer of Responses, item by item. */
export class ResponsesReader implements AnswerReader {
  ended = false
  readonly #ask: Ask
  readonly #reasoning: ReasoningTracker
  /** Items of which pieces have been passed on: their end says the same again. */
  readonly #streamed = new Set<number>()
  /** Calls under way, by the place of their item. */
  readonly #open = new Map<number, { readonly id: string; readonly name: string }>()
  #response: Json = {}
  #calls = 0

  constructor(ask: Ask) {
    this.#ask = ask
    this.#reasoning = new ReasoningTracker(ask.target)
  }

  /** Read as its stream would have told it. */
  whole(json: unknown, out: ChatEvent[]): void {
    const body = object(json)
    if (!Array.isArray(body['output'])) throw this.#ask.fail(body['error'] ? json : { error: { type: 'server_error' } })
    for (const [index, item] of list(body['output']).entries()) {
      this.frame({ type: 'response.output_item.done', output_index: index, item }, out)
    }
    this.frame({ type: 'response.completed', response: body }, out)
    this.finish(out)
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
      case 'response.output_item.added':
        this.#begin(object(frame['item']), index, out)
        break
      case 'response.function_call_arguments.delta':
      case 'response.custom_tool_call_input.delta':
        this.#argue(index, text(frame['delta']), out)
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
    const stopped = this.#calls > 0 ? 'tool-calls' : 'stop'
    const broken = why === 'max_output_tokens' ? 'length' : 'other'
    const filtered = this.#ask.notes.refusal !== undefined || why === 'content_filter'
    const finishReason = filtered ? 'content-filter' : status === 'incomplete' ? broken : stopped
    const raw = why === '' ? status : `${status}: ${why}`
    out.push(finishEvent(this.#ask, finishReason, raw, text(this.#response['model'])))
    return true
  }

  #begin(item: Json, index: number, out: ChatEvent[]): void {
    if (item['type'] !== 'function_call' && item['type'] !== 'custom_tool_call') return
    this.#open.set(index, { id: text(item['call_id']), name: text(item['name']) })
    this.#argue(index, text(item['arguments'] ?? item['input']), out, true)
  }

  #argue(index: number, piece: string, out: ChatEvent[], begins = false): void {
    const call = this.#open.get(index)
    if (!call || (piece === '' && !begins)) return
    this.#reasoning.end(out)
    out.push({ type: 'tool-call-delta', ...call, text: piece })
  }

  #item(item: Json, streamed: boolean, out: ChatEvent[]): void {
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

  #close(response: Json): void {
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

  #cite(note: Json, out: ChatEvent[]): void {
    const url = optionalText(note['url'])
    const title = optionalText(note['title'])
    if (url !== undefined) out.push({ type: 'source', source: { url, ...(title !== undefined && { title }) } })
  }
}
