import { classifyStatus, type HttpProviderOptions } from '../providers/index.ts'
import { ProviderError } from '../errors/index.ts'
import type { FileToUpload, FileUploader } from './file-store.ts'
import { type Digest, openContent } from './hash.ts'

export type UploaderOptions = Pick<HttpProviderOptions, 'fetch' | 'headers'> & {
  readonly apiKey: string
  /** The name under which file parts mention it. Default: the preset's. */
  readonly id?: string
  readonly baseUrl?: string
}

/** OpenAI's files, and those of servers that copy them (Moonshot, Qwen …). */
export function openaiFiles(options: UploaderOptions & { readonly purpose?: string }): FileUploader {
  const { id = 'openai', baseUrl = 'https://api.openai.com/v1', purpose = 'user_data' } = options
  return multipart(id, `${baseUrl}/files`, { authorization: `Bearer ${options.apiKey}` }, { purpose }, options)
}

/** Anthropic's files. They are in beta there. */
export function anthropicFiles(options: UploaderOptions): FileUploader {
  const { id = 'anthropic', baseUrl = 'https://api.anthropic.com' } = options
  const headers = {
    'x-api-key': options.apiKey,
    'anthropic-version': '2023-06-01',
    'anthropic-beta': 'files-api-2025-04-14',
  }
  return multipart(id, `${baseUrl}/v1/files`, headers, {}, options)
}

/** A form, streamed: its length is known beforehand, its content is never held whole. */
function multipart(
  provider: string,
  url: string,
  auth: Readonly<Record<string, string>>,
  fields: Readonly<Record<string, string>>,
  options: UploaderOptions,
): FileUploader {
  const headers = { ...auth, ...options.headers }
  return {
    provider,
    async upload(file, { signal }) {
      const boundary = `routewise-${file.sha256.slice(0, 32)}`
      const parts = Object.entries(fields).map(
        ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
      )
      const fileName = file.name.replaceAll(/["\r\n]/g, '_')
      const head = new TextEncoder().encode(
        `${parts.join('')}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${fileName}"\r\n` +
          `content-type: ${file.mediaType}\r\n\r\n`,
      )
      const tail = new TextEncoder().encode(`\r\n--${boundary}--\r\n`)
      const answer = await send(provider, url, options, {
        method: 'POST',
        headers: { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
        body: surrounded(head, file, tail),
        signal,
      })
      return { fileId: idIn(provider, answer['id']), uploadMethod: 'multipart' }
    },
    async delete(fileId, { signal }) {
      await send(provider, `${url}/${encodeURIComponent(fileId)}`, options, { method: 'DELETE', headers, signal })
    },
  }
}

/** Gemini's files, by its resumable protocol: a session first, then the bytes. The provider forgets them after two days. */
export function googleFiles(options: UploaderOptions): FileUploader {
  const { id = 'google', baseUrl = 'https://generativelanguage.googleapis.com' } = options
  const headers = { 'x-goog-api-key': options.apiKey, ...options.headers }
  return {
    provider: id,
    async upload(file, { signal }) {
      let session = ''
      await send(
        id,
        `${baseUrl}/upload/v1beta/files`,
        options,
        {
          method: 'POST',
          headers: {
            ...headers,
            'content-type': 'application/json',
            'x-goog-upload-protocol': 'resumable',
            'x-goog-upload-command': 'start',
            'x-goog-upload-header-content-length': String(file.bytes),
            'x-goog-upload-header-content-type': file.mediaType,
          },
          body: JSON.stringify({ file: { display_name: file.name } }),
          signal,
        },
        answered => {
          session = answered.get('x-goog-upload-url') ?? ''
        },
      )
      // The session is itself a key: it goes nowhere but to where it came from.
      if (!URL.canParse(session) || new URL(session).host !== new URL(baseUrl).host) {
        throw new ProviderError({
          target: `${id}/files`,
          kind: 'malformed-response',
          message: 'no upload address of its own host',
        })
      }
      const answer = await send(id, session, options, {
        method: 'POST',
        headers: { 'x-goog-upload-offset': '0', 'x-goog-upload-command': 'upload, finalize' },
        body: surrounded(new Uint8Array(), file, new Uint8Array()),
        signal,
      })
      const held = answer['file'] as Record<string, unknown> | undefined
      const expires = Date.parse(typeof held?.['expirationTime'] === 'string' ? held['expirationTime'] : '')
      return {
        fileId: idIn(id, held?.['uri']),
        uploadMethod: 'resumable',
        ...(!Number.isNaN(expires) && { expiresAtMs: expires }),
      }
    },
    async delete(fileId, { signal }) {
      const name = /files\/[\w-]+$/.exec(fileId)?.[0] ?? fileId
      await send(id, `${baseUrl}/v1beta/${name}`, options, { method: 'DELETE', headers, signal })
    },
  }
}

/** The content between two pieces, read as it is sent. */
function surrounded(head: Uint8Array, file: FileToUpload & Digest, tail: Uint8Array): ReadableStream<Uint8Array> {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (!reader) {
          reader = (await openContent(file.content)).getReader()
          if (head.length > 0) return controller.enqueue(head)
        }
        const { done, value } = await reader.read()
        if (!done) return controller.enqueue(value)
        if (tail.length > 0) controller.enqueue(tail)
        controller.close()
      },
      cancel: reason => reader?.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}

async function send(
  provider: string,
  url: string,
  { fetch: send = fetch }: UploaderOptions,
  init: RequestInit & { readonly signal: AbortSignal },
  onHeaders?: (headers: Headers) => void,
): Promise<Record<string, unknown>> {
  const target = `${provider}/files` as const
  let response: Response
  try {
    response = await send(url, {
      ...init,
      redirect: 'manual',
      ...(init.body instanceof ReadableStream && { duplex: 'half' }),
    })
  } catch (error) {
    if (init.signal.aborted) throw init.signal.reason
    throw new ProviderError({ target, kind: 'network', message: 'the connection failed', cause: error })
  }
  onHeaders?.(response.headers)
  const text = await response.text()
  if (!response.ok)
    throw new ProviderError({ target, ...classifyStatus(text, response.status), status: response.status })
  const parsed: unknown = text === '' ? {} : JSON.parse(text)
  return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
}

function idIn(provider: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value
  throw new ProviderError({
    target: `${provider}/files`,
    kind: 'malformed-response',
    message: 'it does not say what it calls the file',
  })
}
