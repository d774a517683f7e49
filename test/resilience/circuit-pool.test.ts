import { CircuitPool, type CircuitPoolOptions, type ProviderErrorKind, type Target, VirtualClock } from 'routewise'
import { beforeEach, describe, expect, it } from 'vitest'
import { failure } from './fakes.ts'

let clock = new VirtualClock()
beforeEach(() => {
  clock = new VirtualClock()
})

const pool = (options: CircuitPoolOptions = {}) => new CircuitPool({ clock, random: () => 0, ...options })

function fail(circuits: CircuitPool, target: Target, times: number, kind: ProviderErrorKind = 'server') {
  for (let i = 0; i < times; i++) circuits.breakerFor(target).acquire().fail(failure(kind, { target }))
}

describe('a pool of circuits', () => {
  it.each(['auth', 'quota'] as const)('opens all targets of a provider whose %s failed, and no other', kind => {
    const circuits = pool()
    fail(circuits, 'a/one', 1, kind)
    expect(['a/one', 'a/two', 'b/one'].map(target => circuits.breakerFor(target as Target).state)).toEqual([
      'open',
      'open',
      'closed',
    ])
    expect(() => circuits.breakerFor('a/two').acquire()).toThrow('a/*: circuit open')
  })

  it('opens the target alone where only it is refused or overloaded', () => {
    const circuits = pool()
    fail(circuits, 'a/one', 1, 'permission')
    fail(circuits, 'a/two', 5, 'overloaded')
    expect(['a/one', 'a/two', 'a/three'].map(target => circuits.breakerFor(target as Target).state)).toEqual([
      'open',
      'open',
      'closed',
    ])
  })

  it('closes a provider again after good probes of any of its targets', async () => {
    const circuits = pool()
    fail(circuits, 'a/one', 1, 'auth')
    await clock.advance(3_600_000)
    expect(circuits.breakerFor('a/two').state).toBe('half-open')
    circuits.breakerFor('a/one').acquire().fail(failure('server'))
    circuits.breakerFor('a/one').acquire().succeed()
    circuits.breakerFor('a/two').acquire().succeed()
    expect(circuits.breakerFor('a/two').state).toBe('closed')
    fail(circuits, 'a/two', 1, 'auth')
    expect(circuits.breakerFor('a/one').state).toBe('open')
  })

  it('gives the slot of a provider back where the target refuses', async () => {
    const circuits = pool({ halfOpenMaxCalls: 2 })
    fail(circuits, 'a/one', 5)
    circuits.breakerFor('a/two').acquire().fail(failure('auth'))
    await clock.advance(3_600_000)
    circuits.breakerFor('a/one').force('open')
    for (let i = 0; i < 5; i++) expect(() => circuits.breakerFor('a/one').acquire()).toThrow('a/one')
    circuits.breakerFor('a/two').acquire().succeed()
    circuits.breakerFor('a/two').acquire().succeed()
    expect(circuits.breakerFor('a/two').state).toBe('closed')
  })

  it('leaves at most half of its targets out because of rates, and a dead one always', () => {
    const circuits = pool({ failureThreshold: 30 })
    const targets = ['a/1', 'a/2', 'a/3', 'a/4'] as const
    for (const target of targets) circuits.breakerFor(target)
    for (const target of targets) fail(circuits, target, 20)
    expect(targets.map(target => circuits.breakerFor(target).state)).toEqual(['open', 'open', 'closed', 'closed'])
    fail(circuits, 'a/3', 10)
    expect(circuits.breakerFor('a/3').state).toBe('open')
  })

  it('names who may be asked soonest, and lets one be probed early when all are open', async () => {
    const circuits = pool()
    const targets = ['a/1', 'b/1'] as const
    fail(circuits, 'a/1', 5)
    expect(circuits.soonest(targets)).toEqual({ target: 'b/1', inMs: 0 })
    expect(circuits.lastResort(targets)).toBe(undefined)
    await clock.advance(1000)
    fail(circuits, 'b/1', 5)
    expect(circuits.soonest(targets)).toEqual({ target: 'a/1', inMs: 59_000 })
    expect(circuits.lastResort(targets)).toBe('a/1')
    expect(circuits.breakerFor('a/1').state).toBe('half-open')
    expect(circuits.lastResort(targets)).toBe(undefined)
  })

  it('does not probe what was closed by hand', () => {
    const circuits = pool()
    circuits.breakerFor('a/1').force('open')
    expect(circuits.soonest(['a/1'])).toBe(undefined)
    expect(circuits.lastResort(['a/1'])).toBe(undefined)
    expect(circuits.breakerFor('a/1').state).toBe('open')
  })

  it('goes on from a snapshot, providers included', () => {
    const circuits = pool()
    fail(circuits, 'a/1', 1, 'auth')
    fail(circuits, 'b/1', 5)
    const other = pool()
    other.restore(JSON.parse(JSON.stringify(circuits.snapshot())))
    expect(other.breakerFor('a/2').retryAfterMs).toBe(3_600_000)
    expect(other.breakerFor('b/1').retryAfterMs).toBe(60_000)
    for (const bad of [null, 1, { v: 2 }, { v: 1, targets: 3 }]) other.restore(bad)
    expect(other.breakerFor('b/1').state).toBe('open')
  })
})
