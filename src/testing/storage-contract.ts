import { canonicalJson } from '../chat/index.ts'
import { sleep, systemClock } from '../runtime/index.ts'
import type { AppendLog, CounterStore, KeyValueStore, LearningStore, RecordStore, Storage } from '../storage/index.ts'

/** One thing that a storage must do. `run` rejects with what it did instead. */
export interface ContractCase {
  readonly name: string
  readonly run: () => Promise<void>
}

export interface StorageContractOptions {
  /** An empty storage of its own for each case. It is disposed when the case ends. */
  readonly make: () => Storage | Promise<Storage>
  /** Lets time pass, where the storage's clock can be moved. Without it, expiry is waited for in real time. */
  readonly advance?: (ms: number) => void | Promise<void>
}

/**
 * What every `Storage` must do, as cases for any test runner:
 * `for (const { name, run } of storageContract({ make })) it(name, run)`.
 * Parts that a storage leaves out (`counters`, `records`, `learning`, `log`) are not asked for.
 */
export function storageContract(options: StorageContractOptions): readonly ContractCase[] {
  const advance = options.advance ?? ((ms: number) => sleep(systemClock, ms))
  const against = (name: string, test: (storage: Storage) => Promise<void>): ContractCase => ({
    name,
    async run() {
      const storage = await options.make()
      try {
        await test(storage)
      } finally {
        await storage[Symbol.asyncDispose]()
      }
    },
  })
  const part = <P>(pick: (storage: Storage) => P | undefined, cases: Cases<P>): ContractCase[] =>
    Object.entries(cases).map(([name, test]) =>
      against(name, async storage => {
        const chosen = pick(storage)
        if (chosen !== undefined) await test(chosen)
      }),
    )
  return [
    ...part(storage => storage.values, valueCases(advance)),
    ...part(storage => storage.counters, counterCases(advance)),
    ...part(storage => storage.records, recordCases(advance)),
    ...part(storage => storage.learning, learningCases),
    ...part(storage => storage.log, logCases),
  ]
}

type Cases<P> = Readonly<Record<string, (part: P) => Promise<void>>>
type Advance = (ms: number) => void | Promise<void>

/** Keys are any text: these are ones that file names, patterns and queries stumble over. */
const hardKeys = ['a/b', '../up', 'a b', 'ключ', '%', 'a*?[x]', "'; drop", '__proto__', 'A', 'a', 'x'.repeat(300)]

function valueCases(advance: Advance): Cases<KeyValueStore> {
  return {
    'values: a value that was never set is undefined': async values => {
      equal(await values.get('nothing'), undefined)
    },
    'values: gives back what was set, also an empty text, and the last one wins': async values => {
      await values.set('k', 'one')
      await values.set('k', '')
      equal(await values.get('k'), '')
      await values.set('k', 'zwei \n \u{1F600}')
      equal(await values.get('k'), 'zwei \n \u{1F600}')
    },
    'values: a deleted value is undefined, and deleting twice is no fault': async values => {
      await values.set('k', 'one')
      await values.delete('k')
      await values.delete('k')
      equal(await values.get('k'), undefined)
    },
    'values: keys of any text are kept apart': async values => {
      for (const key of hardKeys) await values.set(key, `value of ${key}`)
      for (const key of hardKeys) equal(await values.get(key), `value of ${key}`)
      equal((await all(values.keys(''))).sort(), [...hardKeys].sort())
    },
    'values: lists the keys that start with a prefix, taken literally': async values => {
      for (const key of ['a*1', 'a*2', 'ab', 'b']) await values.set(key, 'x')
      equal((await all(values.keys('a*'))).sort(), ['a*1', 'a*2'])
    },
    'values: a value whose time to live has passed is gone, also from the keys': async values => {
      await values.set('short', 'x', { ttlMs: 100 })
      await values.set('long', 'x', { ttlMs: 60_000 })
      equal(await values.get('short'), 'x')
      await advance(150)
      equal(await values.get('short'), undefined)
      equal(await all(values.keys('')), ['long'])
    },
    'values: setting again replaces the time to live': async values => {
      await values.set('k', 'x', { ttlMs: 100 })
      await values.set('k', 'y')
      await advance(150)
      equal(await values.get('k'), 'y')
    },
  }
}

function counterCases(advance: Advance): Cases<CounterStore> {
  const ttlMs = 60_000
  return {
    'counters: adds up, amounts below zero included': async counters => {
      equal(await counters.add('c', 2, { ttlMs }), { ok: true, total: 2 })
      equal(await counters.add('c', 0.5, { ttlMs }), { ok: true, total: 2.5 })
      equal(await counters.add('c', -1, { ttlMs }), { ok: true, total: 1.5 })
    },
    'counters: refuses as a whole what would pass the maximum, and tells the total as it stands': async counters => {
      await counters.add('c', 3, { ttlMs, max: 4 })
      equal(await counters.add('c', 2, { ttlMs, max: 4 }), { ok: false, total: 3 })
      equal(await counters.add('c', 1, { ttlMs, max: 4 }), { ok: true, total: 4 })
    },
    'counters: a refused first amount leaves nothing behind': async counters => {
      equal(await counters.add('c', 5, { ttlMs, max: 4 }), { ok: false, total: 0 })
      equal(await counters.add('c', 4, { ttlMs, max: 4 }), { ok: true, total: 4 })
    },
    'counters: loses no addition that runs beside others, and never passes the maximum': async counters => {
      const added = await Promise.all(Array.from({ length: 50 }, () => counters.add('c', 1, { ttlMs, max: 30 })))
      equal(added.filter(result => result.ok).length, 30)
      equal((await counters.add('c', 0, { ttlMs })).total, 30)
    },
    'counters: the time to live runs from the first addition, then it starts anew': async counters => {
      await counters.add('c', 1, { ttlMs: 100 })
      await advance(60)
      await counters.add('c', 1, { ttlMs: 100 })
      await advance(60)
      equal(await counters.add('c', 1, { ttlMs: 100 }), { ok: true, total: 1 })
    },
  }
}

function recordCases(advance: Advance): Cases<RecordStore> {
  return {
    'records: are written where there was none, read with a version, and written again with it': async records => {
      equal(await records.read('r'), undefined)
      equal(await records.write('r', 'one', { ifVersion: null }), true)
      const first = await records.read('r')
      equal(first?.value, 'one')
      equal(await records.write('r', 'two', { ifVersion: first?.version ?? null }), true)
      const second = await records.read('r')
      equal(second?.value, 'two')
      equal(second?.version === first?.version, false)
    },
    'records: refuse a writer who read an older version, or believed there was none': async records => {
      await records.write('r', 'one', { ifVersion: null })
      const version = (await records.read('r'))?.version ?? null
      await records.write('r', 'two', { ifVersion: version })
      equal(await records.write('r', 'late', { ifVersion: version }), false)
      equal(await records.write('r', 'blind', { ifVersion: null }), false)
      equal(await records.write('other', 'x', { ifVersion: version }), false)
      equal((await records.read('r'))?.value, 'two')
    },
    'records: of many writers at once exactly one wins': async records => {
      const wins = await Promise.all(
        Array.from({ length: 20 }, (_, i) => records.write('r', String(i), { ifVersion: null })),
      )
      equal(wins.filter(Boolean).length, 1)
      equal((await records.read('r'))?.value, String(wins.indexOf(true)))
    },
    'records: end with their time to live; a version from before does not fit the new one': async records => {
      await records.write('r', 'one', { ifVersion: null, ttlMs: 100 })
      const version = (await records.read('r'))?.version ?? null
      await advance(150)
      equal(await records.read('r'), undefined)
      equal(await records.write('r', 'two', { ifVersion: version }), false)
      equal(await records.write('r', 'two', { ifVersion: null }), true)
      equal(await records.write('r', 'three', { ifVersion: version }), false)
    },
  }
}

const learningCases: Cases<LearningStore> = {
  'learning: knows nothing at first': async learning => {
    equal(await learning.load(), undefined)
  },
  'learning: adds numbers name by name, however deep': async learning => {
    await learning.add({ a: { n: 1, s: 0.5 }, list: [1, 2] })
    await learning.add({ a: { n: 2 }, b: { n: 1 }, list: [1, 1] })
    equal(await learning.load(), { a: { n: 3, s: 0.5 }, list: [2, 3], b: { n: 1 } })
  },
  'learning: loses no delta that is added beside others': async learning => {
    await Promise.all(Array.from({ length: 30 }, () => learning.add({ n: 1 })))
    equal(await learning.load(), { n: 30 })
  },
}

const logCases: Cases<AppendLog> = {
  'log: gives back entries in order, line feeds and all': async log => {
    await log.append(['one', 'two\nlines'])
    await log.append([''])
    equal(
      (await all(log.read())).map(({ entry }) => entry),
      ['one', 'two\nlines', ''],
    )
  },
  'log: goes on after a cursor, also with what was appended since': async log => {
    await log.append(['one', 'two'])
    const [first] = await all(log.read())
    await log.append(['three'])
    equal(
      (await all(log.read(first?.cursor))).map(({ entry }) => entry),
      ['two', 'three'],
    )
  },
  'log: keeps every entry of appends that run side by side, each batch together': async log => {
    await Promise.all(Array.from({ length: 10 }, (_, i) => log.append([`${i}a`, `${i}b`])))
    const entries = (await all(log.read())).map(({ entry }) => entry)
    equal(entries.length, 20)
    for (let i = 0; i < entries.length; i += 2) equal(entries[i + 1], `${entries[i]?.slice(0, -1)}b`)
  },
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

function equal(actual: unknown, expected: unknown): void {
  const [is, should] = [canonicalJson({ value: actual }), canonicalJson({ value: expected })]
  if (is !== should) throw new Error(`expected ${should}, got ${is}`)
}
