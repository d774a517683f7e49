import { describeError } from '../errors/index.ts'

/** Work that no request waits for: handed to the platform where it wants it, and awaited on disposal. */
export class Background {
  readonly #running = new Set<Promise<void>>()
  readonly #waitUntil: ((work: Promise<unknown>) => void) | undefined
  readonly #onError: (what: string, error: unknown) => void

  constructor(
    waitUntil: ((work: Promise<unknown>) => void) | undefined,
    onError: (what: string, error: unknown) => void,
  ) {
    this.#waitUntil = waitUntil
    this.#onError = onError
  }

  /** Starts `work`; `what` names it for people should it fail. */
  run(what: string, work: () => Promise<unknown>): void {
    const running: Promise<void> = work()
      .then(
        () => {},
        error => this.#onError(`${what}: ${describeError(error)}`, error),
      )
      .finally(() => this.#running.delete(running))
    this.#running.add(running)
    this.#waitUntil?.(running)
  }

  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }
}
