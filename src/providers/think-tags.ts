import type { ChatEvent, Target } from '../chat/index.ts'
import type { AnswerReader, Ask, Wire } from './http/wire.ts'

/** Where the thinking begins: at a `<think>` that opens the answer, or at once, as the prompt's template has opened it. */
export type ThinkTags = 'tagged' | 'opened'

/**
 * The same wire, with the thinking that stands between `<think>` tags at the start of the text told as reasoning. `when` says
 * for which models and how; `undefined` leaves the text as it is. Tags later in the answer are text, and so are all where the
 * service itself has told any reasoning apart. An answer that ends before `</think>` was all thinking.
 */
export function withThinkTags(wire: Wire, when: (ask: Ask) => ThinkTags | undefined): Wire {
  return {
    ...wire,
    reader(ask) {
      const mode = when(ask)
      return mode ? new SplittingReader(wire.reader(ask), new ThinkTagSplitter(ask.target, mode)) : wire.reader(ask)
    },
  }
}

class SplittingReader implements AnswerReader {
  readonly #inner: AnswerReader
  readonly #splitter: ThinkTagSplitter

  constructor(inner: AnswerReader, splitter: ThinkTagSplitter) {
    this.#inner = inner
    this.#splitter = splitter
  }

  get ended(): boolean {
    return this.#inner.ended
  }

  whole(json: unknown, out: ChatEvent[]): void {
    this.#through(out, read => this.#inner.whole(json, read))
  }

  frame(json: unknown, out: ChatEvent[]): void {
    this.#through(out, read => this.#inner.frame(json, read))
  }

  finish(out: ChatEvent[]): boolean {
    return this.#through(out, read => this.#inner.finish(read))
  }

  /** What was read before an error is passed on first. */
  #through<T>(out: ChatEvent[], read: (events: ChatEvent[]) => T): T {
    const events: ChatEvent[] = []
    try {
      return read(events)
    } finally {
      for (const event of events) this.#splitter.pass(event, out)
    }
  }
}

const OPEN = '<think>'
const CLOSE = '</think>'
/** More space than this is told as it is: nobody makes us hold an answer of nothing. */
const MAX_HELD = 1024

/** Splits the events of one answer. What may be the beginning of a tag is held until it is known. */
class ThinkTagSplitter {
  readonly #target: Target
  readonly #opened: boolean
  /** `start`: nothing but space so far. `space`: behind the tag, before the answer. */
  #state: 'start' | 'thinking' | 'space' | 'text' = 'start'
  #held = ''
  #thought = ''

  constructor(target: Target, mode: ThinkTags) {
    this.#target = target
    this.#opened = mode === 'opened'
  }

  pass(event: ChatEvent, out: ChatEvent[]): void {
    if (this.#state === 'text') out.push(event)
    else if (event.type === 'text-delta') this.#text(event.text, out)
    else {
      if (event.type !== 'source') this.#rest(event, out)
      out.push(event)
    }
  }

  #text(piece: string, out: ChatEvent[]): void {
    this.#held += piece
    if (this.#state === 'start') this.#start(out)
    if (this.#state === 'thinking') this.#think(out)
    if (this.#state === 'space') this.#answer(out)
  }

  #start(out: ChatEvent[]): void {
    const text = this.#held.trimStart()
    // Nothing, or half a tag.
    if (OPEN.startsWith(text) && text !== OPEN && this.#held.length < MAX_HELD) return
    const tagged = text.startsWith(OPEN)
    if (tagged || this.#opened) {
      this.#state = 'thinking'
      this.#held = tagged ? text.slice(OPEN.length) : text
    } else {
      this.#state = 'text'
      out.push({ type: 'text-delta', text: this.#take(this.#held.length) })
    }
  }

  #think(out: ChatEvent[]): void {
    const end = this.#held.indexOf(CLOSE)
    this.#tell(this.#take(end === -1 ? sureLength(this.#held) : end), out, end !== -1)
    if (end === -1) return
    this.#held = this.#held.slice(CLOSE.length)
    this.#state = 'space'
    this.#endThinking(out)
  }

  #answer(out: ChatEvent[]): void {
    this.#held = this.#held.trimStart()
    if (this.#held === '') return
    this.#state = 'text'
    out.push({ type: 'text-delta', text: this.#take(this.#held.length) })
  }

  /** Something else than text comes, or the end: what follows, follows as it is. */
  #rest(event: ChatEvent, out: ChatEvent[]): void {
    const held = this.#take(this.#held.length)
    if (this.#state === 'thinking') {
      this.#tell(held, out, true)
      this.#endThinking(out)
      // Opened by the template and never closed: it has answered without thinking. Nothing of it must get lost.
      const answered = this.#opened && event.type === 'finish' && event.finishReason === 'stop'
      if (answered && this.#thought !== '') out.push({ type: 'text-delta', text: this.#thought })
    } else if (held !== '') out.push({ type: 'text-delta', text: held })
    this.#state = 'text'
  }

  #tell(piece: string, out: ChatEvent[], last: boolean): void {
    const begun = this.#thought === '' ? piece.trimStart() : piece
    const text = last ? begun.trimEnd() : begun
    if (text === '') return
    this.#thought += text
    out.push({ type: 'reasoning-delta', text })
  }

  #endThinking(out: ChatEvent[]): void {
    if (this.#thought !== '') out.push({ type: 'reasoning-end', provenance: { target: this.#target } })
  }

  #take(length: number): string {
    const taken = this.#held.slice(0, length)
    this.#held = this.#held.slice(length)
    return taken
  }
}

/** How much of it is neither space nor the beginning of a closing tag at its end. */
function sureLength(text: string): number {
  let end = text.length
  for (let length = Math.min(CLOSE.length - 1, text.length); length > 0; length--) {
    if (CLOSE.startsWith(text.slice(-length))) {
      end -= length
      break
    }
  }
  while (end > 0 && text.length - end < MAX_HELD && text.charCodeAt(end - 1) <= 32) end--
  return end
}
