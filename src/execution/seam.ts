/** A text that begins with so many characters of the answer's own beginning is the answer begun again. */
const echoCharacters = 24

/**
 * Where a continuation meets the text that it continues. It is asked with the text before `trimmed`, since models want no
 * white space at its end; what is passed on neither repeats that white space nor, from a server that says the text again,
 * the text itself. An answer that is begun anew and then goes another way is no continuation.
 */
export class Seam {
  /** What is sent for continuation. */
  readonly sent: string
  readonly #space: string
  /** What has come and may still turn out to be a repetition. */
  #held = ''
  #echoed = false
  #joined = false

  constructor(text: string) {
    this.sent = text.trimEnd()
    this.#space = text.slice(this.sent.length)
  }

  /** What of this piece may be passed on; `undefined` where the answer has been begun anew. */
  push(piece: string): string | undefined {
    if (this.#joined) return piece
    this.#held += piece
    if (!this.#echoed && this.sent.length >= echoCharacters) {
      if (this.#held.startsWith(this.sent)) {
        this.#echoed = true
        this.#held = this.#held.slice(this.sent.length)
      } else if (this.sent.startsWith(this.#held)) return ''
      else if (this.#repeats()) return undefined
    }
    return this.#held.trimStart() === '' ? '' : this.#join()
  }

  /** What is left when the continuation has ended; `undefined` where all it did was to begin anew. */
  end(): string | undefined {
    if (this.#joined) return ''
    if (!this.#echoed && this.#repeats()) return undefined
    return this.#join()
  }

  #repeats(): boolean {
    return this.sent.length >= echoCharacters && this.#held.startsWith(this.sent.slice(0, echoCharacters))
  }

  #join(): string {
    this.#joined = true
    const text = this.#held.trimStart()
    const space = this.#held.slice(0, this.#held.length - text.length)
    if (space.startsWith(this.#space)) return space.slice(this.#space.length) + text
    return this.#space.startsWith(space) ? text : space + text
  }
}
