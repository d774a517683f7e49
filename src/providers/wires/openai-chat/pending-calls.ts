import type { ChatEvent } from '../../../chat/index.ts'
import { count, type Json, object, text } from '../../http/json.ts'
import { toolCallOf } from '../tool-calls.ts'

interface PendingCall {
  /** What the service calls it: it may come late, or never. */
  id: string
  name: string
  arguments: string
  /** Under which it was announced: it must not change any more. */
  announcedId: string | undefined
  /** How much of the arguments has been passed on. */
  passed: number
}

/** The tool calls of one answer, put together from their pieces. */
export class PendingCalls {
  readonly #calls: PendingCall[] = []
  readonly #byIndex = new Map<number, PendingCall>()

  get size(): number {
    return this.#calls.length
  }

  /** A piece of a tool call. Indexes may start anywhere, have gaps, be used again, or be missing: then the id tells. */
  add(piece: Json, out: ChatEvent[]): void {
    const fn = object(piece['function'] ?? piece['custom'])
    const id = text(piece['id'])
    const index = count(piece['index'])
    const call = this.#callOf(id, index)
    call.id ||= id
    call.name ||= text(fn['name'])
    const args = fn['arguments'] ?? fn['input']
    call.arguments += typeof args === 'string' ? args : args === undefined || args === null ? '' : JSON.stringify(args)
    this.#announce(call, out)
  }

  /** Every call, whole. */
  finish(out: ChatEvent[]): void {
    for (const call of this.#calls) {
      out.push({ type: 'tool-call', toolCall: toolCallOf(this.#idOf(call), call.name, call.arguments) })
    }
  }

  #callOf(id: string, index: number | undefined): PendingCall {
    const named = id === '' ? this.#calls.at(-1) : this.#calls.find(call => call.id === id)
    const known = index === undefined ? named : this.#byIndex.get(index)
    if (known && (id === '' || known.id === '' || known.id === id)) return known
    const call = { id, name: '', arguments: '', announcedId: undefined, passed: 0 }
    this.#calls.push(call)
    if (index !== undefined) this.#byIndex.set(index, call)
    return call
  }

  /** Once its name is known and its arguments begin; before that its id may still come. */
  #announce(call: PendingCall, out: ChatEvent[]): void {
    if (call.name === '' || (call.arguments === '' && call.id === '')) return
    const text = call.arguments.slice(call.passed)
    if (text === '' && call.announcedId !== undefined) return
    call.announcedId ??= this.#idOf(call)
    call.passed = call.arguments.length
    out.push({ type: 'tool-call-delta', id: call.announcedId, name: call.name, text })
  }

  #idOf(call: PendingCall): string {
    return call.announcedId ?? (call.id || `call_${this.#calls.indexOf(call)}`)
  }
}
