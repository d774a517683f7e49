import {
  CircuitBreaker,
  type CircuitBreakerOptions,
  type CircuitChange,
  CircuitOpenError,
  VirtualClock,
} from 'routewise'
import { beforeEach, describe, expect, it } from 'vitest'
import { failure } from './fakes.ts'

let clock = new VirtualClock()
let changes: CircuitChange[] = []
beforeEach(() => {
  clock = new VirtualClock({ startMs: 1_700_000_000_000 })
  changes = []
})

function breaker(options: CircuitBreakerOptions = {}): CircuitBreaker {
  return new CircuitBreaker({ clock, random: () => 0, onChange: change => changes.push(change), ...options })
}

function fail(
  circuit: CircuitBreaker,
  times = 1,
  kind: Parameters<typeof failure>[0] = 'server',
  retryAfterMs?: number,
) {
  for (let i = 0; i < times; i++) circuit.acquire().fail(failure(kind, { retryAfterMs }))
}

function succeed(circuit: CircuitBreaker, times = 1) {
  for (let i = 0; i < times; i++) circuit.acquire().succeed()
}

describe('a closed circuit', () => {
  it('opens after five failures in a row, and says when to come back', () => {
    const circuit = breaker()
    fail(circuit, 4)
    succeed(circuit)
    fail(circuit, 4)
    expect(circuit.state).toBe('closed')
    fail(circuit)
    expect(circuit.state).toBe('open')
    expect(() => circuit.acquire()).toThrow(new CircuitOpenError(circuit.target, 60_000))
    expect(changes).toEqual([
      { target: circuit.target, from: 'closed', to: 'open', reason: 'consecutive', openMs: 60_000 },
    ])
  })

  it('counts a target that is not even reached twice: three in a row, and not among good answers', () => {
    const circuit = breaker()
    const unreachable = failure('network')
    for (let i = 0; i < 2; i++) circuit.acquire().fail(unreachable)
    succeed(circuit)
    for (let i = 0; i < 2; i++) circuit.acquire().fail(unreachable)
    expect(circuit.state).toBe('closed')
    const before = Array.from({ length: 3 }, () => circuit.acquire())
    for (const call of before) call.succeed()
    const since = Array.from({ length: 3 }, () => circuit.acquire())
    for (const call of since) call.fail(unreachable)
    expect(circuit.state).toBe('open')
  })

  it('sees an outage through the good answers that calls from before it still bring', () => {
    const circuit = breaker()
    const before = Array.from({ length: 10 }, () => circuit.acquire())
    for (let i = 0; i < 5; i++) {
      fail(circuit)
      before.pop()?.succeed()
    }
    expect(circuit.state).toBe('open')
  })

  it('does not take a few quick failures for an outage while many calls are under way', () => {
    const circuit = breaker()
    for (let i = 0; i < 10; i++) {
      for (let n = 0; n < 4; n++) circuit.acquire()
      if (i % 2 === 0) fail(circuit)
      else succeed(circuit)
    }
    expect(circuit.state).toBe('closed')
  })

  it('opens when half of at least twenty calls in the window failed, though never many in a row', () => {
    const circuit = breaker()
    for (let i = 0; i < 9; i++) {
      fail(circuit)
      succeed(circuit)
    }
    succeed(circuit)
    expect(circuit.state).toBe('closed')
    fail(circuit)
    expect(changes.map(change => change.reason)).toEqual(['failure-rate'])
  })

  it('forgets what is older than the window', async () => {
    const circuit = breaker({ failureThreshold: Infinity, minCalls: 10 })
    fail(circuit, 9)
    await clock.advance(61_000)
    fail(circuit, 9)
    expect(circuit.state).toBe('closed')
    fail(circuit)
    expect(circuit.state).toBe('open')
  })

  it('opens when four of five calls are slow, once slow has been defined', async () => {
    const circuit = breaker({ slowMs: 1000, minCalls: 5 })
    succeed(circuit)
    for (let i = 0; i < 4; i++) {
      const permit = circuit.acquire()
      await clock.advance(1001)
      permit.succeed()
    }
    expect(changes.map(change => change.reason)).toEqual(['slow-rate'])
  })

  it('counts throttling towards the rate only, never as failures in a row', () => {
    const circuit = breaker()
    fail(circuit, 19, 'rate-limit')
    expect(circuit.state).toBe('closed')
    fail(circuit, 1, 'rate-limit')
    expect(changes.map(change => change.reason)).toEqual(['failure-rate'])
  })

  it('opens at once where asking again cannot help: for an hour, or as long as the server says', () => {
    const refused = breaker()
    fail(refused, 1, 'auth')
    expect(refused.retryAfterMs).toBe(3_600_000)
    const usedUp = breaker()
    fail(usedUp, 1, 'quota', 120_000)
    expect(usedUp.retryAfterMs).toBe(120_000)
  })

  it('takes neither refusals of content nor bad requests nor the caller leaving as failures', () => {
    const circuit = breaker({ failureThreshold: 1 })
    fail(circuit, 3, 'content-policy')
    fail(circuit, 3, 'invalid-request')
    circuit.acquire()[Symbol.dispose]()
    circuit.acquire().fail(new CircuitOpenError('other/target', 1))
    expect(circuit.state).toBe('closed')
  })

  it('stays closed where it may not open by rate', () => {
    const circuit = breaker({ mayOpen: () => false, failureThreshold: 50, minCalls: 10 })
    fail(circuit, 49)
    expect(circuit.state).toBe('closed')
    fail(circuit)
    expect(circuit.state).toBe('open')
  })
})

describe('an open circuit', () => {
  it('stays open for longer each time, up to the longest time, and for as long as the server asks', async () => {
    const circuit = breaker()
    fail(circuit, 5)
    const times = [circuit.retryAfterMs]
    for (let i = 0; i < 4; i++) {
      await clock.advance(circuit.retryAfterMs)
      fail(circuit)
      times.push(circuit.retryAfterMs)
    }
    expect(times).toEqual([60_000, 120_000, 240_000, 300_000, 300_000])
    const hinted = breaker()
    fail(hinted, 4)
    fail(hinted, 1, 'server', 200_000)
    expect(hinted.retryAfterMs).toBe(200_000)
  })

  it('is remembered for a while: soon after recovery it opens for longer, later as at first', async () => {
    const circuit = breaker({ windowMs: 10_000 })
    const recover = async () => {
      await clock.advance(circuit.retryAfterMs)
      succeed(circuit, 2)
    }
    fail(circuit, 5)
    await clock.advance(circuit.retryAfterMs)
    fail(circuit)
    await recover()
    fail(circuit, 5)
    expect(circuit.retryAfterMs).toBe(120_000)
    await recover()
    await clock.advance(10_000)
    fail(circuit, 5)
    expect(circuit.retryAfterMs).toBe(60_000)
  })
})

describe('a half-open circuit', () => {
  async function halfOpen(options: CircuitBreakerOptions = {}): Promise<CircuitBreaker> {
    const circuit = breaker(options)
    fail(circuit, 5)
    await clock.advance(circuit.retryAfterMs)
    expect(circuit.state).toBe('half-open')
    return circuit
  }

  it('lets three probes out and refuses the fourth at once', async () => {
    const circuit = await halfOpen()
    const probes = [circuit.acquire(), circuit.acquire(), circuit.acquire()]
    expect(() => circuit.acquire()).toThrow(CircuitOpenError)
    probes[0]?.[Symbol.dispose]()
    circuit.acquire()
    expect(() => circuit.acquire()).toThrow(CircuitOpenError)
  })

  it('closes after two good probes, then gets its traffic back little by little', async () => {
    const circuit = await halfOpen()
    expect(circuit.weight).toBe(0.1)
    succeed(circuit)
    expect(circuit.state).toBe('half-open')
    succeed(circuit)
    expect([circuit.state, circuit.weight]).toEqual(['closed', 0.1])
    await clock.advance(15_000)
    expect(circuit.weight).toBe(0.5)
    await clock.advance(60_000)
    expect(circuit.weight).toBe(1)
  })

  it.each(['server', 'rate-limit'] as const)('opens again at the first probe that fails with %s', async kind => {
    const circuit = await halfOpen()
    succeed(circuit)
    fail(circuit, 1, kind)
    expect(circuit.state).toBe('open')
    expect(circuit.retryAfterMs).toBe(120_000)
  })

  it('takes a probe that never ends for failed, from the moment when its time was up', async () => {
    const circuit = await halfOpen()
    circuit.acquire()
    await clock.advance(29_999)
    expect(circuit.state).toBe('half-open')
    await clock.advance(10_001)
    expect(circuit.state).toBe('open')
    expect(circuit.retryAfterMs).toBe(110_000)
  })

  it('is not closed by an answer to what was asked before the outage', async () => {
    const circuit = breaker({ successThreshold: 1 })
    const early = circuit.acquire()
    fail(circuit, 5)
    await clock.advance(60_000)
    expect(circuit.state).toBe('half-open')
    early.succeed()
    expect(circuit.state).toBe('half-open')
  })
})

describe('by hand', () => {
  it('it stays open or closed whatever happens, until it is given back', async () => {
    const circuit = breaker()
    circuit.force('open')
    await clock.advance(1e9)
    expect(() => circuit.acquire()).toThrow(CircuitOpenError)
    expect(circuit.retryAfterMs).toBe(Infinity)
    circuit.force('closed')
    fail(circuit, 100)
    fail(circuit, 1, 'auth')
    expect(circuit.state).toBe('closed')
    circuit.force(undefined)
    fail(circuit, 5)
    expect(circuit.state).toBe('open')
  })
})

describe('a snapshot', () => {
  it('of an open circuit goes on in another process at the same moment', async () => {
    const circuit = breaker()
    fail(circuit, 5)
    await clock.advance(10_000)
    const other = breaker()
    expect(other.restore(JSON.parse(JSON.stringify(circuit.snapshot())))).toBe(true)
    expect([other.state, other.retryAfterMs]).toEqual(['open', 50_000])
  })

  it('of another version, or broken, changes nothing', () => {
    const circuit = breaker()
    for (const bad of [undefined, null, 7, {}, { v: 2 }, { ...Object(circuit.snapshot()), state: 'ajar' }]) {
      expect(circuit.restore(bad)).toBe(false)
    }
    expect(circuit.state).toBe('closed')
  })

  it('cannot keep a circuit open for ever because a wall clock jumped', () => {
    const circuit = breaker()
    fail(circuit, 5)
    const snapshot = circuit.snapshot()
    clock.jump(-365 * 86_400_000)
    const other = breaker()
    other.restore(snapshot)
    expect(other.retryAfterMs).toBeLessThanOrEqual(3_600_000 * 1.1)
  })
})

it('a listener that throws changes nothing', () => {
  const circuit = breaker({
    onChange: () => {
      throw new Error('listener')
    },
  })
  fail(circuit, 5)
  expect(circuit.state).toBe('open')
})

it('options that cannot work are all told at once', () => {
  expect(() => breaker({ failureThreshold: 0, openMs: Number.NaN, successThreshold: 4 })).toThrow(
    /failureThreshold: must be a whole number from 1, or Infinity, not 0; openMs: .* not NaN; successThreshold: 4 is above halfOpenMaxCalls, 3/,
  )
})
