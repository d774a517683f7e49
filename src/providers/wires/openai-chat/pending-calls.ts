import { count, type Json, object, text } from '../../http/json.ts'

export interface PendingCall {
  id: string
  name: string
  arguments: string
}

/** The tool calls of one answer, put together from their pieces. */
export class PendingCalls {
  readonly #calls = new Map<number | string, PendingCall>()
  #last: PendingCall | undefined

  all(): readonly PendingCall[] {
    return [...this.#calls.values()]
  }

  /** A piece of a tool call. Indexes may start anywhere, have gaps, or be missing: then a new id starts a new call. */
  add(piece: Json): void {
    const fn = object(piece['function'] ?? piece['custom'])
    const id = text(piece['id'])
    const index = count(piece['index'])
    const known = index === undefined ? undefined : this.#calls.get(index)
    const restarts = known !== undefined && id !== '' && known.id !== '' && id !== known.id
    const starts = index === undefined ? id !== '' || !this.#last : known === undefined || restarts
    let call = index === undefined ? this.#last : known
    if (starts || !call) {
      call = { id, name: '', arguments: '' }
      // A call that reuses the index of another one keeps its own place at the end.
      if (restarts && known && index !== undefined) {
        this.#calls.delete(index)
        this.#calls.set(`${index}/${this.#calls.size}`, known)
      }
      this.#calls.set(index ?? `#${this.#calls.size}`, call)
    }
    this.#last = call
    if (call.id === '') call.id = id
    if (call.name === '') call.name = text(fn['name'])
    const args = fn['arguments'] ?? fn['input']
    call.arguments += typeof args === 'string' ? args : args === undefined || args === null ? '' : JSON.stringify(args)
  }
}
