import type { ChatEvent, FinishReason, JsonValue } from '../../../chat/index.ts'
import { entryOf, type Json, list, object, optionalText, text } from '../../http/json.ts'
import type { AnswerReader, Ask } from '../../http/wire.ts'
import { finishEvent } from '../finish-event.ts'
import { ReasoningTracker } from '../reasoning.ts'
import { withPartial } from './partial-arguments.ts'
import { geminiUsage } from './usage.ts'

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

interface PendingCall {
  readonly name: string
  readonly id: string
  args: JsonValue
  signature: string | undefined
}

/** Reads one answer of generateContent, chunk by chunk. */
export class GeminiReader implements AnswerReader {
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

  whole(json: unknown, out: ChatEvent[]): void {
    // Without alt=sse a stream is an array of its chunks.
    for (const chunk of [json].flat()) this.frame(chunk, out)
    if (!this.finish(out)) throw this.#ask.fail({ error: { status: 'INTERNAL' } })
  }

  frame(json: unknown, out: ChatEvent[]): void {
    const chunk = object([json].flat()[0])
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
      if (url !== undefined) out.push({ type: 'source', source: { url, ...(title && { title }) } })
    }
    const reason = optionalText(candidate['finishReason'])
    if (reason !== undefined) this.#reason = this.#ask.notes.rawFinishReason = reason
  }

  finish(out: ChatEvent[]): boolean {
    if (this.#reason === undefined) return false
    this.#closeCall(out)
    this.#reasoning.end(out)
    const known = entryOf(finishReasons, this.#reason) ?? 'other'
    if (known === 'content-filter' && !this.#content) {
      throw this.#ask.fail({ error: { code: 'content_filter', status: this.#reason } })
    }
    const finishReason = this.#calls > 0 && (known === 'stop' || known === 'other') ? 'tool-calls' : known
    out.push(finishEvent(this.#ask, finishReason, this.#reason, this.#model))
    return true
  }

  #part(part: Json, out: ChatEvent[]): void {
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

  #call(piece: Json, signature: string | undefined, out: ChatEvent[]): void {
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
    // Its pieces come by path, not as text: only that it has begun can be told.
    else if (name !== undefined && this.#open) {
      out.push({ type: 'tool-call-delta', id: this.#open.id, name, text: '' })
    }
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
