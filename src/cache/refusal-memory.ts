import { LRUCache } from 'lru-cache'
import { AllTargetsFailedError, ProviderError, type ProviderErrorKind } from '../errors/index.ts'
import type { Clock } from '../runtime/index.ts'
import type { CacheKey } from './cache-key.ts'

const deterministic: ReadonlySet<ProviderErrorKind> = new Set(['invalid-request', 'context-length'])

/** Would the same request fail the same way again? Only where the request itself is at fault: never auth, rate limits or outages. */
export function isDeterministicRefusal(error: unknown): boolean {
  if (error instanceof AllTargetsFailedError) return error.errors.every(isDeterministicRefusal)
  return error instanceof ProviderError && deterministic.has(error.kind)
}

/** Requests that were refused for what they are, for a short time: asking again would cost a round trip to hear the same. */
export class RefusalMemory {
  readonly #errors = new LRUCache<string, { readonly error: unknown; readonly untilMs: number }>({ max: 1000 })
  readonly #clock: Clock
  readonly #ttlMs: number

  constructor(ttlMs: number, clock: Clock) {
    this.#ttlMs = ttlMs
    this.#clock = clock
  }

  add(key: CacheKey, error: unknown): void {
    if (this.#ttlMs > 0 && isDeterministicRefusal(error))
      this.#errors.set(key, { error, untilMs: this.#clock.mono() + this.#ttlMs })
  }

  find(key: CacheKey): { readonly error: unknown } | undefined {
    const refusal = this.#errors.get(key)
    return refusal && this.#clock.mono() < refusal.untilMs ? refusal : undefined
  }
}
