import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { NonEmpty } from '../../chat/index.ts'
import { InvalidOptionsError } from '../../errors/index.ts'
import { type Clock, systemClock } from '../../runtime/index.ts'
import type { AppendLog, CounterStore, KeyValueStore, LearningStore, RecordStore, Storage } from '../storage.ts'
import { AppendFile } from './append-file.ts'
import { StorageClosedError } from './errors.ts'
import { Journal } from './journal.ts'
import { takeLock } from './lock.ts'

export interface FileStorageOptions {
  /** Made where it is missing. One process at a time: a lock file holds others off. */
  readonly directory: string
  /** The journal is folded into the snapshot when it is longer than this and than the snapshot. Default 1 000 000. */
  readonly foldAtBytes?: number
  readonly clock?: Clock
}

interface Opened {
  readonly journal: Journal
  readonly history: AppendFile
  readonly unlock: () => Promise<void>
}

/**
 * State in a directory of one process: `snapshot.json` with a journal beside it, and the log as `history.jsonl`.
 * A write resolves when it is on the disk; a crash leaves what was written before, whole. All of it but the history is
 * also held in memory. Opened on first use.
 */
export class FileStorage implements Storage {
  readonly #directory: string
  readonly #foldAtBytes: number
  readonly #clock: Clock
  #opening: Promise<Opened> | undefined
  #closed = false

  constructor(options: FileStorageOptions) {
    if (!options.directory) {
      throw new InvalidOptionsError('FileStorage', [{ path: 'directory', message: 'must be the path of a directory' }])
    }
    this.#directory = resolve(options.directory)
    this.#foldAtBytes = options.foldAtBytes ?? 1_000_000
    this.#clock = options.clock ?? systemClock
  }

  readonly values: KeyValueStore = {
    get: async key => (await this.#journal()).state.values.get(key),
    set: async (key, value, options) => {
      const journal = await this.#journal()
      journal.state.values.set(key, value, options?.ttlMs)
      await journal.add(['value', key, value, journal.endsAt(options?.ttlMs ?? Infinity)])
    },
    delete: async key => {
      const journal = await this.#journal()
      journal.state.values.delete(key)
      await journal.add(['delete', key])
    },
    keys: prefix => this.#keys(prefix),
  }

  readonly counters: CounterStore = {
    add: async (key, amount, options) => {
      const journal = await this.#journal()
      const { counters } = journal.state
      const added = journal.state.count(key, amount, options)
      if (added.ok) await journal.add(['count', key, added.total, journal.endsAt(counters.leftMs(key))])
      return added
    },
  }

  readonly records: RecordStore = {
    read: async key => (await this.#journal()).state.records.get(key),
    write: async (key, value, options) => {
      const journal = await this.#journal()
      const record = journal.state.write(key, value, options)
      if (!record) return false
      await journal.add(['record', key, value, record.version, journal.endsAt(options.ttlMs ?? Infinity)])
      return true
    },
  }

  readonly learning: LearningStore = {
    load: async () => (await this.#journal()).state.learned,
    add: async delta => {
      const journal = await this.#journal()
      journal.state.learn(delta)
      await journal.add(['learn', delta])
    },
  }

  readonly log: AppendLog = {
    append: async entries => (await this.#open()).history.append(entries.map(toLine)),
    read: after => this.#read(after),
  }

  /** Waits for what is being written and gives the directory free. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    const opened = await this.#opening?.catch(() => undefined)
    this.#opening = undefined
    if (!opened) return
    await opened.journal.close()
    await opened.history.close()
    await opened.unlock()
  }

  async #journal(): Promise<Journal> {
    return (await this.#open()).journal
  }

  #open(): Promise<Opened> {
    if (this.#closed) return Promise.reject(new StorageClosedError(this.#directory))
    this.#opening ??= this.#start().catch((error: unknown) => {
      // The next use tries again: a full disk or a lock may pass.
      this.#opening = undefined
      throw error
    })
    return this.#opening
  }

  async #start(): Promise<Opened> {
    await mkdir(this.#directory, { recursive: true })
    const unlock = await takeLock(join(this.#directory, 'lock'))
    const journal = new Journal(this.#directory, this.#clock, this.#foldAtBytes)
    try {
      await journal.open()
      const history = await AppendFile.open(join(this.#directory, 'history.jsonl'))
      return { journal, history, unlock }
    } catch (error) {
      await journal.close()
      await unlock()
      throw error
    }
  }

  async *#keys(prefix: string): AsyncIterable<string> {
    const { state } = await this.#journal()
    for (const { key } of state.values.entries()) if (key.startsWith(prefix)) yield key
  }

  async *#read(after: string | undefined): AsyncIterable<{ readonly cursor: string; readonly entry: string }> {
    const { history } = await this.#open()
    for await (const { line, end } of history.lines(after === undefined ? 0 : Number(after))) {
      const entry = toEntry(line)
      if (entry !== undefined) yield { cursor: String(end), entry }
    }
  }
}

/** A JSON object on one line is its own line, so that the history can be read with any tool; all else is a JSON string. */
function toLine(entry: NonEmpty<string>[number]): string {
  return entry.startsWith('{') && !/[\n\r]/.test(entry) ? entry : JSON.stringify(entry)
}

/** `undefined` for a line that is neither: something else has written to the file. */
function toEntry(line: string): string | undefined {
  if (line.startsWith('{')) return line
  try {
    const entry: unknown = JSON.parse(line)
    return typeof entry === 'string' ? entry : undefined
  } catch {
    return undefined
  }
}
