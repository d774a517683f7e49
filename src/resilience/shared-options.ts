import type { Target } from '../chat/index.ts'
import type { RecordStore } from '../storage/index.ts'
import type { CircuitBreakerOptions } from './circuit-options.ts'

/** As for `CircuitBreaker`; since a fleet probes as one, it opens for less: `openMs` 15 000, `maxOpenMs` 60 000. */
export interface SharedCircuitOptions extends CircuitBreakerOptions {
  /** Whose circuit this is: the key in the store. */
  readonly target: Target
  /** Where the fleet meets, such as `storage.records`. */
  readonly records: RecordStore
  /** Who speaks: instances that fail together (one host, one network) share a name. Default: a new name. */
  readonly reporter?: string
  /** The store is read at most this often, ± 20 %. Default 1000. */
  readonly syncMs?: number
  /** A store that answers later is taken for absent. Default 50. */
  readonly storeTimeoutMs?: number
  /** Told of work with the store, which no request waits for. It never rejects. */
  readonly waitUntil?: (work: Promise<unknown>) => void
  /** The store failed or was late, and the circuit decides alone until it is back: told once an outage. */
  readonly onLocal?: (cause: unknown) => void
}
