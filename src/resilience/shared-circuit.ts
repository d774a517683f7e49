import type { JsonValue, Target } from '../chat/index.ts'
import { CircuitOpenError, effectOf } from '../errors/index.ts'
import { type Clock, newId, type Random, systemClock, systemRandom } from '../runtime/index.ts'
import type { RecordStore } from '../storage/index.ts'
import type { Breaker, CircuitState, Permit } from './breaker.ts'
import { checkNumbers } from './check-numbers.ts'
import { CircuitBreaker } from './circuit-breaker.ts'
import type { CircuitBreakerOptions, CircuitChange } from './circuit-options.ts'
import { type Lease, ProbeLeases } from './probe-leases.ts'
import type { SharedCircuitOptions } from './shared-options.ts'
import { SharedPermit } from './shared-permit.ts'
import {
  nextRecord,
  type ProbeResult,
  parseSharedRecord,
  type SharedRecord,
  type SharedRules,
} from './shared-record.ts'
import { type Exchange, StoreSchedule } from './store-schedule.ts'

/** Rounds against other writers before it waits for the next time. */
const maxRounds = 3
/** Open times are stretched by up to this share. */
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
  readonly #leaseMs: number
  readonly #ttlMs: number
  readonly #rules: Omit<SharedRules, 'generation'>
  readonly #store: StoreSchedule
  readonly #leases = new ProbeLeases()
  #reporter: string | undefined

  /** The fleet's record when it was last read. */
  #view: SharedRecord | undefined
  #generation = 0
  #viewedMs = -Infinity
  /** When the local circuit may be probed again. */
  #openEndMs = 0
  #adopting = false
  /** Failures since the last good answer. */
  #failures = 0
  #report = false
  #reported = false
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
    this.#store = new StoreSchedule({
      syncMs,
      storeTimeoutMs,
      clock: this.#clock,
      random: this.#random,
      onLocal: options.onLocal,
    })
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
    if (this.#store.alone || this.#local.state !== 'half-open') return 0
    // Whoever the fleet keeps waiting for longer than leases live, or comes by too rarely to use one, decides alone.
    if (this.#clock.mono() - this.#openEndMs > 2 * this.#leaseMs) return 0
    const fresh = this.#viewedMs >= this.#openEndMs
    if (fresh && (this.#view?.state !== 'open' || this.#freeLease())) return 0
    return Math.max(1, this.#store.dueInMs)
  }

  #freeLease(): Lease | undefined {
    return this.#leases.free(this.#generation, this.#clock.mono())
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
    this.#store.publish()
  }

  #end(lease: Lease, verdict: ProbeResult['verdict']): void {
    if (this.#leases.end(lease, verdict)) this.#store.publish()
  }

  #changed({ to, reason, openMs = 0 }: CircuitChange): void {
    if (to === 'half-open') return
    if (to === 'closed') {
      this.#reported = false
      this.#store.soon()
      return
    }
    this.#rest(openMs)
    if (this.#adopting || reason === 'forced') return
    const { probing } = this.#leases
    for (const lease of probing) this.#end(lease, 'failed')
    if (probing.length > 0) return
    this.#reported = true
    this.#publishReport()
  }

  #rest(openMs: number): void {
    this.#openEndMs = this.#clock.mono() + openMs
    this.#store.rest(openMs)
  }

  #hasNews(): boolean {
    return this.#report || this.#leases.results.length > 0
  }

  /** Starts to synchronise where it is time. */
  #look(): void {
    if (this.#store.isBusy()) return
    if (this.#store.dueInMs > 0 || (this.#local.state === 'open' && !this.#hasNews())) return
    const work = this.#synchronise(this.#store.begin())
    this.#options.waitUntil?.(work)
  }

  async #synchronise(exchange: Exchange): Promise<void> {
    try {
      for (let round = 0; round < maxRounds; round++) if (await this.#exchange(exchange)) return
      // Others were faster each time.
      this.#store.giveUp(exchange)
    } catch (error) {
      this.#store.lost(exchange, error)
    }
  }

  /** One read and, where there is something to say, one write; false where somebody else wrote in between. */
  async #exchange(exchange: Exchange): Promise<boolean> {
    const { records } = this.#options
    const stored = await records.read(this.#key)
    if (this.#store.isOver(exchange)) return true
    const parsed = stored && parseSharedRecord(stored.value)
    // What is older than what was seen already is not believed, and is written over.
    const record = parsed && parsed.generation >= this.#generation ? parsed : undefined
    const { results } = this.#leases
    const reports = this.#report
    const half = this.#local.state === 'half-open'
    const wants = !this.#store.alone && (half || (record?.generation ?? 0) > this.#generation) && !this.#freeLease()
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
      if (this.#store.isOver(exchange)) return true
      if (!written) return false
    }
    this.#leases.told(results)
    if (reports) this.#report = false
    if (next?.leases.some(lease => lease.id === id)) {
      this.#leases.grant({ id, generation: next.generation, untilMs: exchange.startedMs + this.#leaseMs })
    }
    this.#arrived(next)
    return true
  }

  #arrived(record: SharedRecord | undefined): void {
    const nowMs = this.#clock.mono()
    this.#store.arrived()
    this.#viewedMs = nowMs
    this.#view = record
    if (this.#local.state !== 'open') this.#store.later()
    else if (this.#store.dueInMs <= 0) this.#rest(this.#local.retryAfterMs)
    if (record && record.generation > this.#generation) this.#adopt(record)
    if (this.#hasNews()) this.#store.now()
    this.#leases.prune(this.#generation, nowMs)
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
      else this.#store.later()
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
