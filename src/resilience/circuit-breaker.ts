import type { JsonValue, Target } from '../chat/index.ts'
import { CircuitOpenError, ProviderError } from '../errors/index.ts'
import { type Clock, type Random, systemClock, systemRandom } from '../runtime/index.ts'
import type { Breaker, CircuitState, Permit } from './breaker.ts'
import { BreakerPermit, type Settle, type Verdict } from './breaker-permit.ts'
import { type CircuitBreakerOptions, type CircuitChange, checkCircuitOptions } from './circuit-options.ts'
import { type CircuitSnapshot, parseCircuitSnapshot } from './circuit-snapshot.ts'
import { OutcomeWindow } from './outcome-window.ts'
import { type TripReason, type TripRule, tripReason } from './trip-rule.ts'

/** Server hints are believed up to here, ms. */
const maxHintMs = 300_000
/** Open times are stretched by up to this share, so that a fleet does not come back as one. */
const jitter = 0.1

/** Share of the calls asked since the first failure of a row that must have failed already. */
const knownShare = 0.8

/**
 * The circuit of one target: closed while it answers, open after it failed, half-open while a few probes ask whether it
 * has recovered. State moves on when it is looked at; there are no timers. Asking and settling cost well under a microsecond.
 *
 * A permit carries the generation it was issued in: what was asked before an outage says nothing about the time after it.
 */
export class CircuitBreaker implements Breaker {
  readonly target: Target
  readonly #rule: Required<TripRule>
  readonly #successThreshold: number
  readonly #halfOpenMaxCalls: number
  readonly #openMs: number
  readonly #maxOpenMs: number
  readonly #tripOpenMs: number
  readonly #probeTimeoutMs: number
  readonly #rampMs: number
  readonly #mayOpen: () => boolean
  readonly #onChange: ((change: CircuitChange) => void) | undefined
  readonly #clock: Clock
  readonly #random: Random
  readonly #window: OutcomeWindow

  #state: CircuitState = 'closed'
  #generation = 0
  #forced: 'open' | 'closed' | undefined
  #consecutive = 0
  /** Permits issued, ever: their order is that of asking. */
  #issued = 0
  /** Places, in that order, of the latest failures after the latest good call: as many as open the circuit, sorted. */
  #row: number[] = []
  #goodUpTo = 0
  /** How often it has opened in a row, for the open time. */
  #streak = 0
  #openUntilMs = 0
  /** When it closed after an outage; absent while it has known none. */
  #closedAtMs: number | undefined
  #probes: BreakerPermit[] = []
  #probesOk = 0

  constructor(options: CircuitBreakerOptions = {}) {
    checkCircuitOptions(options)
    this.target = options.target ?? 'unnamed/target'
    this.#rule = {
      failureThreshold: options.failureThreshold ?? 5,
      failureRate: options.failureRate ?? 0.5,
      minCalls: options.minCalls ?? 20,
      windowMs: options.windowMs ?? 60_000,
      slowMs: options.slowMs ?? Infinity,
      slowRate: options.slowRate ?? 0.8,
    }
    this.#successThreshold = options.successThreshold ?? 2
    this.#halfOpenMaxCalls = options.halfOpenMaxCalls ?? 3
    this.#openMs = options.openMs ?? 60_000
    this.#maxOpenMs = Math.max(this.#openMs, options.maxOpenMs ?? 300_000)
    this.#tripOpenMs = options.tripOpenMs ?? 3_600_000
    this.#probeTimeoutMs = options.probeTimeoutMs ?? Math.min(this.#openMs, 30_000)
    this.#rampMs = options.rampMs ?? 30_000
    this.#mayOpen = options.mayOpen ?? (() => true)
    this.#onChange = options.onChange
    this.#clock = options.clock ?? systemClock
    this.#random = options.random ?? systemRandom
    this.#window = new OutcomeWindow(this.#rule.windowMs)
  }

  get state(): CircuitState {
    if (this.#state !== 'closed') this.#advance(this.#clock.mono())
    return this.#state
  }

  /** How much traffic it should get, 0–1: nothing while open, a tenth while it is probed, then more and more. */
  get weight(): number {
    if (this.state !== 'closed') return this.#state === 'open' ? 0 : 0.1
    if (this.#closedAtMs === undefined || this.#rampMs === 0) return 1
    return Math.min(1, Math.max(0.1, (this.#clock.mono() - this.#closedAtMs) / this.#rampMs))
  }

  /** When asking can make sense, ms from now: 0 where it may be asked, `Infinity` where it was opened by hand. */
  get retryAfterMs(): number {
    const nowMs = this.#clock.mono()
    if (this.#state !== 'closed') this.#advance(nowMs)
    if (this.#state === 'open') return this.#openUntilMs - nowMs
    if (this.#state === 'closed' || this.#probes.length + this.#probesOk < this.#halfOpenMaxCalls) return 0
    return Math.max(0, (this.#probes[0]?.startedMs ?? nowMs) + this.#probeTimeoutMs - nowMs)
  }

  acquire(): Permit {
    const nowMs = this.#clock.mono()
    if (this.#state === 'closed') return new BreakerPermit(this.#settle, this.#generation, ++this.#issued, nowMs)
    const waitMs = this.retryAfterMs
    if (waitMs > 0) throw new CircuitOpenError(this.target, waitMs)
    const permit = new BreakerPermit(this.#settle, this.#generation, ++this.#issued, nowMs)
    if (this.#state === 'half-open') this.#probes.push(permit)
    return permit
  }

  /** Opens or closes it by hand until told otherwise; `undefined` gives it back to itself, closed. */
  force(state: 'open' | 'closed' | undefined): void {
    if (state === this.#forced) return
    this.#forced = state
    this.#streak = 0
    if (state === 'open') this.#open(Infinity, 'forced')
    else this.#close(undefined)
  }

  /** Opens it until `openMs` from now, whatever the rules say: something else knows that the target is down. */
  trip(openMs: number): void {
    if (this.#forced === undefined) this.#open(this.#clock.mono() + openMs, 'tripped', openMs)
  }

  /** Closes it, unless it was opened by hand: something else knows that the target answers again. `weight` grows as after good probes. */
  recover(): void {
    if (this.#forced === undefined && this.state !== 'closed') this.#close(this.#clock.mono())
  }

  /** Lets probes out before the time, where it is open and not by hand. */
  probeNow(): void {
    if (this.state === 'open' && this.#forced === undefined) this.#moveTo('half-open', {})
  }

  snapshot(): JsonValue {
    const nowMs = this.#clock.mono()
    this.#advance(nowMs)
    this.#window.roll(nowMs)
    const offsetMs = this.#clock.now() - nowMs
    const { ok, failed, slow } = this.#window
    return {
      v: 1,
      state: this.#state,
      ...(this.#forced && { forced: this.#forced }),
      consecutive: this.#consecutive,
      streak: this.#streak,
      probesOk: this.#probesOk,
      counts: { ok, failed, slow },
      ...(this.#state === 'open' && this.#forced === undefined && { openUntil: this.#openUntilMs + offsetMs }),
      ...(this.#closedAtMs !== undefined && { closedAt: this.#closedAtMs + offsetMs }),
      window: this.#window.slices(nowMs).map(slice => ({
        startedAt: nowMs - slice.ageMs + offsetMs,
        ok: slice.ok,
        failed: slice.failed,
        slow: slice.slow,
      })),
    } satisfies CircuitSnapshot & JsonValue
  }

  /**
   * Goes on where a snapshot left off, of this process or another; false, and nothing changes, for what is none.
   * Permits issued before, here or there, no longer count.
   */
  restore(snapshot: unknown): boolean {
    const saved = parseCircuitSnapshot(snapshot)
    if (!saved) return false
    const nowMs = this.#clock.mono()
    const offsetMs = this.#clock.now() - nowMs
    this.#window.clear()
    this.#window.restore(
      nowMs,
      saved.window.map(slice => ({ ...slice, ageMs: nowMs - (slice.startedAt - offsetMs) })),
    )
    this.#generation++
    this.#state = saved.state
    this.#forced = saved.forced
    this.#consecutive = saved.consecutive
    this.#row = []
    this.#streak = saved.streak
    this.#probes = []
    this.#probesOk = saved.probesOk
    // A wall clock that jumped must not keep it open for longer than it would have chosen itself.
    const longestMs = Math.max(this.#maxOpenMs, this.#tripOpenMs, maxHintMs) * (1 + jitter)
    this.#openUntilMs =
      saved.forced === 'open' ? Infinity : Math.min((saved.openUntil ?? 0) - offsetMs, nowMs + longestMs)
    this.#closedAtMs = saved.closedAt === undefined ? undefined : Math.min(nowMs, saved.closedAt - offsetMs)
    return true
  }

  readonly #settle: Settle = (permit, verdict, error) => {
    const nowMs = this.#clock.mono()
    if (this.#state === 'half-open') this.#advance(nowMs)
    if (permit.generation !== this.#generation) return
    const slow = verdict === 'ok' && nowMs - permit.startedMs > this.#rule.slowMs
    if (this.#state === 'half-open') this.#settleProbe(permit, slow ? 'failed' : verdict, error, nowMs)
    else if (verdict !== 'neutral') this.#count(permit, slow ? 'slow' : verdict, error, nowMs)
  }

  #count(permit: BreakerPermit, verdict: Verdict | 'slow', error: unknown, nowMs: number): void {
    const good = verdict === 'ok' || verdict === 'slow'
    this.#window.add(nowMs, good ? verdict : 'failed')
    // A used up rate limit says nothing about the target's health: it counts towards the rate only.
    if (good) this.#endRow(permit)
    else if (verdict !== 'throttled') this.#addToRow(permit, isUnreachable(error) ? 2 : 1)
    if (this.#forced !== undefined) return
    if (verdict === 'tripped') return this.#trip(error, nowMs)
    const reason = tripReason(this.#rule, this.#inARow(), this.#window)
    if (reason === undefined || (reason !== 'consecutive' && !this.#mayOpen())) return
    const healthyWindows = Math.floor((nowMs - (this.#closedAtMs ?? nowMs)) / this.#rule.windowMs)
    this.#streak = Math.max(1, this.#streak - healthyWindows)
    this.#openFor(nowMs, reason, error)
  }

  #addToRow({ order }: BreakerPermit, times: number): void {
    this.#consecutive += times
    if (order < this.#goodUpTo || this.#rule.failureThreshold === Infinity) return
    const at = this.#row.findLastIndex(other => other < order) + 1
    this.#row.splice(at, 0, ...Array<number>(times).fill(order))
    while (this.#row.length > this.#rule.failureThreshold) this.#row.shift()
  }

  #endRow({ order }: BreakerPermit): void {
    this.#consecutive = 0
    if (order < this.#goodUpTo) return
    this.#goodUpTo = order
    if (this.#row.length > 0) this.#row = this.#row.filter(other => other > order)
  }

  /**
   * Failures in a row, in the order of ending or in that of asking. The second sees through the good answers that calls
   * from before an outage still bring; calls of which nothing is known yet may be a fifth of the row at most.
   */
  #inARow(): number {
    const { length } = this.#row
    const asked = this.#issued - (this.#row[0] ?? 0) + 1
    return length >= this.#rule.failureThreshold && length >= knownShare * asked ? length : this.#consecutive
  }

  #settleProbe(permit: BreakerPermit, verdict: Verdict, error: unknown, nowMs: number): void {
    this.#probes = this.#probes.filter(probe => probe !== permit)
    if (verdict === 'neutral') return
    if (verdict === 'tripped') return this.#trip(error, nowMs)
    if (verdict !== 'ok') return this.#reopen(nowMs, error)
    this.#probesOk++
    if (this.#probesOk >= this.#successThreshold) this.#close(nowMs)
  }

  /** What the passing of time alone does. */
  #advance(nowMs: number): void {
    for (;;) {
      if (this.#state === 'open' && nowMs >= this.#openUntilMs) {
        this.#moveTo('half-open', {})
        continue
      }
      const lostAtMs = (this.#probes[0]?.startedMs ?? Infinity) + this.#probeTimeoutMs
      if (this.#state !== 'half-open' || nowMs < lostAtMs) return
      this.#reopen(lostAtMs, undefined)
    }
  }

  #reopen(atMs: number, error: unknown): void {
    this.#streak++
    this.#openFor(atMs, 'probe', error)
  }

  #trip(error: unknown, nowMs: number): void {
    const openMs = hintOf(error) ?? this.#tripOpenMs
    this.#open(nowMs + openMs, 'tripped', openMs)
  }

  #openFor(atMs: number, reason: TripReason, error: unknown): void {
    const ownMs = Math.min(this.#maxOpenMs, this.#openMs * 2 ** (this.#streak - 1)) * (1 + jitter * this.#random())
    const openMs = Math.max(ownMs, Math.min(hintOf(error) ?? 0, maxHintMs))
    this.#open(atMs + openMs, reason, openMs)
  }

  #open(untilMs: number, reason: TripReason, openMs: number = untilMs): void {
    this.#openUntilMs = untilMs
    this.#moveTo('open', { reason, openMs })
  }

  #close(nowMs: number | undefined): void {
    this.#closedAtMs = nowMs
    this.#moveTo('closed', {})
  }

  #moveTo(to: CircuitState, facts: Pick<CircuitChange, 'reason' | 'openMs'>): void {
    const from = this.#state
    this.#state = to
    this.#generation++
    this.#consecutive = 0
    this.#row = []
    this.#probes = []
    this.#probesOk = 0
    this.#window.clear()
    if (from === to) return
    try {
      this.#onChange?.({ target: this.target, from, to, ...facts })
    } catch {
      // A listener's fault is not the circuit's.
    }
  }
}

/** Nobody was there to fail: that says more than an error that somebody sent. */
function isUnreachable(error: unknown): boolean {
  return error instanceof ProviderError && error.kind === 'network'
}

function hintOf(error: unknown): number | undefined {
  const hintMs = error instanceof ProviderError ? error.retryAfterMs : undefined
  return hintMs !== undefined && hintMs > 0 && Number.isFinite(hintMs) ? hintMs : undefined
}
