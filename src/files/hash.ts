import { sleep, systemClock } from '../runtime/index.ts'

/** What can be read again: bytes, a `Blob` (a `File`, `fs.openAsBlob(path)`), or a function that opens a new stream each time. */
export type FileContent = Uint8Array | Blob | (() => ReadableStream<Uint8Array> | Promise<ReadableStream<Uint8Array>>)

export async function openContent(content: FileContent): Promise<ReadableStream<Uint8Array>> {
  if (typeof content === 'function') return content()
  if (content instanceof Blob) return content.stream()
  return new ReadableStream({
    start(controller) {
      controller.enqueue(content)
      controller.close()
    },
  })
}

export interface Digest {
  /** SHA-256, hexadecimal. */
  readonly sha256: string
  readonly bytes: number
}

/** After so much the event loop gets its turn: some fifty milliseconds. */
const TURN_BYTES = 8 * 2 ** 20

/**
 * SHA-256 of a content, read piece by piece: a file of any size takes a few hundred bytes of memory, about 7 ms a MiB, and
 * holds nobody up for long.
 */
export async function digestOf(content: FileContent, signal?: AbortSignal): Promise<Digest> {
  const hash = new Sha256()
  let turnedAt = 0
  const reader = (await openContent(content)).getReader()
  try {
    for (;;) {
      signal?.throwIfAborted()
      const { done, value } = await reader.read()
      if (done) return { sha256: hash.digest(), bytes: hash.bytes }
      for (let at = 0; at < value.length; at += TURN_BYTES) {
        hash.update(value.subarray(at, at + TURN_BYTES))
        if (hash.bytes - turnedAt < TURN_BYTES) continue
        turnedAt = hash.bytes
        await sleep(systemClock, 0, signal)
      }
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

/**
 * SHA-256 (FIPS 180-4). The platform's `crypto.subtle.digest` wants all bytes at once; this one takes them as they come.
 */
class Sha256 {
  bytes = 0
  readonly #state = Int32Array.from(initial)
  readonly #words = new Int32Array(64)
  readonly #block = new Uint8Array(64)
  #filled = 0

  update(data: Uint8Array): void {
    this.bytes += data.length
    let offset = 0
    while (offset < data.length) {
      if (this.#filled === 0 && data.length - offset >= 64) {
        this.#compress(data, offset)
        offset += 64
        continue
      }
      const taken = Math.min(64 - this.#filled, data.length - offset)
      this.#block.set(data.subarray(offset, offset + taken), this.#filled)
      this.#filled += taken
      offset += taken
      if (this.#filled === 64) {
        this.#compress(this.#block, 0)
        this.#filled = 0
      }
    }
  }

  digest(): string {
    const { bytes } = this
    const padding = new Uint8Array(((119 - (bytes % 64)) % 64) + 9)
    padding[0] = 0x80
    const view = new DataView(padding.buffer)
    view.setUint32(padding.length - 8, Math.floor(bytes / 2 ** 29))
    view.setUint32(padding.length - 4, (bytes * 8) >>> 0)
    this.update(padding)
    this.bytes = bytes
    return [...this.#state].map(word => (word >>> 0).toString(16).padStart(8, '0')).join('')
  }

  #compress(data: Uint8Array, offset: number): void {
    const w = this.#words
    for (let i = 0; i < 16; i++) {
      const at = offset + i * 4
      w[i] = (at0(data, at) << 24) | (at0(data, at + 1) << 16) | (at0(data, at + 2) << 8) | at0(data, at + 3)
    }
    for (let i = 16; i < 64; i++) {
      const x = at0(w, i - 15)
      const y = at0(w, i - 2)
      const s0 = (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) | 0
      const s1 = (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10)) | 0
      w[i] = (at0(w, i - 16) + s0 + at0(w, i - 7) + s1) | 0
    }
    const state = this.#state
    let a = at0(state, 0)
    let b = at0(state, 1)
    let c = at0(state, 2)
    let d = at0(state, 3)
    let e = at0(state, 4)
    let f = at0(state, 5)
    let g = at0(state, 6)
    let h = at0(state, 7)
    for (let i = 0; i < 64; i++) {
      const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + at0(roundConstants, i) + at0(w, i)) | 0
      const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g
      g = f
      f = e
      e = (d + t1) | 0
      d = c
      c = b
      b = a
      a = (t1 + t2) | 0
    }
    const next = [a, b, c, d, e, f, g, h]
    for (let i = 0; i < 8; i++) state[i] = (at0(state, i) + at0(next, i)) | 0
  }
}

const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by))
const at0 = (words: ArrayLike<number>, index: number): number => words[index] ?? 0

/** The first 32 bits of the fractional parts of the square (cube) roots of the first primes, as the standard defines them. */
function fractions(count: number, root: (n: number) => number): number[] {
  const found: number[] = []
  for (let n = 2; found.length < count; n++) {
    let prime = true
    for (let divisor = 2; divisor * divisor <= n && prime; divisor++) prime = n % divisor !== 0
    if (prime) found.push(((root(n) % 1) * 2 ** 32) | 0)
  }
  return found
}
const initial = fractions(8, Math.sqrt)
const roundConstants = Int32Array.from(fractions(64, Math.cbrt))
