import type { Permit } from './breaker.ts'
import type { ProbeResult } from './shared-record.ts'

type Settle = (verdict: ProbeResult['verdict'], error: unknown) => void

/** Leave of a shared circuit. Settles once. */
export class SharedPermit implements Permit {
  #settle: Settle | undefined

  constructor(settle: Settle) {
    this.#settle = settle
  }

  succeed(): void {
    this.#end('ok', undefined)
  }

  fail(error: unknown): void {
    this.#end('failed', error)
  }

  [Symbol.dispose](): void {
    this.#end('neutral', undefined)
  }

  #end(verdict: ProbeResult['verdict'], error: unknown): void {
    const settle = this.#settle
    this.#settle = undefined
    settle?.(verdict, error)
  }
}
