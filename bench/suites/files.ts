/**
 * What uploading a file takes: memory beside the file's own size, and time. The service is a process of its own that throws away what
 * comes; the bytes are made as they are sent, so that all memory that is used is the library's and the platform's.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { FileStore, type FileUploader, googleFiles, MemoryStorage, openaiFiles } from 'routewise'
import { nodeFetch } from 'routewise/node'

const MIB = 2 ** 20
const PIECE_BYTES = 64 * 1024

/** A service that counts and discards, and prints its port. */
const discarding = `
  require('node:http').createServer((request, response) => {
    let bytes = 0
    request.on('data', chunk => { bytes += chunk.length })
    request.on('end', () => {
      const url = 'http://127.0.0.1:' + server.address().port
      if (request.headers['x-goog-upload-command'] === 'start') response.setHeader('x-goog-upload-url', url + '/session')
      response.end(JSON.stringify({ id: 'file-1', bytes, file: { uri: url + '/files/1' } }))
    })
  }).listen(0, '127.0.0.1', function () { globalThis.server = this; console.log(this.address().port) })
`

export async function run(): Promise<void> {
  const service = spawn(process.execPath, ['-e', discarding], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const port = await new Promise<number>(resolve => service.stdout.once('data', data => resolve(Number(data))))
    const options = { apiKey: 'none', baseUrl: `http://127.0.0.1:${port}` }
    console.log(
      'upload                                   MiB    held, MiB   with garbage, MiB   s for SHA-256   s for sending',
    )
    using overHttp = nodeFetch()
    for (const [fetch, name] of [[overHttp, 'nodeFetch'] as const, [globalThis.fetch, "Node's fetch"] as const]) {
      await measured(openaiFiles({ ...options, fetch }), name, 7)
      await measured(openaiFiles({ ...options, fetch }), name, 200)
      await measured(googleFiles({ ...options, fetch }), name, 200)
    }
  } finally {
    service.kill()
  }
}

async function measured(uploader: FileUploader, over: string, mebibytes: number): Promise<void> {
  let readings = 0
  let hashedMs = 0
  let startMs = 0
  const content = (): ReadableStream<Uint8Array> => {
    if (++readings === 2) hashedMs = performance.now() - startMs
    return made(mebibytes * MIB)
  }
  const store = new FileStore({ values: new MemoryStorage().values, uploaders: [uploader] })
  // What the upload before has kept is freed a moment after its end.
  await new Promise(resolve => setTimeout(resolve, 1500))
  const [heldBefore, residentBefore] = [held(), process.memoryUsage.rss()]
  let mostHeld = 0
  let mostResident = 0
  const watch = setInterval(() => {
    mostResident = Math.max(mostResident, process.memoryUsage.rss() - residentBefore)
    mostHeld = Math.max(mostHeld, held() - heldBefore)
  }, 20)
  startMs = performance.now()
  const file = { name: 'big.bin', mediaType: 'application/octet-stream', content }
  const record = await store.upload(file, { provider: uploader.provider })
  clearInterval(watch)
  const tookMs = performance.now() - startMs
  const expected = await digest(mebibytes * MIB)
  if (record.sha256 !== expected || record.bytes !== mebibytes * MIB) throw new Error('another file was recorded')
  const seconds = (ms: number): string => (ms / 1000).toFixed(1)
  const cells = [mebibytes, mostHeld / MIB, mostResident / MIB].map(cell => cell.toFixed(0))
  const row = [...cells, seconds(hashedMs), seconds(tookMs - hashedMs)]
  const widths = [9, 12, 19, 15, 15]
  const named = `${uploader.provider}, ${record.uploadMethod}, ${over}`.padEnd(34)
  console.log(named, row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join(' '))
}

/** Memory that is still needed once garbage is gone. */
function held(): number {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Bytes made as they are read, a new array for each piece, as a file gives them. */
function made(bytes: number): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream(
    {
      pull(controller) {
        if (at >= bytes) return controller.close()
        controller.enqueue(new Uint8Array(Math.min(PIECE_BYTES, bytes - at)).fill((at / PIECE_BYTES) & 255))
        at += PIECE_BYTES
      },
    },
    { highWaterMark: 0 },
  )
}

async function digest(bytes: number): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of made(bytes)) hash.update(piece)
  return hash.digest('hex')
}
