import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  anthropicFiles,
  FileStore,
  type FileUploader,
  googleFiles,
  MemoryStorage,
  openaiFiles,
  VirtualClock,
} from 'routewise'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const file = (name: string, text: string): { name: string; mediaType: string; content: Uint8Array } => ({
  name,
  mediaType: 'text/plain',
  content: bytes(text),
})

function counted(): FileUploader & { uploads: number; deleted: string[] } {
  return {
    provider: 'p',
    uploads: 0,
    deleted: [],
    upload() {
      return Promise.resolve({ fileId: `file-${++this.uploads}`, uploadMethod: 'multipart' as const })
    },
    delete(fileId) {
      this.deleted.push(fileId)
      return Promise.resolve()
    },
  }
}

describe('the file store', () => {
  it('sends equal content once, whatever it is called and however many ask at once', async () => {
    const uploader = counted()
    const store = new FileStore({
      values: new MemoryStorage().values,
      uploaders: [uploader],
      clock: new VirtualClock(),
    })
    const found = await Promise.all([
      store.upload(file('a.txt', 'same'), { provider: 'p' }),
      store.upload(file('b.txt', 'same'), { provider: 'p' }),
    ])
    expect(await store.upload(file('c.txt', 'same'), { provider: 'p' })).toEqual(found[0])
    expect(uploader.uploads).toBe(1)
    expect(found[0]).toMatchObject({ fileId: 'file-1', bytes: 4, version: 1, uploadMethod: 'multipart', provider: 'p' })
  })

  it('counts versions of a name, and cleans up the old ones', async () => {
    const uploader = counted()
    const clock = new VirtualClock()
    const store = new FileStore({ values: new MemoryStorage().values, uploaders: [uploader], clock })
    for (const text of ['one', 'two', 'three']) {
      await store.upload(file('a.txt', text), { provider: 'p' })
      await clock.advance(1000)
    }
    expect((await store.list('p')).map(({ version }) => version)).toEqual([1, 2, 3])
    expect((await store.cleanUp({ provider: 'p', keepVersions: 1 })).map(({ fileId }) => fileId)).toEqual([
      'file-2',
      'file-1',
    ])
    expect(uploader.deleted).toEqual(['file-2', 'file-1'])
    await clock.advance(10_000)
    await store.cleanUp({ provider: 'p', olderThanMs: 5000 })
    expect(await store.list('p')).toEqual([])
  })

  it('deletes the old content where it is told to overwrite', async () => {
    const uploader = counted()
    const store = new FileStore({
      values: new MemoryStorage().values,
      uploaders: [uploader],
      onChange: 'overwrite',
      clock: new VirtualClock(),
    })
    await store.upload(file('a.txt', 'one'), { provider: 'p' })
    await store.upload(file('b.txt', 'other'), { provider: 'p' })
    await store.upload(file('a.txt', 'two'), { provider: 'p' })
    expect(uploader.deleted).toEqual(['file-1'])
    expect((await store.list('p')).map(({ name }) => name)).toEqual(['b.txt', 'a.txt'])
  })

  it('tells who is not there', async () => {
    const store = new FileStore({ values: new MemoryStorage().values, uploaders: [counted()] })
    await expect(store.upload(file('a', 'a'), { provider: 'q' })).rejects.toThrow(/there are p/)
  })
})

describe('an upload over a socket', () => {
  interface Seen {
    readonly method: string
    readonly url: string
    readonly headers: NodeJS.Dict<string | string[]>
    bytes: number
    head: string
  }
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    const entry: Seen = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      bytes: 0,
      head: '',
    }
    seen.push(entry)
    request.on('data', (chunk: Buffer) => {
      if (entry.head.length < 500) entry.head += chunk.toString('latin1').slice(0, 500)
      entry.bytes += chunk.length
    })
    request.on('end', () => {
      const start = request.headers['x-goog-upload-command'] === 'start'
      response.setHeader('content-type', 'application/json')
      if (start) response.setHeader('x-goog-upload-url', `${baseUrl()}/session`)
      const gone = request.url?.endsWith('gone') === true
      response.statusCode = gone ? 404 : 200
      response.end(
        JSON.stringify({
          id: 'file_1',
          file: { uri: `${baseUrl()}/v1beta/files/abc`, expirationTime: '2026-11-22T00:00:00Z' },
        }),
      )
    })
  })
  const baseUrl = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  beforeAll(() => new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve)))
  afterAll(() => new Promise(resolve => server.close(resolve)))
  const signal = new AbortController().signal

  it('goes as a form to OpenAI and Anthropic, and in two steps to Gemini', async () => {
    const options = { apiKey: 'key' }
    const uploaders = [
      openaiFiles({ ...options, baseUrl: baseUrl() }),
      anthropicFiles({ ...options, baseUrl: baseUrl() }),
      googleFiles({ ...options, baseUrl: baseUrl() }),
    ]
    const store = new FileStore({ values: new MemoryStorage().values, uploaders, clock: new VirtualClock() })
    const records = []
    for (const { provider } of uploaders) records.push(await store.upload(file('a".txt', 'content'), { provider }))
    expect(records.map(({ fileId, uploadMethod }) => [fileId, uploadMethod])).toEqual([
      ['file_1', 'multipart'],
      ['file_1', 'multipart'],
      [`${baseUrl()}/v1beta/files/abc`, 'resumable'],
    ])
    expect(seen[0]?.head).toMatch(
      /name="purpose"\r\n\r\nuser_data\r\n.*name="file"; filename="a_.txt"\r\ncontent-type: text\/plain\r\n\r\ncontent\r\n--/s,
    )
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /files',
      'POST /v1/files',
      'POST /upload/v1beta/files',
      'POST /session',
    ])
    await uploaders[2]?.delete(records[2]?.fileId ?? '', { signal })
    expect(seen.at(-1)).toMatchObject({ method: 'DELETE', url: '/v1beta/files/abc' })
  })

  it('streams a large file without holding it', async () => {
    const piece = new Uint8Array(256 * 1024)
    const pieces = 24 * 4
    let sent = 0
    let most = 0
    const content = (): ReadableStream<Uint8Array> => {
      sent = 0
      most = 0
      return new ReadableStream({
        pull(controller) {
          most = Math.max(most, sent * piece.length - (seen.at(-1)?.bytes ?? 0))
          if (sent++ < pieces) controller.enqueue(piece)
          else controller.close()
        },
      })
    }
    const uploader = openaiFiles({ apiKey: 'key', baseUrl: baseUrl() })
    const store = new FileStore({ values: new MemoryStorage().values, uploaders: [uploader] })
    const record = await store.upload(
      { name: 'big', mediaType: 'application/octet-stream', content },
      { provider: 'openai' },
    )
    expect(record.bytes).toBe(24 * 2 ** 20)
    expect(seen.at(-1)?.bytes).toBeGreaterThan(24 * 2 ** 20)
    expect(most).toBeLessThan(12 * 2 ** 20)
  })
})
