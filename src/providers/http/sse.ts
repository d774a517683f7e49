export type FrameListener = (data: string, event: string | undefined) => void

/**
 * Server-sent events, as the HTML standard parses them, from text cut anywhere: LF, CRLF and CR line ends, comments,
 * data over several lines. `id` and `retry` are ignored: a model's answer cannot be resumed.
 */
export class SseParser {
  readonly #onFrame: FrameListener
  #rest = ''
  #data: string | undefined
  #event: string | undefined
  /** Lines that belong to no field: a server that answers with JSON under the name of an event stream. */
  stray = ''

  constructor(onFrame: FrameListener) {
    this.#onFrame = onFrame
  }

  push(chunk: string): void {
    let source = this.#rest + chunk
    // A CR at the very end may be the first half of a CRLF.
    const held = source.endsWith('\r') ? '\r' : ''
    if (source.includes('\r')) source = source.slice(0, source.length - held.length).replaceAll(/\r\n?/g, '\n')
    let start = 0
    for (let end = source.indexOf('\n'); end !== -1; end = source.indexOf('\n', start)) {
      this.#line(source, start, end)
      start = end + 1
    }
    this.#rest = source.slice(start) + held
  }

  /** The source is over: what is left counts as a last line and a last frame. */
  end(): void {
    const rest = this.#rest.replace(/\r$/, '')
    this.#rest = ''
    // Half a field name is no line of its own.
    if (!'data:'.startsWith(rest) && !'event:'.startsWith(rest)) this.#line(rest, 0, rest.length)
    this.#dispatch()
  }

  #line(source: string, start: number, end: number): void {
    if (start === end) return this.#dispatch()
    if (source.startsWith('data:', start)) {
      const from = source[start + 5] === ' ' ? start + 6 : start + 5
      const data = source.slice(from, end)
      this.#data = this.#data === undefined ? data : `${this.#data}\n${data}`
    } else if (source.startsWith('event:', start)) {
      this.#event = source.slice(source[start + 6] === ' ' ? start + 7 : start + 6, end)
    } else if (source[start] !== ':' && this.stray.length < MAX_STRAY) {
      const line = source.slice(start, end)
      if (!/^(id|retry|data|event)(:|$)/.test(line)) this.stray += `${line}\n`
    }
  }

  #dispatch(): void {
    const data = this.#data
    const event = this.#event
    this.#data = undefined
    this.#event = undefined
    if (data !== undefined) this.#onFrame(data, event)
  }
}

const MAX_STRAY = 65_536
