import fc from 'fast-check'
import {
  type Breaker,
  CircuitBreaker,
  CircuitOpenError,
  MemoryStorage,
  type RecordStore,
  seededRandom,
  SharedCircuit,
  type SharedCircuitOptions,
  VirtualClock,
} from 'routewise'
import { beforeEach, describe, expect, it } from 'vitest'
import { failure, target } from './fakes.ts'

let clock = new VirtualClock()
let storage = new MemoryStorage({ clock })
let works: Promise<unknown>[] = []
beforeEach(() => {
  clock = new VirtualClock({ idle: () => Promise.resolve() })
  storage = new MemoryStorage({ clock })
  works = []
})

const member = (reporter: string, more: Partial<SharedCircuitOptions> = {}) =>
  new SharedCircuit({
    target,
    reporter,
    records: storage.records,
    failureThreshold: 2,
    clock,
    random: () => 0,
    waitUntil: work => works.push(work),
    ...more,
  })

const settled = () => Promise.all(works)

async function fail(circuit: SharedCircuit, times: number): Promise<void> {
  for (let i = 0; i < times; i++) circuit.acquire().fail(failure('server'))
  await settled()
}

async function look(circuit: SharedCircuit): Promise<void> {
  try {
    circuit.acquire()[Symbol.dispose]()
  } catch (error) {
    if (!(error instanceof CircuitOpenError)) throw error
  }
  await settled()
}

interface Stored {
  readonly generation: number
  readonly state: string
  readonly openUntil: number
  readonly leases: readonly { readonly until: number }[]
}

async function stored(): Promise<Stored | undefined> {
  const record = await storage.records.read(`circuit/${target}`)
  return record && JSON.parse(record.value)
}

describe('a circuit that a fleet shares', () => {
  it('opens alone on its own word, and everywhere on the word of two', async () => {
    const [one, two, three] = [member('one'), member('two'), member('three')]
    await fail(one, 2)
    await look(three)
    expect([one.state, two.state, three.state]).toEqual(['open', 'closed', 'closed'])
    await fail(two, 2)
    await clock.advance(1000)
    await look(three)
    expect(three.state).toBe('open')
  })

  it('counts members of one name as one reporter', async () => {
    const [one, again, three] = [member('same'), member('same'), member('three')]
    await fail(one, 2)
    await fail(again, 2)
    await look(three)
    expect(three.state).toBe('closed')
  })

  it('opens everywhere on the word of one that saw twice the failures', async () => {
    const [one, two] = [member('one'), member('two')]
    const calls = [1, 2, 3, 4].map(() => one.acquire())
    await settled()
    for (const call of calls.slice(0, 3)) call.fail(failure('server'))
    await settled()
    expect((await stored())?.state).toBe('closed')
    calls[3]?.fail(failure('server'))
    await settled()
    await look(two)
    expect(two.state).toBe('open')
  })

  it('forgets a report after the window', async () => {
    const [one, two, three] = [member('one'), member('two'), member('three')]
    await fail(one, 2)
    await clock.advance(60_000)
    await fail(two, 2)
    await look(three)
    expect(three.state).toBe('closed')
  })

  it('asks nothing of the store while it is open, nor for a share of that time afterwards', async () => {
    let reads = 0
    const records: RecordStore = {
      read: key => {
        reads++
        return storage.records.read(key)
      },
      write: (...write) => storage.records.write(...write),
    }
    const one = member('one', { records, random: () => 0.5 })
    await fail(one, 2)
    await fail(member('two'), 2)
    const before = reads
    await clock.advance(15_000 * 1.05 - 1)
    await look(one)
    await clock.advance(700)
    await look(one)
    expect(one.state).toBe('half-open')
    expect(reads).toBe(before)
    await clock.advance(200)
    await look(one)
    expect(reads).toBe(before + 1)
  })

  it('probes as one, and all close when enough probes were good', async () => {
    const fleet = ['a', 'b', 'c', 'd', 'e'].map(name => member(name))
    for (const circuit of fleet) await fail(circuit, 2)
    for (const circuit of fleet) await look(circuit)
    await clock.advance(16_500)
    for (const circuit of fleet) await look(circuit)
    const probes = fleet.flatMap(circuit => {
      try {
        return [circuit.acquire()]
      } catch {
        return []
      }
    })
    expect(probes).toHaveLength(3)
    for (const probe of probes.slice(0, 2)) probe.succeed()
    await settled()
    expect((await stored())?.state).toBe('closed')
    await clock.advance(1000)
    for (const circuit of fleet) await look(circuit)
    expect(fleet.map(({ state }) => state)).toEqual(fleet.map(() => 'closed'))
    probes[2]?.fail(failure('server'))
    await settled()
    expect((await stored())?.state).toBe('closed')
  })

  it('stays open for longer after a probe that failed', async () => {
    const [one, two] = [member('one'), member('two')]
    await fail(one, 2)
    await fail(two, 2)
    await clock.advance(15_000)
    await look(one)
    const before = await stored()
    one.acquire().fail(failure('server'))
    await settled()
    const after = await stored()
    expect(after?.openUntil).toBe(clock.now() + 30_000)
    expect(after?.generation).toBeGreaterThan(before?.generation ?? Infinity)
  })

  it('gives the lease of a member that vanished to another', async () => {
    const [one, two] = [member('one', { halfOpenMaxCalls: 2 }), member('two', { halfOpenMaxCalls: 2 })]
    await fail(one, 2)
    await fail(two, 2)
    await clock.advance(15_000)
    for (let i = 0; i < 3; i++) {
      await look(one)
      try {
        one.acquire()
      } catch {}
      await settled()
      await clock.advance(1000)
    }
    expect((await stored())?.leases).toHaveLength(2)
    await look(two)
    expect(() => two.acquire()).toThrow(CircuitOpenError)
    await clock.advance(17_000)
    await look(two)
    expect(() => two.acquire()).not.toThrow()
  })

  it.each<[string, RecordStore]>([
    ['fails', { read: () => Promise.reject(new Error('down')), write: () => Promise.reject(new Error('down')) }],
    [
      'throws',
      {
        read: () => {
          throw new Error('down')
        },
        write: () => {
          throw new Error('down')
        },
      },
    ],
    ['hangs', { read: () => new Promise(() => {}), write: () => new Promise(() => {}) }],
  ])('is a circuit of its own where the store %s, and says so once', async (_how, records) => {
    const causes: unknown[] = []
    const lone = new SharedCircuit({
      target,
      records,
      failureThreshold: 2,
      clock,
      random: () => 0,
      onLocal: cause => causes.push(cause),
    })
    for (let i = 0; i < 10; i++) {
      lone.acquire().succeed()
      await clock.advance(100)
    }
    for (let i = 0; i < 2; i++) lone.acquire().fail(failure('server'))
    expect(lone.state).toBe('open')
    await clock.advance(15_000)
    lone.acquire().succeed()
    lone.acquire().succeed()
    expect(lone.state).toBe('closed')
    expect(causes).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })

  it('starts anew over a record that is none', async () => {
    await storage.records.write(`circuit/${target}`, '{"v":9}', { ifVersion: null })
    const [one, two] = [member('one'), member('two')]
    await fail(one, 2)
    await fail(two, 2)
    expect((await stored())?.state).toBe('open')
  })

  it('recovers with calls that are rarer than leases live', async () => {
    const [one, two] = [member('one'), member('two')]
    await fail(one, 2)
    await fail(two, 2)
    for (let i = 0; i < 3; i++) {
      await clock.advance(120_000)
      one.acquire().succeed()
      await settled()
    }
    expect(one.state).toBe('closed')
  })

  it('sends a tenth of the probes that circuits on their own send in an outage, and is back sooner', async () => {
    const outage = async (make: (random: () => number) => Breaker) => {
      const random = seededRandom(7)
      const fleet = Array.from({ length: 50 }, () => make(random))
      const startMs = clock.mono()
      for (let probes = 0; ; ) {
        const atMs = clock.mono() - startMs
        const down = atMs < 300_000
        for (const circuit of fleet) {
          try {
            const call = circuit.acquire()
            if (down) call.fail(failure('server'))
            else call.succeed()
            if (down && atMs > 10_000) probes++
          } catch {}
        }
        if (!down && fleet.every(circuit => circuit.state === 'closed')) return { probes, backMs: atMs - 300_000 }
        await settled()
        works = []
        await clock.advance(1000)
      }
    }
    let name = 0
    const alone = await outage(
      random => new CircuitBreaker({ clock, random, openMs: 15_000, maxOpenMs: 60_000, failureThreshold: 2 }),
    )
    const shared = await outage(random => member(String(name++), { random }))
    expect(shared.probes).toBeGreaterThan(0)
    expect(shared.probes).toBeLessThan(alone.probes / 10)
    expect(shared.backMs).toBeLessThan(alone.backMs)
  })

  it('refuses times that are none', () => {
    expect(() => member('one', { syncMs: 0, storeTimeoutMs: Number.NaN })).toThrow(/syncMs.*\n?.*storeTimeoutMs/s)
  })
})

/** A store whose answers come late, in another order or never; what was lost may have been done all the same. */
function flaky(records: RecordStore, s: fc.Scheduler, drops: () => number, onWrite: () => void): RecordStore {
  const through = async <T>(work: () => Promise<T>): Promise<T> => {
    await s.schedule(Promise.resolve(), 'request')
    const fate = drops()
    if (fate < 0.1) throw new Error('lost on the way there')
    const answer = await work()
    onWrite()
    await s.schedule(Promise.resolve(), 'answer')
    if (fate < 0.2) throw new Error('lost on the way back')
    return answer
  }
  return {
    read: key => through(() => records.read(key)),
    write: (...write) => through(() => records.write(...write)),
  }
}

type Step = {
  readonly who: number
  readonly what: 'ask' | 'ok' | 'fail' | 'leave' | 'pass' | 'deliver'
  readonly ms: number
}
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    who: fc.nat(2),
    what: fc.constantFrom('ask', 'ask', 'fail', 'fail', 'ok', 'leave', 'pass', 'deliver', 'deliver', 'deliver'),
    ms: fc.constantFrom(1, 20, 60, 500, 1500, 16_000),
  }),
  { minLength: 20, maxLength: 120 },
)

describe('a fleet over a store that delays, drops and reorders', () => {
  it('keeps leases few and generations rising, and never errs', async () => {
    const seen = { open: 0, leases: 0, reclosed: 0 }
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), steps, fc.nat(), async (s, script, seed) => {
        const time = new VirtualClock({ idle: () => Promise.resolve() })
        const memory = new MemoryStorage({ clock: time })
        const random = seededRandom(seed)
        let generation = 0
        let state = 'closed'
        const checks: Promise<void>[] = []
        const check = async (): Promise<void> => {
          const record = await memory.records.read(`circuit/${target}`)
          if (!record) return
          const value: Stored & { ok: number } = JSON.parse(record.value)
          expect(value.leases.length + value.ok).toBeLessThanOrEqual(2)
          expect(value.generation).toBeGreaterThanOrEqual(generation)
          if (value.state !== state) expect(value.generation).toBeGreaterThan(generation)
          seen.open += value.state === 'open' ? 1 : 0
          seen.leases = Math.max(seen.leases, value.leases.length)
          seen.reclosed += value.state === 'closed' && state === 'open' ? 1 : 0
          ;({ generation, state } = value)
        }
        const fleet = ['one', 'two', 'three'].map(
          reporter =>
            new SharedCircuit({
              target,
              reporter,
              records: flaky(memory.records, s, random, () => checks.push(check())),
              failureThreshold: 2,
              halfOpenMaxCalls: 2,
              clock: time,
              random,
              storeTimeoutMs: 1000,
            }),
        )
        const calls = fleet.map((): ReturnType<SharedCircuit['acquire']>[] => [])
        for (const { who, what, ms } of script) {
          const circuit = fleet[who]
          if (!circuit) continue
          if (what === 'pass') await time.advance(ms)
          else if (what === 'deliver') {
            for (let i = 0; i < 4; i++) if (s.count() > 0) await s.waitOne()
          } else if (what === 'ask') {
            const { state: before } = circuit
            try {
              calls[who]?.push(circuit.acquire())
            } catch (error) {
              // A closed circuit refuses nobody, whatever became of the store.
              expect(before).not.toBe('closed')
              expect(error).toBeInstanceOf(CircuitOpenError)
            }
          } else {
            const call = calls[who]?.shift()
            if (what === 'ok') call?.succeed()
            else if (what === 'leave') call?.[Symbol.dispose]()
            else {
              call?.fail(failure('server'))
              for (let i = 0; i < 2 && circuit.state === 'closed'; i++) circuit.acquire().fail(failure('server'))
            }
          }
        }
        while (s.count() > 0) await s.waitOne()
        await Promise.all(checks)
        expect(time.pending).toBe(0)
        // Whatever happened, it recovers once the target does.
        for (let i = 0; i < 200 && fleet.some(circuit => circuit.state !== 'closed'); i++) {
          await time.advance(1500)
          for (const circuit of fleet) {
            try {
              circuit.acquire().succeed()
            } catch (error) {
              expect(error).toBeInstanceOf(CircuitOpenError)
            }
          }
          while (s.count() > 0) await s.waitOne()
        }
        expect(fleet.map(circuit => circuit.state)).toEqual(['closed', 'closed', 'closed'])
        await Promise.all(checks)
      }),
      { numRuns: 200 },
    )
    expect(seen.open).toBeGreaterThan(0)
    expect(seen.leases).toBe(2)
    expect(seen.reclosed).toBeGreaterThan(0)
  })
})
