import { type FileHandle, open } from 'node:fs/promises'

const lineFeed = 10
const blockBytes = 65_536

interface Waiting {
  readonly text: string
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * A file of lines that only grows. An append resolves when its lines are on the disk; appends that come while one is
 * being written go together in the next. A line that a crash has torn is cut off when the file is opened.
 */
export class AppendFile {
  readonly #path: string
  readonly #handle: FileHandle
  #bytes: number
  #waiting: Waiting[] = []
  #writing: Promise<void> | undefined

  private constructor(path: string, handle: FileHandle, bytes: number) {
    this.#path = path
    this.#handle = handle
    this.#bytes = bytes
  }

  static async open(path: string): Promise<AppendFile> {
    // Not mode `a`: what is torn has to be cut off first.
    const handle = await open(path, 'a+')
    const { size } = await handle.stat()
    const whole = await endOfLastLine(handle, size)
    if (whole < size) await handle.truncate(whole)
    return new AppendFile(path, handle, whole)
  }

  /** What has been written so far. */
  get bytes(): number {
    return this.#bytes
  }

  /** Lines without their line feeds. */
  append(lines: readonly string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ text: `${lines.join('\n')}\n`, resolve, reject })
      this.#writing ??= this.#writeAll()
    })
  }

  /** Every whole line from a byte offset on, with the offset behind it. */
  async *lines(from = 0): AsyncGenerator<{ readonly line: string; readonly end: number }> {
    const handle = await open(this.#path, 'r')
    try {
      let at = from
      let rest = Buffer.alloc(0)
      const block = Buffer.alloc(blockBytes)
      while (at + rest.length < this.#bytes) {
        const { bytesRead } = await handle.read(block, 0, blockBytes, at + rest.length)
        if (bytesRead === 0) return
        rest = Buffer.concat([rest, block.subarray(0, bytesRead)])
        for (let feed = rest.indexOf(lineFeed); feed >= 0; feed = rest.indexOf(lineFeed)) {
          const line = rest.toString('utf8', 0, feed)
          rest = rest.subarray(feed + 1)
          at += feed + 1
          yield { line, end: at }
        }
      }
    } finally {
      await handle.close()
    }
  }

  /** Waits for what is being written, and closes. */
  async close(): Promise<void> {
    await this.#writing
    await this.#handle.close()
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      const text = batch.map(({ text }) => text).join('')
      try {
        await this.#handle.appendFile(text)
        await this.#handle.datasync()
        this.#bytes += Buffer.byteLength(text)
        for (const { resolve } of batch) resolve()
      } catch (error) {
        // Part of it may have reached the file: cut it off, or the next line would be glued to it.
        await this.#handle.truncate(this.#bytes).catch(() => {})
        for (const { reject } of batch) reject(error)
      }
    }
    this.#writing = undefined
  }
}

async function endOfLastLine(handle: FileHandle, size: number): Promise<number> {
  const block = Buffer.alloc(blockBytes)
  for (let end = size; end > 0; end -= Math.min(end, blockBytes)) {
    const start = Math.max(0, end - blockBytes)
    await handle.read(block, 0, end - start, start)
    const feed = block.subarray(0, end - start).lastIndexOf(lineFeed)
    if (feed >= 0) return start + feed + 1
  }
  return 0
}
