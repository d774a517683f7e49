import type { JsonValue, Target } from '../chat/index.ts'
import { CircuitOpenError, effectOf } from '../errors/index.ts'
import { type Clock, newId, type Random, systemClock, systemRandom } from '../runtime/index.ts'
import type { RecordStore } from '../storage/index.ts'
import type { Breaker, CircuitState, Permit } from './breaker.ts'
import { checkNumbers } from './check-numbers.ts'
import { CircuitBreaker } from './circuit-breaker.ts'
import type { CircuitBreakerOptions, CircuitChange } from './circuit-options.ts'
import {
  nextRecord,
  type ProbeResult,
  parseSharedRecord,
  type SharedRecord,
  type SharedRules,
} from './shared-record.ts'

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

/** A lease that the store has granted to this instance. */
interface Lease {
  readonly id: string
  readonly generation: number
  /** On the local clock, from before it was granted. */
  readonly untilMs: number
  use: 'free' | 'probing' | 'done'
}

/** Rounds against other writers before it waits for the next time. */
const maxRounds = 3
const maxWaitMs = 5000
const jitter = 0.1

/**
 * A circuit that a fleet shares. Each instance decides at once, by a circuit of its own; what the others found is a hint
 * that arrives between requests. The fleet opens on the word of two instances, or of one with twice the failures, and then
 * probes as one: never more than `halfOpenMaxCalls` leases live at a time, and a lost one expires. Without its store it is
 * a `CircuitBreaker`. Wall clocks are taken to agree within a second or so. No timers: it advances when it is asked.
 */
export class SharedCircuit implements Breaker {
  readonly target: Target
  readonly #options: SharedCircuitOptions
  readonly #local: CircuitBreaker
  readonly #key: string
  readonly #clock: Clock
  readonly #random: Random
  readonly #syncMs: number
  readonly #storeTimeoutMs: number
  readonly #leaseMs: number
  readonly #ttlMs: number
  readonly #rules: Omit<SharedRules, 'generation'>
  #reporter: string | undefined

  /** The fleet's record when it was last read. */
  #view: SharedRecord | undefined
  #generation = 0
  #viewedMs = -Infinity
  /** When the local circuit may be probed again. */
  #openEndMs = 0
  #nextSyncMs = 0
  /** The work with the store that is under way, by its start. */
  #sync: { readonly startedMs: number } | undefined
  #alone = false
  #adopting = false
  /** Failures since the last good answer. */
  #failures = 0
  #report = false
  #reported = false
  #results: ProbeResult[] = []
  #leases: Lease[] = []
  #asked = 0

  constructor(options: SharedCircuitOptions) {
    const { openMs = 15_000, maxOpenMs = Math.max(openMs, 60_000), syncMs = 1000, storeTimeoutMs = 50 } = options
    const above = { min: 0, above: true }
    checkNumbers('SharedCircuit', { syncMs, storeTimeoutMs }, { syncMs: above, storeTimeoutMs: above })
    const { onChange } = options
    this.#local = new CircuitBreaker({
      ...options,
      openMs,
      maxOpenMs,
      onChange: change => {
        this.#changed(change)
        onChange?.(change)
      },
    })
    this.target = options.target
    this.#options = options
    this.#key = `circuit/${options.target}`
    this.#clock = options.clock ?? systemClock
    this.#random = options.random ?? systemRandom
    this.#syncMs = syncMs
    this.#storeTimeoutMs = storeTimeoutMs
    this.#reporter = options.reporter
    // Longer than a probe may take, so that one that hangs can still be reported as failed.
    this.#leaseMs = (options.probeTimeoutMs ?? Math.min(openMs, 30_000)) + 2 * syncMs
    this.#ttlMs = 10 * Math.max(maxOpenMs, this.#leaseMs)
    this.#rules = {
      failureThreshold: options.failureThreshold ?? 5,
      windowMs: options.windowMs ?? 60_000,
      successThreshold: options.successThreshold ?? 2,
      halfOpenMaxCalls: options.halfOpenMaxCalls ?? 3,
      openMs: streak => {
        const ownMs = Math.min(maxOpenMs, openMs * 2 ** (streak - 1)) * (1 + jitter * this.#random())
        const leftMs = this.#local.state === 'open' ? this.#local.retryAfterMs : 0
        return Number.isFinite(leftMs) ? Math.max(ownMs, leftMs) : ownMs
      },
    }
  }

  get state(): CircuitState {
    return this.#local.state
  }

  /** How much traffic it should get, 0–1. */
  get weight(): number {
    return this.#local.weight
  }

  /** When asking can make sense, ms from now. */
  get retryAfterMs(): number {
    return Math.max(this.#local.retryAfterMs, this.#heldBackMs())
  }

  /** At once, whatever the store does. Throws `CircuitOpenError` also where the fleet is probing and it is not this one's turn. */
  acquire(): Permit {
    this.#look()
    const waitMs = this.#heldBackMs()
    if (waitMs > 0) throw new CircuitOpenError(this.target, waitMs)
    const permit = this.#local.acquire()
    const lease = this.#local.state === 'half-open' ? this.#freeLease() : undefined
    if (lease) lease.use = 'probing'
    return new SharedPermit((verdict, error) => this.#settle(permit, lease, verdict, error))
  }

  /** Opens or closes it here, by hand, until told otherwise; the fleet is not told. */
  force(state: 'open' | 'closed' | undefined): void {
    this.#local.force(state)
  }

  /** Of this instance alone. */
  snapshot(): JsonValue {
    return this.#local.snapshot()
  }

  restore(snapshot: unknown): boolean {
    return this.#local.restore(snapshot)
  }

  /** How long a probe must wait for the fleet's word or for a lease; 0 where the local circuit decides. */
  #heldBackMs(): number {
    if (this.#alone || this.#local.state !== 'half-open') return 0
    // Whoever the fleet keeps waiting for longer than leases live, or comes by too rarely to use one, decides alone.
    if (this.#clock.mono() - this.#openEndMs > 2 * this.#leaseMs) return 0
    const fresh = this.#viewedMs >= this.#openEndMs
    if (fresh && (this.#view?.state !== 'open' || this.#freeLease())) return 0
    return Math.max(1, this.#nextSyncMs - this.#clock.mono())
  }

  #freeLease(): Lease | undefined {
    const nowMs = this.#clock.mono()
    return this.#leases.find(
      ({ use, generation, untilMs }) => use === 'free' && generation === this.#generation && nowMs < untilMs,
    )
  }

  #settle(permit: Permit, lease: Lease | undefined, verdict: ProbeResult['verdict'], error: unknown): void {
    if (verdict === 'ok') {
      this.#failures = 0
      permit.succeed()
    } else if (verdict === 'failed') {
      if (['failure', 'trip'].includes(effectOf(error).circuit)) this.#failures++
      permit.fail(error)
      // Calls of before that still fail make its word weigh more.
      if (this.#reported && this.#failures === 2 * this.#rules.failureThreshold) this.#publishReport()
    } else permit[Symbol.dispose]()
    // A probe that failed has reopened the local circuit, and was told then; one that says nothing gives its lease back.
    if (lease) this.#end(lease, verdict === 'ok' ? 'ok' : 'neutral')
    this.#look()
  }

  #publishReport(): void {
    this.#report = true
    this.#publish()
  }

  #end(lease: Lease, verdict: ProbeResult['verdict']): void {
    if (lease.use !== 'probing') return
    lease.use = 'done'
    this.#results.push({ lease: lease.id, generation: lease.generation, verdict })
    this.#publish()
  }

  /** News goes out at once, but a store that was away is left in peace until its time. */
  #publish(): void {
    if (!this.#alone) this.#nextSyncMs = this.#clock.mono()
  }

  #changed({ to, reason, openMs = 0 }: CircuitChange): void {
    if (to === 'half-open') return
    const nowMs = this.#clock.mono()
    if (to === 'closed') {
      this.#reported = false
      this.#nextSyncMs = Math.min(this.#nextSyncMs, nowMs + this.#spread())
      return
    }
    this.#rest(openMs)
    if (this.#adopting || reason === 'forced') return
    const probing = this.#leases.filter(({ use }) => use === 'probing')
    for (const lease of probing) this.#end(lease, 'failed')
    if (probing.length > 0) return
    this.#reported = true
    this.#publishReport()
  }

  /** While it is open nobody asks the store, and then not all at once. */
  #rest(openMs: number): void {
    this.#openEndMs = this.#clock.mono() + openMs
    this.#nextSyncMs = this.#openEndMs + this.#random() * Math.min(maxWaitMs, jitter * openMs)
  }

  #spread(): number {
    return this.#syncMs * (0.8 + 0.4 * this.#random())
  }

  /** Gives a late store up, and starts to synchronise where it is time. */
  #look(): void {
    const nowMs = this.#clock.mono()
    if (this.#sync) {
      if (nowMs - this.#sync.startedMs <= this.#storeTimeoutMs) return
      this.#lost(new Error(`the store did not answer within ${this.#storeTimeoutMs} ms`))
    }
    const news = this.#report || this.#results.length > 0
    if (nowMs < this.#nextSyncMs || (this.#local.state === 'open' && !news)) return
    this.#sync = { startedMs: nowMs }
    const work = this.#synchronise(this.#sync)
    this.#options.waitUntil?.(work)
  }

  #lost(cause: unknown): void {
    this.#sync = undefined
    this.#nextSyncMs = this.#clock.mono() + this.#spread()
    if (this.#alone) return
    this.#alone = true
    try {
      this.#options.onLocal?.(cause)
    } catch {
      // A listener's fault is not the circuit's.
    }
  }

  async #synchronise(sync: { readonly startedMs: number }): Promise<void> {
    try {
      for (let round = 0; round < maxRounds; round++) if (await this.#exchange(sync)) return
      // Others were faster each time: no fault of the store's.
      if (this.#sync !== sync) return
      this.#sync = undefined
      this.#nextSyncMs = this.#clock.mono() + this.#spread()
    } catch (error) {
      if (this.#sync === sync) this.#lost(error)
    }
  }

  /** One read and, where there is something to say, one write; false where somebody else wrote in between. */
  async #exchange(sync: { readonly startedMs: number }): Promise<boolean> {
    const { records } = this.#options
    const stored = await records.read(this.#key)
    if (this.#isLate(sync)) return true
    const parsed = stored && parseSharedRecord(stored.value)
    // What is older than what was seen already is not believed, and is written over.
    const record = parsed && parsed.generation >= this.#generation ? parsed : undefined
    const results = [...this.#results]
    const reports = this.#report
    const half = this.#local.state === 'half-open'
    const wants = !this.#alone && (half || (record?.generation ?? 0) > this.#generation) && !this.#freeLease()
    this.#reporter ??= newId(this.#random)
    const id = `${this.#reporter}/${++this.#asked}/${newId(this.#random)}`
    const next = nextRecord(
      record,
      {
        reporter: this.#reporter,
        failures: reports ? this.#failures : undefined,
        closed: this.#local.state === 'closed',
        results,
        lease: wants ? { id, ms: this.#leaseMs } : undefined,
      },
      { ...this.#rules, generation: this.#generation },
      this.#clock.now(),
    )
    if (next && next !== record) {
      const options = { ifVersion: stored?.version ?? null, ttlMs: this.#ttlMs }
      const written = await records.write(this.#key, JSON.stringify(next), options)
      if (this.#isLate(sync)) return true
      if (!written) return false
    }
    this.#results = this.#results.filter(result => !results.includes(result))
    if (reports) this.#report = false
    if (next?.leases.some(lease => lease.id === id)) {
      const { generation } = next
      this.#leases.push({ id, generation, untilMs: sync.startedMs + this.#leaseMs, use: 'free' })
    }
    this.#arrived(next)
    return true
  }

  #isLate(sync: { readonly startedMs: number }): boolean {
    if (this.#sync !== sync) return true
    if (this.#clock.mono() - sync.startedMs <= this.#storeTimeoutMs) return false
    this.#lost(new Error(`the store did not answer within ${this.#storeTimeoutMs} ms`))
    return true
  }

  #arrived(record: SharedRecord | undefined): void {
    const nowMs = this.#clock.mono()
    this.#sync = undefined
    this.#alone = false
    this.#viewedMs = nowMs
    this.#view = record
    if (this.#local.state !== 'open') this.#nextSyncMs = nowMs + this.#spread()
    else if (this.#nextSyncMs <= nowMs) this.#rest(this.#local.retryAfterMs)
    if (record && record.generation > this.#generation) this.#adopt(record)
    if (this.#report || this.#results.length > 0) this.#nextSyncMs = nowMs
    this.#leases = this.#leases.filter(({ generation, untilMs }) => generation === this.#generation && nowMs < untilMs)
  }

  /** What the fleet has decided since; what it had decided before is not repeated. */
  #adopt(record: SharedRecord): void {
    this.#generation = record.generation
    this.#failures = 0
    this.#reported = false
    this.#adopting = true
    if (record.state === 'closed') this.#local.recover()
    else {
      const longestMs = this.#ttlMs / 10
      const openMs = Math.min(longestMs, Math.max(0, record.openUntil - this.#clock.now()))
      this.#local.trip(openMs)
      if (openMs > 0) this.#rest(openMs)
      else this.#nextSyncMs = this.#clock.mono() + this.#spread()
    }
    this.#adopting = false
  }
}

/**
 * For `CircuitPool`: circuits that a fleet shares over this store, as in `new CircuitPool({ make: sharedCircuits(storage.records) })`.
 * Failures of a whole provider (`auth`, `quota`) stay with each process.
 */
export function sharedCircuits(
  records: RecordStore,
  options: Omit<SharedCircuitOptions, 'target' | 'records'> = {},
): (circuit: CircuitBreakerOptions & { readonly target: Target }) => SharedCircuit {
  return circuit => new SharedCircuit({ ...circuit, ...options, records })
}

type End = (verdict: ProbeResult['verdict'], error: unknown) => void

/** Settles once. */
class SharedPermit implements Permit {
  #settle: End | undefined

  constructor(settle: End) {
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
