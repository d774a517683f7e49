import { type JsonValue, splitTarget, type Target } from '../chat/index.ts'
import { checkNumbers } from './check-numbers.ts'
import { CircuitBreaker } from './circuit-breaker.ts'
import { type CircuitBreakerOptions, checkCircuitOptions } from './circuit-options.ts'
import { type PoolCircuit, PooledBreaker } from './pooled-breaker.ts'

export interface CircuitPoolOptions extends Omit<CircuitBreakerOptions, 'target' | 'mayOpen'> {
  /** Share of the pool that *rates* may leave out at once, 0–1; one target always. Failures in a row are not held back. Default 0.5. */
  readonly maxEjectedShare?: number
  /** Makes the circuit of a target from these options, such as `sharedCircuits(storage.records)`. Default: a `CircuitBreaker` each. */
  readonly make?: (options: CircuitBreakerOptions & { readonly target: Target }) => PoolCircuit
}

/**
 * The circuits of all targets, each made when it is first asked for. A failure that concerns key or account (auth, quota)
 * opens the provider, all its targets at once; it is told as a change of `provider/*`. `circuitLayer(pool.breakerFor)`
 * puts the pool to use.
 */
export class CircuitPool {
  readonly #options: CircuitBreakerOptions
  readonly #maxEjectedShare: number
  readonly #make: NonNullable<CircuitPoolOptions['make']>
  readonly #targets = new Map<Target, PooledBreaker>()
  /** Made when a provider fails as a whole for the first time: until then nobody pays for them. */
  readonly #providers = new Map<string, CircuitBreaker>()

  constructor(options: CircuitPoolOptions = {}) {
    const { maxEjectedShare = 0.5, make = own => new CircuitBreaker(own), ...circuit } = options
    checkNumbers('CircuitPool', { maxEjectedShare }, { maxEjectedShare: { min: 0, max: 1 } })
    checkCircuitOptions(circuit)
    this.#options = circuit
    this.#maxEjectedShare = maxEjectedShare
    this.#make = make
  }

  /** The circuit of one target, its provider's included. */
  readonly breakerFor = (target: Target): PooledBreaker => {
    let breaker = this.#targets.get(target)
    if (!breaker) {
      const own = this.#make({ ...this.#options, target, mayOpen: () => this.#mayEjectOneMore() })
      const { provider } = splitTarget(target)
      breaker = new PooledBreaker(
        own,
        () => this.#providers.get(provider),
        () => this.#providerBreaker(provider),
      )
      this.#targets.set(target, breaker)
    }
    return breaker
  }

  /** The target that may be asked soonest, and in how many ms; `undefined` where all were opened by hand, or none is given. */
  soonest(targets: Iterable<Target>): { readonly target: Target; readonly inMs: number } | undefined {
    let best: { readonly target: Target; readonly inMs: number } | undefined
    for (const target of targets) {
      const inMs = this.breakerFor(target).retryAfterMs
      if (inMs < (best?.inMs ?? Infinity)) best = { target, inMs }
    }
    return best
  }

  /**
   * For when nobody else may be asked: lets the target whose time is nearest be probed now, and names it. `undefined`
   * where one may be asked, or is being probed, already, and where others decide when (`SharedCircuit`).
   */
  lastResort(targets: Iterable<Target>): Target | undefined {
    const list = [...targets]
    if (list.some(target => this.breakerFor(target).state !== 'open')) return undefined
    const target = this.soonest(list)?.target
    if (target === undefined) return undefined
    this.breakerFor(target).probeNow()
    return this.breakerFor(target).state === 'open' ? undefined : target
  }

  /** Plain JSON, by target and by provider. */
  snapshot(): JsonValue {
    const of = (circuits: ReadonlyMap<string, { snapshot(): JsonValue }>): JsonValue =>
      Object.fromEntries([...circuits].map(([name, circuit]) => [name, circuit.snapshot()]))
    return { v: 1, targets: of(this.#targets), providers: of(this.#providers) }
  }

  /** Goes on where a snapshot left off; what is broken in it starts as new. */
  restore(snapshot: unknown): void {
    for (const [target, saved] of entriesOf(snapshot, 'targets')) this.breakerFor(target as Target).restore(saved)
    for (const [provider, saved] of entriesOf(snapshot, 'providers')) this.#providerBreaker(provider).restore(saved)
  }

  #mayEjectOneMore(): boolean {
    const breakers = [...this.#targets.values()]
    const ejected = breakers.filter(breaker => breaker.state === 'open').length
    return ejected + 1 <= Math.max(1, Math.floor(this.#maxEjectedShare * breakers.length))
  }

  #providerBreaker(provider: string): CircuitBreaker {
    let breaker = this.#providers.get(provider)
    if (!breaker) {
      breaker = new CircuitBreaker({ ...this.#options, target: `${provider}/*` })
      this.#providers.set(provider, breaker)
    }
    return breaker
  }
}

function entriesOf(snapshot: unknown, part: string): [string, unknown][] {
  if (typeof snapshot !== 'object' || snapshot === null || !('v' in snapshot) || snapshot.v !== 1) return []
  const circuits = (snapshot as Record<string, unknown>)[part]
  return typeof circuits === 'object' && circuits !== null ? Object.entries(circuits) : []
}
