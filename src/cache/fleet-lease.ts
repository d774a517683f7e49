import { type Clock, newId, type Random, sleep } from '../runtime/index.ts'
import type { RecordStore } from '../storage/index.ts'
import type { StoreCalls } from './store-calls.ts'

export interface FleetLeaseOptions {
  readonly records: RecordStore
  readonly calls: StoreCalls
  readonly clock: Clock
  readonly random: Random
  /** Takes work that goes on after an answer. */
  readonly later: (work: Promise<void>) => void
}

/** One piece of work that any process of a fleet may do for all. */
export interface FleetWork<T> {
  /** What the one who is at it has stored; `undefined` while there is nothing. */
  readonly find: () => Promise<T | undefined>
  /** Does it. */
  readonly work: () => Promise<T>
  /** Ends when what was made is stored, or never will be: before that nobody else shall begin. */
  readonly stored: () => Promise<void>
  /** How long it usually takes, ms. */
  readonly usualMs: number
  readonly signal: AbortSignal
}

/** Waits end, and leases with them, after this many times the usual time: who holds one may have died. */
const PATIENCE = 2
const POLLS = 8
const MIN_POLL_MS = 25
const MAX_POLL_MS = 250

/**
 * Lets one process of a fleet compute a value while the others wait for it in the store. A lease is a record that only one
 * can write; it ends by itself. Who cannot reach the store, or has waited twice the usual time, does the work alone: a lease
 * saves work, and nobody's answer depends on it.
 */
export class FleetLease {
  readonly #options: FleetLeaseOptions

  constructor(options: FleetLeaseOptions) {
    this.#options = options
  }

  /** What `work` gives, here or in another process. Rejects with the signal's reason when it aborts. */
  async run<T>(key: string, { find, work, stored, usualMs, signal }: FleetWork<T>): Promise<T> {
    const { clock } = this.#options
    const patienceMs = PATIENCE * usualMs
    const endMs = clock.mono() + patienceMs
    const pollMs = Math.min(MAX_POLL_MS, Math.max(MIN_POLL_MS, usualMs / POLLS))
    for (;;) {
      const lease = await this.#take(key, patienceMs)
      if (lease) {
        const release = (): void => this.#options.later(stored().then(() => this.#release(key, lease)))
        return work().finally(release)
      }
      const leftMs = endMs - clock.mono()
      if (leftMs <= 0) return work()
      await sleep(clock, Math.min(pollMs, leftMs), signal)
      const found = await find()
      if (found !== undefined) return found
    }
  }

  /** The name of a lease that is ours now, or that nobody can say whose it is; `undefined` where another holds it. */
  async #take(key: string, ttlMs: number): Promise<string | undefined> {
    const { records, calls, random } = this.#options
    const name = newId(random)
    const taken = await calls.try(() => records.write(nameOf(key), name, { ifVersion: null, ttlMs: Math.ceil(ttlMs) }))
    return taken === false ? undefined : name
  }

  /** Only one's own: after its time another may hold it. */
  async #release(key: string, lease: string): Promise<void> {
    const { records, calls } = this.#options
    await calls.try(async () => {
      const record = await records.read(nameOf(key))
      if (record?.value === lease) await records.write(nameOf(key), lease, { ifVersion: record.version, ttlMs: 1 })
    })
  }
}

function nameOf(key: string): string {
  return `lease:${key}`
}
