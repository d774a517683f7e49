import type { ChatEvent } from '../chat/index.ts'
import type { Asked } from './asked.ts'
import type { RoutedResponse } from './routing.ts'

/**
 * An answer as it grows. Read it once, with `for await`; nothing is asked before the first read. Leaving the loop, or
 * disposing, hangs up.
 */
export interface ChatStream<T = unknown> extends AsyncIterable<ChatEvent>, AsyncDisposable {
  readonly id: string
  /** The whole answer with its routing, once the stream was read to its end. Rejects with what broke or ended it before. */
  readonly response: Promise<RoutedResponse<T>>
}

type Step = IteratorResult<ChatEvent, undefined>

/** Hand-written so that leaving before the first read costs nothing and leaving later always closes. */
export class ReplyStream implements ChatStream, AsyncIterator<ChatEvent, undefined> {
  readonly id: string
  readonly response: Promise<RoutedResponse>
  readonly #asked: Asked
  #resolve: (response: Promise<RoutedResponse>) => void = () => {}
  #reject: (error: unknown) => void = () => {}
  #reading: Promise<AsyncIterator<ChatEvent>> | undefined
  #left = false

  constructor(asked: Asked) {
    this.id = asked.call.id
    this.#asked = asked
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    // Who only reads the events need not care for the response.
    this.response.catch(() => {})
  }

  [Symbol.asyncIterator](): AsyncIterator<ChatEvent, undefined> {
    return this
  }

  async next(): Promise<Step> {
    if (this.#left) return { done: true, value: undefined }
    this.#reading ??= this.#start()
    const step = await (await this.#reading).next()
    return step.done ? { done: true, value: undefined } : step
  }

  async return(): Promise<Step> {
    this.#left = true
    this.#reject(new DOMException('the stream was left before its end', 'AbortError'))
    await this.#reading?.then(
      iterator => iterator.return?.(),
      () => {},
    )
    return { done: true, value: undefined }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  async #start(): Promise<AsyncIterator<ChatEvent>> {
    try {
      const reply = await this.#asked.open()
      void reply.outcome.then(outcome => {
        if (outcome.status === 'ok') this.#resolve(this.#asked.answered(reply, outcome.response))
        else if (outcome.status === 'failed') this.#reject(outcome.error)
      })
      return reply.events[Symbol.asyncIterator]()
    } catch (error) {
      this.#reject(error)
      throw error
    }
  }
}
