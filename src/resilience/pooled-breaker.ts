import type { JsonValue } from '../chat/index.ts'
import { effectOf } from '../errors/index.ts'
import type { Breaker, CircuitState, Permit } from './breaker.ts'
import type { CircuitBreaker } from './circuit-breaker.ts'

/** A circuit that a pool can hold: `CircuitBreaker` and `SharedCircuit` are two. */
export interface PoolCircuit extends Breaker {
  /** How much traffic it should get, 0–1. */
  readonly weight: number
  /** When asking can make sense, ms from now. */
  readonly retryAfterMs: number
  /** Opens or closes it by hand until told otherwise. */
  force(state: 'open' | 'closed' | undefined): void
  /** Lets probes out before the time. Absent where somebody else decides when. */
  probeNow?(): void
  restore(snapshot: unknown): boolean
}

/** The circuit of a target together with that of its provider: it is as open as the more open of the two. */
export class PooledBreaker implements Breaker {
  readonly #own: PoolCircuit
  readonly #provider: () => CircuitBreaker | undefined
  readonly #makeProvider: () => CircuitBreaker

  constructor(own: PoolCircuit, provider: () => CircuitBreaker | undefined, makeProvider: () => CircuitBreaker) {
    this.#own = own
    this.#provider = provider
    this.#makeProvider = makeProvider
  }

  get state(): CircuitState {
    const states = [this.#own.state, this.#provider()?.state]
    return states.includes('open') ? 'open' : states.includes('half-open') ? 'half-open' : 'closed'
  }

  /** How much traffic the target should get, 0–1. */
  get weight(): number {
    return Math.min(this.#own.weight, this.#provider()?.weight ?? 1)
  }

  /** When asking can make sense, ms from now. */
  get retryAfterMs(): number {
    return Math.max(this.#own.retryAfterMs, this.#provider()?.retryAfterMs ?? 0)
  }

  acquire(): Permit {
    const provider = this.#provider()?.acquire()
    try {
      return new PooledPermit(this.#own.acquire(), provider, this.#makeProvider)
    } catch (error) {
      provider?.[Symbol.dispose]()
      throw error
    }
  }

  /** Opens or closes the target by hand until told otherwise. */
  force(state: 'open' | 'closed' | undefined): void {
    this.#own.force(state)
  }

  /** Lets probes out before the time, where it is open and not by hand. */
  probeNow(): void {
    this.#own.probeNow?.()
    this.#provider()?.probeNow()
  }

  snapshot(): JsonValue {
    return this.#own.snapshot()
  }

  restore(snapshot: unknown): boolean {
    return this.#own.restore(snapshot)
  }
}

class PooledPermit implements Permit {
  readonly #own: Permit
  readonly #provider: Permit | undefined
  readonly #makeProvider: () => CircuitBreaker

  constructor(own: Permit, provider: Permit | undefined, makeProvider: () => CircuitBreaker) {
    this.#own = own
    this.#provider = provider
    this.#makeProvider = makeProvider
  }

  succeed(): void {
    this.#own.succeed()
    this.#provider?.succeed()
  }

  fail(error: unknown): void {
    const { circuit, scope } = effectOf(error)
    if (scope === 'provider' && circuit !== 'neutral') {
      this.#own[Symbol.dispose]()
      const provider = this.#provider ?? this.#acquired()
      provider?.fail(error)
    } else {
      this.#own.fail(error)
      this.#provider?.[Symbol.dispose]()
    }
  }

  [Symbol.dispose](): void {
    this.#own[Symbol.dispose]()
    this.#provider?.[Symbol.dispose]()
  }

  /** The provider has just failed for the first time, or had already been opened by another call. */
  #acquired(): Permit | undefined {
    const breaker = this.#makeProvider()
    return breaker.state === 'closed' ? breaker.acquire() : undefined
  }
}
