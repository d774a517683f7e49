import { type ChatEvent, type JsonObject, type Source } from '../../../chat/index.ts'
import { count, entryOf, type Json, list, object, optionalText, text } from '../../http/json.ts'
import type { AnswerReader, Ask } from '../../http/wire.ts'
import { finishEvent } from '../finish-event.ts'
import { ReasoningTracker } from '../reasoning.ts'
import { failedReasons, finishReasons } from './finish-reasons.ts'
import { PendingCalls } from './pending-calls.ts'
import { openaiUsage } from './usage.ts'

/** Reads one answer of chat completions, in chunks or whole. Of several choices only the first counts. */
export class ChatReader implements AnswerReader {
  ended = false
  readonly #ask: Ask
  readonly #reasoning: ReasoningTracker
  readonly #calls = new PendingCalls()
  readonly #sources = new Map<string, Source>()
  readonly #details: JsonObject[] = []
  #model = ''
  #finish: string | undefined
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
    if (choice) this.#delta(object(choice['delta'] ?? choice['message']), out, !choice['delta'])
    this.#failed(json)
  }

  /** An answer in one piece. */
  whole(json: unknown, out: ChatEvent[]): void {
    this.#envelope(object(json))
    this.#failed(json)
    const choice = this.#choice(object(json))
    if (!choice) throw this.#ask.fail({ error: { code: 'server_error', message: '' } })
    this.#delta(object(choice['message'] ?? choice['delta']), out, true)
    this.#finish ??= ''
    this.finish(out)
  }

  finish(out: ChatEvent[]): boolean {
    if (this.#finish === undefined && !(this.ended && this.#any)) return false
    const reason = this.#finish ?? ''
    const failed = entryOf(failedReasons, reason)
    if (failed !== undefined) throw this.#ask.fail({ error: { code: failed, message: '' } })
    this.#endReasoning(out)
    this.#calls.finish(out)
    for (const source of this.#sources.values()) out.push({ type: 'source', source })
    const known = entryOf(finishReasons, reason) ?? 'other'
    // Some say "stop" after tool calls.
    const told = this.#calls.size > 0 && known === 'stop' ? 'tool-calls' : known
    const finishReason = this.#ask.notes.refusal === undefined ? told : 'content-filter'
    out.push(finishEvent(this.#ask, finishReason, reason, this.#model))
    return true
  }

  /** What stands beside the choices. */
  #envelope(chunk: Json): void {
    if (this.#model === '') this.#model = text(chunk['model'])
    this.#count(chunk['usage'] ?? object(chunk['x_groq'])['usage'])
    const found = [chunk['citations'], chunk['search_results'], chunk['web_search'], chunk['references']]
    for (const source of [...found, object(chunk['search_info'])['search_results']].flatMap(list)) this.#source(source)
  }

  #count(value: unknown): void {
    const usage = openaiUsage(value)
    if (usage) this.#ask.notes.usage = usage
  }

  #choice(chunk: Json): Json | undefined {
    const first = list(chunk['choices'])
      .map(object)
      .find(choice => (choice['index'] ?? 0) === 0)
    if (!first) return undefined
    this.#count(first['usage'])
    const reason = optionalText(first['finish_reason'])
    if (reason !== undefined) this.#finish = this.#ask.notes.rawFinishReason = reason
    return first
  }

  #delta(delta: Json, out: ChatEvent[], whole: boolean): void {
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
    const calls = list(delta['tool_calls'])
    // Several at once without an index keep their places.
    for (const [at, call] of calls.entries())
      this.#call(whole || calls.length > 1 ? { index: at, ...object(call) } : object(call), out)
    // As calls were written before there were several.
    const old = object(delta['function_call'])
    if (old['name'] || old['arguments']) this.#call({ index: 0, function: old }, out)
    for (const note of list(delta['annotations'])) this.#source(object(note)['url_citation'])
  }

  /** A part of a content array: text, or thinking in parts of its own. */
  #part(part: Json, out: ChatEvent[]): void {
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

  #call(piece: Json, out: ChatEvent[]): void {
    this.#any = true
    this.#endReasoning(out)
    this.#calls.add(piece, out)
  }

  /** An address, or what is known of one; told more than once, the one with a title counts. */
  #source(found: unknown): void {
    const { url: address, link, title: name } = object(found)
    const url = text(address ?? link ?? found)
    const title = optionalText(name)
    if (url !== '' && (title || !this.#sources.has(url))) this.#sources.set(url, { url, ...(title && { title }) })
  }

  /** An error inside a 200 answer. */
  #failed(json: unknown): void {
    const { error, type, object: kind, base_resp, choices, message } = object(json)
    const status = count(object(base_resp)['status_code']) ?? 0
    const bare = choices === undefined && text(message) !== ''
    if (error || type === 'error' || kind === 'error' || status !== 0 || bare) throw this.#ask.fail(json)
    const failed = object(list(choices)[0])['error']
    if (failed) throw this.#ask.fail({ error: failed })
  }
}
