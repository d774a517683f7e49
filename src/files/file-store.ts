import { ProviderError } from '../errors/index.ts'
import { type Clock, systemClock } from '../runtime/index.ts'
import type { KeyValueStore } from '../storage/index.ts'
import { type Digest, digestOf, type FileContent } from './hash.ts'

export type UploadMethod = 'multipart' | 'resumable'

/** A file as one provider holds it. Holds nothing of its content. */
export interface FileRecord {
  readonly provider: string
  /** What the provider calls it: put it into a file part as `{ provider, fileId }`. */
  readonly fileId: string
  readonly name: string
  readonly mediaType: string
  readonly sha256: string
  readonly bytes: number
  readonly uploadMethod: UploadMethod
  readonly uploadedAtMs: number
  /** 1 for the first content under a name. */
  readonly version: number
  /** The provider forgets it then, epoch ms. */
  readonly expiresAtMs?: number
}

export interface FileToUpload {
  readonly name: string
  readonly mediaType: string
  /** Read twice: for its digest, and to be sent. */
  readonly content: FileContent
}

/** How one provider takes files. `openaiFiles`, `anthropicFiles` and `googleFiles` are such. */
export interface FileUploader {
  readonly provider: string
  upload(
    file: FileToUpload & Digest,
    options: { readonly signal: AbortSignal },
  ): Promise<{
    readonly fileId: string
    readonly uploadMethod: UploadMethod
    readonly expiresAtMs?: number
  }>
  delete(fileId: string, options: { readonly signal: AbortSignal }): Promise<void>
}

export interface FileStoreOptions {
  /** Where the records are kept. Two processes over one store upload a file once each at worst. */
  readonly values: KeyValueStore
  readonly uploaders: readonly FileUploader[]
  /** A new content under a known name: `version` keeps the old one, `overwrite` deletes it. Default `version`. */
  readonly onChange?: 'version' | 'overwrite'
  readonly clock?: Clock
}

/**
 * Uploads each content once to each provider: it is known by its SHA-256, which is taken before anything is sent. Callers
 * who upload the same at once share one upload.
 */
export class FileStore {
  readonly #values: KeyValueStore
  readonly #uploaders: ReadonlyMap<string, FileUploader>
  readonly #onChange: 'version' | 'overwrite'
  readonly #clock: Clock
  readonly #running = new Map<string, Promise<FileRecord>>()

  constructor(options: FileStoreOptions) {
    this.#values = options.values
    this.#uploaders = new Map(options.uploaders.map(uploader => [uploader.provider, uploader]))
    this.#onChange = options.onChange ?? 'version'
    this.#clock = options.clock ?? systemClock
  }

  /** The record of this content at this provider, uploaded now if it is not there yet. */
  async upload(
    file: FileToUpload,
    options: { readonly provider: string; readonly signal?: AbortSignal },
  ): Promise<FileRecord> {
    const { provider, signal = new AbortController().signal } = options
    const uploader = this.#uploader(provider)
    const digest = await digestOf(file.content, signal)
    const key = `${contentPrefix(provider)}${digest.sha256}`
    const known = await this.#read(key)
    if (known && (known.expiresAtMs === undefined || known.expiresAtMs > this.#clock.now())) return known
    const running = this.#running.get(key)
    if (running) return running
    const work = this.#send(uploader, { ...file, ...digest }, key, signal).finally(() => this.#running.delete(key))
    this.#running.set(key, work)
    return work
  }

  /** Every file that this provider holds for us. */
  async list(provider: string): Promise<readonly FileRecord[]> {
    const records: FileRecord[] = []
    for await (const key of this.#values.keys(contentPrefix(provider))) {
      const record = await this.#read(key)
      if (record) records.push(record)
    }
    return records.sort((a, b) => a.uploadedAtMs - b.uploadedAtMs || a.version - b.version)
  }

  /**
   * Deletes what is older than `olderThanMs`, and of each name all but the newest `keepVersions` (default: no limit).
   * Answers with what is gone; a file that cannot be deleted stays in the records and is tried again next time.
   */
  async cleanUp(options: {
    readonly provider: string
    readonly olderThanMs?: number
    readonly keepVersions?: number
    readonly signal?: AbortSignal
  }): Promise<readonly FileRecord[]> {
    const { provider, olderThanMs = Infinity, keepVersions = Infinity, signal = new AbortController().signal } = options
    const uploader = this.#uploader(provider)
    const nowMs = this.#clock.now()
    const newest = new Map<string, number>()
    const gone: FileRecord[] = []
    for (const record of (await this.list(provider)).toReversed()) {
      const rank = (newest.get(record.name) ?? 0) + 1
      newest.set(record.name, rank)
      if (nowMs - record.uploadedAtMs <= olderThanMs && rank <= keepVersions) continue
      if (await this.#remove(uploader, record, signal)) gone.push(record)
    }
    return gone
  }

  #uploader(provider: string): FileUploader {
    const uploader = this.#uploaders.get(provider)
    if (uploader) return uploader
    throw new ProviderError({
      target: `${provider}/files`,
      kind: 'invalid-request',
      message: `no uploader was given for it: there are ${[...this.#uploaders.keys()].join(', ') || 'none'}`,
    })
  }

  async #send(
    uploader: FileUploader,
    file: FileToUpload & Digest,
    key: string,
    signal: AbortSignal,
  ): Promise<FileRecord> {
    const { provider } = uploader
    const { name, mediaType, sha256, bytes } = file
    const earlier = (await this.list(provider)).filter(record => record.name === name)
    const record: FileRecord = {
      provider,
      name,
      mediaType,
      sha256,
      bytes,
      ...(await uploader.upload(file, { signal })),
      uploadedAtMs: this.#clock.now(),
      version: Math.max(0, ...earlier.map(({ version }) => version)) + 1,
    }
    await this.#values.set(key, JSON.stringify(record))
    if (this.#onChange === 'overwrite') {
      for (const old of earlier) if (old.sha256 !== sha256) await this.#remove(uploader, old, signal)
    }
    return record
  }

  async #remove(uploader: FileUploader, record: FileRecord, signal: AbortSignal): Promise<boolean> {
    try {
      await uploader.delete(record.fileId, { signal })
    } catch (error) {
      signal.throwIfAborted()
      // Gone already is as good.
      if (!(error instanceof ProviderError) || error.status !== 404) return false
    }
    await this.#values.delete(`${contentPrefix(record.provider)}${record.sha256}`)
    return true
  }

  async #read(key: string): Promise<FileRecord | undefined> {
    const value = await this.#values.get(key)
    return value === undefined ? undefined : (JSON.parse(value) as FileRecord)
  }
}

const contentPrefix = (provider: string): string => `files/${provider}/`
