import fc from 'fast-check'
import { CircuitBreaker, type CircuitChange, CircuitOpenError, type Permit, VirtualClock } from 'routewise'
import { expect, it } from 'vitest'
import { failure } from './fakes.ts'

const rule = { failureThreshold: 3, failureRate: 0.5, minCalls: 6, windowMs: 1000, slowMs: 400, slowRate: 0.8 }
const times = { openMs: 500, maxOpenMs: 1600, tripOpenMs: 3000, probeTimeoutMs: 300 }
const limits = { successThreshold: 2, halfOpenMaxCalls: 3 }
const sliceMs = rule.windowMs / 10

type Ending = 'ok' | 'server' | 'rate-limit' | 'quota' | 'content-policy' | 'dispose'
interface Issued {
  readonly permit: Permit
  readonly startedMs: number
  readonly generation: number
  readonly place: number
  settled: boolean
}

/** The circuit as it is told in prose: it keeps every event and counts anew each time. Its time runs in steps of 10 ms. */
class Model {
  state: 'closed' | 'open' | 'half-open' = 'closed'
  nowMs = 0
  generation = 0
  consecutive = 0
  /** Calls asked, ever. */
  asked = 0
  /** The places, in the order of asking, of all that are known to have ended well or badly. */
  known: { readonly place: number; readonly good: boolean }[] = []
  streak = 0
  openedMs = 0
  untilMs = 0
  closedMs: number | undefined
  events: { readonly atMs: number; readonly kind: 'ok' | 'slow' | 'failed' }[] = []
  probes: { readonly issued: Issued; readonly startedMs: number }[] = []
  good = 0
  issued: Issued[] = []

  move(state: Model['state']): void {
    this.state = state
    this.generation++
    this.consecutive = 0
    this.known = []
    this.events = []
    this.probes = []
    this.good = 0
  }

  open(atMs: number, openMs: number): void {
    this.openedMs = atMs
    this.untilMs = atMs + openMs
    this.move('open')
  }

  /** Whether the latest failures by place, as many as open it, came after all good calls and are most of those asked since. */
  rowByAsking(): boolean {
    const lastGood = Math.max(0, ...this.known.filter(call => call.good).map(call => call.place))
    const bad = this.known.filter(call => !call.good && call.place > lastGood).map(call => call.place)
    const latest = bad.sort((a, b) => b - a).slice(0, rule.failureThreshold)
    return latest.length === rule.failureThreshold && 0.8 * (this.asked - Math.min(...latest) + 1) <= latest.length
  }

  ownOpenMs(): number {
    return Math.min(times.maxOpenMs, times.openMs * 2 ** (this.streak - 1)) * 1.05
  }

  settle(): void {
    for (;;) {
      if (this.state === 'open' && this.nowMs >= this.untilMs) this.move('half-open')
      const lost = this.state === 'half-open' ? this.probes[0] : undefined
      if (!lost || this.nowMs < lost.startedMs + times.probeTimeoutMs) return
      this.streak++
      this.open(lost.startedMs + times.probeTimeoutMs, this.ownOpenMs())
    }
  }

  get mayAcquire(): boolean {
    return (
      this.state === 'closed' ||
      (this.state === 'half-open' && this.probes.length + this.good < limits.halfOpenMaxCalls)
    )
  }

  end(issued: Issued, ending: Ending): void {
    if (issued.generation !== this.generation) return
    const slow = ending === 'ok' && this.nowMs - issued.startedMs > rule.slowMs
    if (this.state === 'half-open') {
      this.probes = this.probes.filter(probe => probe.issued !== issued)
      if (ending === 'dispose' || ending === 'content-policy') return
      if (ending === 'quota') this.open(this.nowMs, times.tripOpenMs)
      else if (ending === 'ok' && !slow) {
        if (++this.good < limits.successThreshold) return
        this.closedMs = this.nowMs
        this.move('closed')
      } else {
        this.streak++
        this.open(this.nowMs, this.ownOpenMs())
      }
      return
    }
    if (ending === 'dispose' || ending === 'content-policy') return
    this.events.push({ atMs: this.nowMs, kind: ending === 'ok' ? (slow ? 'slow' : 'ok') : 'failed' })
    if (ending === 'ok') this.consecutive = 0
    else if (ending !== 'rate-limit') this.consecutive++
    if (ending !== 'rate-limit') this.known.push({ place: issued.place, good: ending === 'ok' })
    if (ending === 'quota') return this.open(this.nowMs, times.tripOpenMs)
    const first = Math.floor(this.nowMs / sliceMs) - 9
    const recent = this.events.filter(event => Math.floor(event.atMs / sliceMs) >= first)
    const failed = recent.filter(event => event.kind === 'failed').length
    const slowOnes = recent.filter(event => event.kind === 'slow').length
    const rates = failed >= rule.failureRate * recent.length || slowOnes >= rule.slowRate * recent.length
    const inARow = this.consecutive >= rule.failureThreshold || this.rowByAsking()
    if (!inARow && !(recent.length >= rule.minCalls && rates)) return
    const healthy = Math.floor((this.nowMs - (this.closedMs ?? this.nowMs)) / rule.windowMs)
    this.streak = Math.max(1, this.streak - healthy)
    this.open(this.nowMs, this.ownOpenMs())
  }
}

interface Real {
  clock: VirtualClock
  breaker: CircuitBreaker
  changes: CircuitChange[]
}

function make(real: Pick<Real, 'clock' | 'changes'>): CircuitBreaker {
  const onChange = (change: CircuitChange) => real.changes.push(change)
  return new CircuitBreaker({ ...rule, ...times, ...limits, rampMs: 0, clock: real.clock, random: () => 0.5, onChange })
}

function agree(model: Model, real: Real): void {
  model.settle()
  expect(real.breaker.state).toBe(model.state)
  if (model.state === 'open') expect(real.breaker.retryAfterMs).toBeCloseTo(model.untilMs - model.nowMs, 6)
  for (const { from, to } of real.changes.splice(0)) {
    expect(['closed>open', 'open>half-open', 'half-open>closed', 'half-open>open']).toContain(`${from}>${to}`)
  }
}

class Acquire implements fc.AsyncCommand<Model, Real> {
  check = () => true
  async run(model: Model, real: Real): Promise<void> {
    agree(model, real)
    if (!model.mayAcquire) {
      expect(() => real.breaker.acquire()).toThrow(CircuitOpenError)
      return
    }
    const issued = {
      permit: real.breaker.acquire(),
      startedMs: model.nowMs,
      generation: model.generation,
      place: ++model.asked,
      settled: false,
    }
    model.issued.push(issued)
    if (model.state === 'half-open') model.probes.push({ issued, startedMs: model.nowMs })
    agree(model, real)
  }
  toString = () => 'acquire'
}

class Settle implements fc.AsyncCommand<Model, Real> {
  readonly #pick: number
  readonly #ending: Ending
  constructor(pick: number, ending: Ending) {
    this.#pick = pick
    this.#ending = ending
  }
  check = (model: Readonly<Model>) => model.issued.length > 0
  async run(model: Model, real: Real): Promise<void> {
    agree(model, real)
    const issued = model.issued[this.#pick % model.issued.length]
    if (!issued) return
    if (this.#ending === 'ok') issued.permit.succeed()
    else if (this.#ending === 'dispose') issued.permit[Symbol.dispose]()
    else issued.permit.fail(failure(this.#ending))
    // A second settling must change nothing.
    if (!issued.settled) model.end(issued, this.#ending)
    issued.settled = true
    agree(model, real)
  }
  toString = () => `settle(${this.#pick}, ${this.#ending})`
}

class Advance implements fc.AsyncCommand<Model, Real> {
  readonly #ms: number
  constructor(ms: number) {
    this.#ms = ms
  }
  check = () => true
  async run(model: Model, real: Real): Promise<void> {
    model.nowMs += this.#ms
    await real.clock.advance(this.#ms)
    agree(model, real)
  }
  toString = () => `advance(${this.#ms})`
}

class Restart implements fc.AsyncCommand<Model, Real> {
  check = () => true
  async run(model: Model, real: Real): Promise<void> {
    agree(model, real)
    const snapshot = JSON.parse(JSON.stringify(real.breaker.snapshot()))
    real.breaker = make(real)
    expect(real.breaker.restore(snapshot)).toBe(true)
    expect(real.breaker.snapshot()).toEqual(snapshot)
    // Calls of the old process are nobody's any more.
    model.issued = []
    model.known = []
    model.probes = []
    agree(model, real)
  }
  toString = () => 'restart'
}

it('the circuit does what its description says, whatever happens in whatever order', async () => {
  const idle = () => Promise.resolve()
  await fc.assert(
    fc.asyncProperty(
      fc.commands(
        [
          fc.constant(new Acquire()),
          fc.constant(new Acquire()),
          fc
            .tuple(
              fc.nat(50),
              fc.constantFrom<Ending>(
                'ok',
                'ok',
                'server',
                'server',
                'server',
                'rate-limit',
                'quota',
                'content-policy',
                'dispose',
              ),
            )
            .map(([pick, ending]) => new Settle(pick, ending)),
          fc.constantFrom(10, 50, 110, 310, 410, 530, 1050, 5000).map(ms => new Advance(ms)),
          fc.constant(new Restart()),
        ],
        { size: '+1' },
      ),
      async commands => {
        const real = { clock: new VirtualClock({ startMs: 1_700_000_000_000, idle }), changes: [] }
        await fc.asyncModelRun(() => ({ model: new Model(), real: { ...real, breaker: make(real) } }), commands)
      },
    ),
    { numRuns: 600 },
  )
})

it('the circuit closes again once its target answers, however long it was down', async () => {
  const idle = () => Promise.resolve()
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 60_000 }),
      fc.integer({ min: 20, max: 400 }),
      async (downMs, everyMs) => {
        const clock = new VirtualClock({ idle })
        const breaker = make({ clock, changes: [] })
        const call = () => {
          try {
            const permit = breaker.acquire()
            if (clock.mono() < downMs) permit.fail(failure('server'))
            else permit.succeed()
          } catch (error) {
            expect(error).toBeInstanceOf(CircuitOpenError)
          }
        }
        for (; clock.mono() < downMs; await clock.advance(everyMs)) call()
        const byMs = clock.mono() + times.maxOpenMs * 1.1 + times.probeTimeoutMs + 3 * everyMs
        for (; clock.mono() < byMs; await clock.advance(everyMs)) call()
        expect(breaker.state).toBe('closed')
      },
    ),
    { numRuns: 50 },
  )
})
