import { canonicalJson } from '../chat/index.ts'
import type { Clock } from '../runtime/index.ts'
import type { KeyValueStore } from '../storage/index.ts'
import type { CacheEntry } from './entry.ts'
import { sha256 } from './sha256.ts'
import type { StoreCalls } from './store-calls.ts'

const VERSION = 1

/** The second level: entries as JSON text in any key-value store, each with a checksum over key and content. */
export class StoreTier<V> {
  readonly #store: KeyValueStore
  readonly #clock: Clock
  readonly #calls: StoreCalls
  readonly #writing = new Map<string, Promise<void>>()

  constructor(store: KeyValueStore, clock: Clock, calls: StoreCalls) {
    this.#store = store
    this.#clock = clock
    this.#calls = calls
  }

  async read(key: string): Promise<CacheEntry<V> | undefined> {
    const text = await this.#calls.try(() => this.#store.get(key))
    if (text === undefined) return undefined
    const entry = await decode<V>(key, text)
    if (!entry) {
      this.#calls.faults.corrupt++
      return undefined
    }
    return entry.expiresAtMs > this.#clock.now() ? entry : undefined
  }

  async write(key: string, entry: CacheEntry<V>): Promise<void> {
    const write = this.#write(key, entry)
    this.#writing.set(key, write)
    try {
      await write
    } finally {
      if (this.#writing.get(key) === write) this.#writing.delete(key)
    }
  }

  /** Ends when the write of this key that is under way has ended, well or not. */
  async written(key: string): Promise<void> {
    await this.#writing.get(key)?.catch(() => {})
  }

  async #write(key: string, entry: CacheEntry<V>): Promise<void> {
    const ttlMs = Math.ceil(entry.expiresAtMs - this.#clock.now())
    if (ttlMs <= 0) return
    const text = await encode(key, entry)
    const written = await this.#calls.try(async () => {
      await this.#store.set(key, text, { ttlMs })
      return true
    })
    // An older value must not outlive one that could not be written.
    if (!written) await this.delete(key)
  }

  async delete(key: string): Promise<void> {
    await this.#calls.try(() => this.#store.delete(key))
  }

  /** Deletes every entry under `prefix` that `matches`. Reads each where a match depends on more than the key. */
  async deleteMatching(prefix: string, matches: ((entry: CacheEntry<V>) => boolean) | undefined): Promise<void> {
    try {
      for await (const key of this.#store.keys(prefix)) {
        const entry = matches && (await this.read(key))
        if (!matches || (entry && matches(entry))) await this.delete(key)
      }
    } catch {
      this.#calls.faults.failed++
    }
  }
}

async function encode(key: string, entry: CacheEntry<unknown>): Promise<string> {
  // Twice through JSON, so that the checksum is over what a reader will see.
  const content: unknown = JSON.parse(JSON.stringify(entry))
  return JSON.stringify({ v: VERSION, sum: await checksum(key, content), entry: content })
}

async function decode<V>(key: string, text: string): Promise<CacheEntry<V> | undefined> {
  try {
    const { v, sum, entry } = JSON.parse(text) as { v: unknown; sum: unknown; entry: CacheEntry<V> }
    return v === VERSION && sum === (await checksum(key, entry)) ? entry : undefined
  } catch {
    return undefined
  }
}

function checksum(key: string, content: unknown): Promise<string> {
  return sha256(`${key}\n${canonicalJson(content)}`)
}
