import { type FileHandle, open, readdir, readFile, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../runtime/index.ts'
import { State, type StoredRecord } from '../state.ts'
import type { Learned } from '../storage.ts'
import { AppendFile } from './append-file.ts'
import { StorageClosedError, StorageUnreadableError } from './errors.ts'

/** One change, as a line of the journal. Times are epoch ms; `null` is never. */
export type Change =
  | readonly ['value', key: string, value: string, endsAt: number | null]
  | readonly ['delete', key: string]
  | readonly ['count', key: string, total: number, endsAt: number | null]
  | readonly ['record', key: string, value: string, version: string, endsAt: number | null]
  | readonly ['learn', delta: Learned]

interface Snapshot {
  readonly v: 1
  /** Which journal goes on from here. */
  readonly journal: number
  readonly version: number
  readonly changes: readonly Change[]
}

/**
 * State as a snapshot and a journal of what has changed since. Each change is one short append; now and then all is
 * written anew beside the old and renamed over it, so that a crash leaves the one or the other.
 */
export class Journal {
  readonly state: State
  readonly #directory: string
  readonly #clock: Clock
  #number = 0
  #file: AppendFile | undefined
  readonly #minFoldBytes: number
  #foldAtBytes: number
  /** Lines that wait for the next journal while the snapshot is written; absent while none is. */
  #held: HeldLine[] | undefined
  #folding: Promise<void> | undefined

  constructor(directory: string, clock: Clock, minFoldBytes: number) {
    this.state = new State(clock)
    this.#directory = directory
    this.#clock = clock
    this.#minFoldBytes = minFoldBytes
    this.#foldAtBytes = minFoldBytes
  }

  async open(): Promise<void> {
    const path = join(this.#directory, 'snapshot.json')
    const text = await readFile(path, 'utf8').catch(absent)
    if (text !== undefined) {
      const snapshot = parse(text, path) as Snapshot
      if (snapshot.v !== 1) throw new StorageUnreadableError(path, 'it was written by another version')
      this.#number = snapshot.journal
      this.#foldAtBytes = Math.max(this.#minFoldBytes, text.length)
      this.state.version = snapshot.version
      for (const change of snapshot.changes) this.#apply(change)
    }
    this.#file = await AppendFile.open(this.#journalPath(this.#number))
    for await (const { line } of this.#file.lines()) this.#apply(parse(line, this.#journalPath(this.#number)) as Change)
    await this.#removeLeftovers()
  }

  /** Resolves when a change is on the disk. Call it in the same turn as the change to `state`: a snapshot may be next. */
  add(change: Change): Promise<void> {
    const line = JSON.stringify(change)
    const held = this.#held
    if (held) return new Promise(resolve => held.push({ line, resolve }))
    const file = this.#opened()
    const written = file.append([line])
    if (file.bytes > this.#foldAtBytes) this.#folding = this.#fold(file)
    return written
  }

  endsAt(leftMs: number): number | null {
    return leftMs === Infinity ? null : this.#clock.now() + leftMs
  }

  async close(): Promise<void> {
    await this.#folding
    await this.#file?.close()
    this.#file = undefined
  }

  /** Writes all of the state as it is now and goes on with an empty journal. On a failure everything stays as it was. */
  async #fold(file: AppendFile): Promise<void> {
    const held: HeldLine[] = []
    this.#held = held
    const snapshot: Snapshot = {
      v: 1,
      journal: this.#number + 1,
      version: this.state.version,
      changes: this.#changes(),
    }
    const text = JSON.stringify(snapshot)
    try {
      const next = await AppendFile.open(this.#journalPath(snapshot.journal))
      await writeWhole(this.#directory, 'snapshot.json', text)
      this.#file = next
      this.#number = snapshot.journal
      this.#foldAtBytes = Math.max(this.#minFoldBytes, text.length)
      await file.close()
      await this.#removeLeftovers()
    } catch {
      // The journal just grows on. It is tried again when it has doubled.
      this.#foldAtBytes = 2 * file.bytes
    }
    this.#held = undefined
    const current = this.#opened()
    for (const { line, resolve } of held) resolve(current.append([line]))
  }

  #opened(): AppendFile {
    if (!this.#file) throw new StorageClosedError(this.#directory)
    return this.#file
  }

  #apply(change: Change): void {
    const { state } = this
    switch (change[0]) {
      case 'value':
        return state.values.set(change[1], change[2], this.#leftMs(change[3]))
      case 'delete':
        return state.values.delete(change[1])
      case 'count':
        return state.counters.set(change[1], change[2], this.#leftMs(change[3]))
      case 'record':
        state.version = Math.max(state.version, Number(change[3]))
        return state.records.set(change[1], { value: change[2], version: change[3] }, this.#leftMs(change[4]))
      case 'learn':
        return state.learn(change[1])
    }
  }

  #changes(): Change[] {
    const { values, counters, records, learned } = this.state
    const value = (e: Live<string>): Change => ['value', e.key, e.value, this.endsAt(e.leftMs)]
    const count = (e: Live<number>): Change => ['count', e.key, e.value, this.endsAt(e.leftMs)]
    const record = (e: Live<StoredRecord>): Change => [
      'record',
      e.key,
      e.value.value,
      e.value.version,
      this.endsAt(e.leftMs),
    ]
    return [
      ...values.entries().map(value),
      ...counters.entries().map(count),
      ...records.entries().map(record),
      ...(learned ? [['learn', learned] as const] : []),
    ]
  }

  #leftMs(endsAt: number | null): number {
    return endsAt === null ? Infinity : endsAt - this.#clock.now()
  }

  #journalPath(number: number): string {
    return join(this.#directory, `journal-${number}.jsonl`)
  }

  /** What a crash in the middle of a fold has left. */
  async #removeLeftovers(): Promise<void> {
    const current = `journal-${this.#number}.jsonl`
    for (const name of await readdir(this.#directory)) {
      const leftover = name.endsWith('.tmp') || (/^journal-\d+\.jsonl$/.test(name) && name !== current)
      if (leftover) await unlink(join(this.#directory, name))
    }
  }
}

interface HeldLine {
  readonly line: string
  readonly resolve: (written: Promise<void>) => void
}

interface Live<V> {
  readonly key: string
  readonly value: V
  readonly leftMs: number
}

/** Writes a file as a whole or not at all: beside it, to the disk, then in its place. */
async function writeWhole(directory: string, name: string, text: string): Promise<void> {
  const path = join(directory, `${name}.tmp`)
  await using(await open(path, 'w'), async handle => {
    await handle.writeFile(text)
    await handle.sync()
  })
  await rename(path, join(directory, name))
  // The new name itself has to be on the disk before the old journal goes.
  await using(await open(directory, 'r'), handle => handle.sync())
}

async function using(handle: FileHandle, work: (handle: FileHandle) => Promise<void>): Promise<void> {
  try {
    await work(handle)
  } finally {
    await handle.close()
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new StorageUnreadableError(path, 'it is not JSON')
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
