import { effectOf } from '../errors/index.ts'
import type { Permit } from './breaker.ts'

/** What the end of a call says of its target. */
export type Verdict = 'ok' | 'failed' | 'throttled' | 'tripped' | 'neutral'

export type Settle = (permit: BreakerPermit, verdict: Verdict, error: unknown) => void

/** Settles once; what it settled, and with which place in the order of asking, is the circuit's to judge. */
export class BreakerPermit implements Permit {
  readonly generation: number
  readonly order: number
  readonly startedMs: number
  #settle: Settle | undefined

  constructor(settle: Settle, generation: number, order: number, startedMs: number) {
    this.#settle = settle
    this.generation = generation
    this.order = order
    this.startedMs = startedMs
  }

  succeed(): void {
    this.#end('ok', undefined)
  }

  fail(error: unknown): void {
    this.#end(verdictOf(error), error)
  }

  [Symbol.dispose](): void {
    this.#end('neutral', undefined)
  }

  #end(verdict: Verdict, error: unknown): void {
    const settle = this.#settle
    this.#settle = undefined
    settle?.(this, verdict, error)
  }
}

const verdicts = { failure: 'failed', throttled: 'throttled', trip: 'tripped', neutral: 'neutral' } as const

function verdictOf(error: unknown): Verdict {
  return verdicts[effectOf(error).circuit]
}
