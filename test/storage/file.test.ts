import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { type Storage, VirtualClock } from 'routewise'
import { FileStorage } from 'routewise/storage/file'
import { storageContract } from 'routewise/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let directory = ''
let clock = new VirtualClock()
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'routewise-'))
  clock = new VirtualClock({ startMs: 1_700_000_000_000 })
})
afterEach(() => rm(directory, { recursive: true }))

function open(foldAtBytes = 1_000_000): FileStorage {
  return new FileStorage({ directory, clock, foldAtBytes })
}

async function reopened(storage: Storage): Promise<FileStorage> {
  await storage[Symbol.asyncDispose]()
  return open()
}

async function entries(storage: FileStorage): Promise<string[]> {
  const list: string[] = []
  for await (const { entry } of storage.log.read()) list.push(entry)
  return list
}

describe.each([1_000_000, 50])('file storage that folds at %d bytes keeps the contract', foldAtBytes => {
  const make = () => open(foldAtBytes)
  for (const { name, run } of storageContract({ make, advance: ms => clock.advance(ms) })) it(name, run)
})

describe('file storage', () => {
  it('makes and reads nothing before it is used', async () => {
    const storage = new FileStorage({ directory: join(directory, 'new') })
    expect(await readdir(directory)).toEqual([])
    await storage[Symbol.asyncDispose]()
    await expect(storage.values.get('k')).rejects.toMatchObject({ code: 'storage-closed' })
  })

  it.each([1_000_000, 50])('knows everything again after a restart (folding at %d bytes)', async foldAtBytes => {
    const storage = open(foldAtBytes)
    await storage.values.set('short', 'x', { ttlMs: 1000 })
    await storage.values.set('long', 'y', { ttlMs: 10_000 })
    await storage.values.set('gone', 'z')
    await storage.values.delete('gone')
    await storage.counters.add('c', 2, { ttlMs: 10_000 })
    await storage.counters.add('c', 3, { ttlMs: 10_000 })
    await storage.records.write('r', 'one', { ifVersion: null })
    const version = (await storage.records.read('r'))?.version ?? ''
    for (let i = 0; i < 20; i++) await storage.learning.add({ n: 1 })
    await storage.log.append(['{"a":1}', 'text'])
    await clock.advance(5000)
    const again = await reopened(storage)
    expect(await Promise.all(['short', 'long', 'gone'].map(key => again.values.get(key)))).toEqual([
      undefined,
      'y',
      undefined,
    ])
    expect(await again.counters.add('c', 0, { ttlMs: 1 })).toEqual({ ok: true, total: 5 })
    expect(await again.records.write('r', 'two', { ifVersion: version })).toBe(true)
    expect(await again.learning.load()).toEqual({ n: 20 })
    expect(await entries(again)).toEqual(['{"a":1}', 'text'])
    await clock.advance(6000)
    expect(await again.values.get('long')).toBe(undefined)
    await again[Symbol.asyncDispose]()
  })

  it('loses and doubles nothing where folding, appending and learning run at once', async () => {
    const storage = open(200)
    await Promise.all(Array.from({ length: 300 }, (_, i) => storage.learning.add({ n: 1, [`k${i}`]: 1 })))
    const again = await reopened(storage)
    const learned = await again.learning.load()
    expect(learned?.['n']).toBe(300)
    expect(Object.keys(learned ?? {}).length).toBe(301)
    await again[Symbol.asyncDispose]()
    expect((await readdir(directory)).filter(name => name.startsWith('journal')).length).toBe(1)
  })

  it('writes a history that any JSON Lines tool can read', async () => {
    const storage = open()
    await storage.log.append(['{"a":1}', '{"b":\n2}', 'text'])
    await storage[Symbol.asyncDispose]()
    const lines = (await readFile(join(directory, 'history.jsonl'), 'utf8')).trimEnd().split('\n')
    expect(lines.map(line => JSON.parse(line))).toEqual([{ a: 1 }, '{"b":\n2}', 'text'])
  })

  it('has, after a crash at any byte, what had been written before, and goes on from there', async () => {
    const storage = open()
    for (let i = 1; i <= 5; i++) {
      await storage.values.set('k', `wert ü ${i}`)
      await storage.log.append([`eintrag ü ${i}`])
    }
    await storage[Symbol.asyncDispose]()
    const journal = await readFile(join(directory, 'journal-0.jsonl'))
    const history = await readFile(join(directory, 'history.jsonl'))
    await fc.assert(
      fc.asyncProperty(fc.nat(journal.length), fc.nat(history.length), async (journalEnd, historyEnd) => {
        await writeFile(join(directory, 'journal-0.jsonl'), journal)
        await truncate(join(directory, 'journal-0.jsonl'), journalEnd)
        await writeFile(join(directory, 'history.jsonl'), history)
        await truncate(join(directory, 'history.jsonl'), historyEnd)
        const after = open()
        const written = lines(journal, journalEnd)
        expect(await after.values.get('k')).toBe(written === 0 ? undefined : `wert ü ${written}`)
        await after.log.append(['next'])
        expect(await entries(after)).toEqual([
          ...Array.from({ length: lines(history, historyEnd) }, (_, i) => `eintrag ü ${i + 1}`),
          'next',
        ])
        await after[Symbol.asyncDispose]()
      }),
      { numRuns: 40 },
    )
  })

  it('holds a second user of the directory off, and takes over from one that has ended', async () => {
    const storage = open()
    await storage.values.set('k', 'x')
    await expect(open().values.get('k')).rejects.toMatchObject({ code: 'storage-locked' })
    const again = await reopened(storage)
    expect(await again.values.get('k')).toBe('x')
    await again[Symbol.asyncDispose]()
    await writeFile(join(directory, 'lock'), `999999999 ${hostname()}\n`)
    const heir = open()
    expect(await heir.values.get('k')).toBe('x')
    await heir[Symbol.asyncDispose]()
    await writeFile(join(directory, 'lock'), '1 elsewhere\n')
    await expect(open().values.get('k')).rejects.toThrow('process 1 on elsewhere')
  })

  it('touches nothing that it cannot read, and says which file', async () => {
    await writeFile(join(directory, 'snapshot.json'), '{"v":99}')
    await expect(open().values.get('k')).rejects.toMatchObject({ code: 'storage-unreadable' })
    expect(await readFile(join(directory, 'snapshot.json'), 'utf8')).toBe('{"v":99}')
  })
})

function lines(bytes: Buffer, end: number): number {
  return bytes.subarray(0, end).filter(byte => byte === 10).length
}
