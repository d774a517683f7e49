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
      const inner = wire.reader(ask)
      return mode ? splitting(inner, new ThinkTagSplitter(ask.target, mode)) : inner
    },
  }
}

function splitting(inner: AnswerReader, splitter: ThinkTagSplitter): AnswerReader {
  /** What was read before an error is passed on first. */
  function through<T>(out: ChatEvent[], read: (events: ChatEvent[]) => T): T {
    const events: ChatEvent[] = []
    try {
      return read(events)
    } finally {
      for (const event of events) splitter.pass(event, out)
    }
  }
  return {
    get ended() {
      return inner.ended
    },
    whole: (json, out) => through(out, events => inner.whole(json, events)),
    frame: (json, out) => through(out, events => inner.frame(json, events)),
    finish: out => through(out, events => inner.finish(events)),
  }
}

const OPEN = '<think>'
const CLOSE = '</think>'
/** Space, and what may be the beginning of a closing tag, at the end of a piece. */
const unsure = /\s*(<(\/(t(h(i(nk?)?)?)?)?)?)?$/
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
    if (this.#state !== 'text' && event.type === 'text-delta') {
      this.#held += event.text
      return this.#read(out, false)
    }
    if (this.#state !== 'text' && event.type !== 'source') {
      const open = this.#state !== 'space'
      this.#read(out, true)
      this.#state = 'text'
      // Opened by the template and never closed: it has answered without thinking. Nothing of it must get lost.
      const answered = open && this.#opened && event.type === 'finish' && event.finishReason === 'stop'
      if (answered && this.#thought !== '') out.push({ type: 'text-delta', text: this.#thought })
    }
    out.push(event)
  }

  /** `last`: no more text comes for now, so that nothing is held back. */
  #read(out: ChatEvent[], last: boolean): void {
    if (this.#state === 'start') {
      const text = this.#held.trimStart()
      const tagged = text.startsWith(OPEN)
      // Nothing, or half a tag.
      if (!tagged && !last && OPEN.startsWith(text) && this.#held.length < MAX_HELD) return
      this.#state = tagged || (this.#opened && text !== '') ? 'thinking' : 'text'
      if (this.#state === 'thinking') this.#held = tagged ? text.slice(OPEN.length) : text
    }
    if (this.#state === 'thinking' && !this.#think(out, last)) return
    if (this.#state === 'space') this.#held = this.#held.trimStart()
    if (this.#held === '') return
    out.push({ type: 'text-delta', text: this.#held })
    this.#held = ''
    this.#state = 'text'
  }

  /** Tells what is sure to be thinking; whether that is all of it. */
  #think(out: ChatEvent[], last: boolean): boolean {
    const held = this.#held
    const closed = held.indexOf(CLOSE)
    const sure = held.search(unsure)
    const end = closed !== -1 ? closed : last || held.length - sure > MAX_HELD ? held.length : sure
    const over = closed !== -1 || last
    let text = held.slice(0, end)
    this.#held = held.slice(closed === -1 ? end : end + CLOSE.length)
    if (this.#thought === '') text = text.trimStart()
    if (over) text = text.trimEnd()
    if (text !== '') out.push({ type: 'reasoning-delta', text })
    this.#thought += text
    if (!over) return false
    if (this.#thought !== '') out.push({ type: 'reasoning-end', provenance: { target: this.#target } })
    this.#state = 'space'
    return true
  }
}
