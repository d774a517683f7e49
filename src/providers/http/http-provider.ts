import { type ChatEvent, type ChatRequest, type ChatResponse, replay, type Target } from '../../chat/index.ts'
import {
  describeError,
  InvalidOptionsError,
  ProviderError,
  type ProviderErrorKind,
  RouterError,
} from '../../errors/index.ts'
import { type Clock, systemClock } from '../../runtime/index.ts'
import type { ModelInfo, Provider, ProviderCallOptions } from '../provider.ts'
import { classifyError, type ErrorCodes, type ErrorFacts, factsOf, readErrorBody } from './classify-error.ts'
import { EventStream } from './event-stream.ts'
import { parseJson } from './json.ts'
import { type RateLimit, rateLimitsOf, serverTimeMs } from './rate-limits.ts'
import { type RetryAfter, retryAfterOf } from './retry-after.ts'
import type { Ask, Notes, Wire } from './wire.ts'

/** What every provider over HTTP takes. */
export interface HttpProviderOptions {
  /** The first half of its targets. Default: the preset's name. */
  readonly id?: string
  /** Sent in a header, never in the address, and never part of an error. A function is asked for each call. */
  readonly apiKey?: string | (() => string | Promise<string>)
  /** `https:` unless the host is this machine. Default: the preset's. */
  readonly baseUrl?: string
  /** What it serves. Default: the preset's catalog; a model that is not listed may be asked for all the same. */
  readonly models?: readonly ModelInfo[]
  /** Default: the platform's. */
  readonly fetch?: typeof fetch
  /** Added to every call; they win over the wire's own. */
  readonly headers?: Readonly<Record<string, string>>
  /** The largest answer that is read, bytes. Default 64 MiB. */
  readonly maxResponseBytes?: number
  readonly clock?: Clock
  /** Told what is left of the allowances, as soon as headers say so. */
  readonly onRateLimits?: (limits: readonly RateLimit[], target: Target) => void
  /** Told how each exchange ended, failed ones too: what was used is billed even if the answer broke. */
  readonly onExchangeEnd?: (end: ExchangeEnd) => void
}

export interface ExchangeEnd extends Notes {
  readonly target: Target
  readonly status: number
  readonly requestId?: string
  /** The stream's own end marker came. Absent for answers that are not streamed. */
  readonly endMarker?: boolean
  readonly malformedFrames?: number
  readonly failure?: {
    readonly kind: ProviderErrorKind
    readonly retryAfter?: RetryAfter
    /** The provider's own sentence. It may quote the request: keep it out of logs that others read. */
    readonly providerMessage: string
    /** The body that told of it, likewise. */
    readonly body?: unknown
  }
}

/** What a preset adds to the options of its user. */
export interface HttpProviderParts {
  readonly id: string
  readonly baseUrl: string
  readonly wire: Wire
  readonly models: readonly ModelInfo[]
  readonly errorCodes?: ErrorCodes
}

const MAX_RESPONSE_BYTES = 64 * 2 ** 20
const MAX_ERROR_BYTES = 2 ** 18
const requestIdHeaders = ['x-request-id', 'request-id', 'x-ds-trace-id', 'x-trace-id', 'apim-request-id']

/** A provider out of a wire and an address. One POST a call, no retries of its own. */
export function httpProvider(parts: HttpProviderParts, options: HttpProviderOptions): Provider {
  const id = options.id ?? parts.id
  const models = options.models ?? parts.models
  const { wire } = parts
  const { clock = systemClock, maxResponseBytes = MAX_RESPONSE_BYTES } = options
  const baseUrl = checkedBaseUrl(id, options.baseUrl ?? parts.baseUrl)
  const infos = new Map(models.map(model => [model.id, model]))

  async function headersOf(): Promise<Record<string, string>> {
    const apiKey = typeof options.apiKey === 'function' ? await options.apiKey() : options.apiKey
    const auth = apiKey === undefined ? {} : wire.headers(apiKey)
    return { 'content-type': 'application/json', ...auth, ...options.headers }
  }

  function begin(request: ChatRequest, model: string, stream: boolean): Exchange {
    return new Exchange(`${id}/${model}`, id, model, infos.get(model), request, stream, {
      clock,
      errorCodes: parts.errorCodes,
      onEnd: options.onExchangeEnd,
    })
  }

  /** The response to one POST, once its status is good. */
  async function post(exchange: Exchange, signal: AbortSignal): Promise<Response> {
    signal.throwIfAborted()
    const body = JSON.stringify(wire.body(exchange))
    const headers = await headersOf()
    signal.throwIfAborted()
    let response: Response
    try {
      response = await (options.fetch ?? fetch)(baseUrl + wire.path(exchange), {
        method: 'POST',
        headers,
        body,
        signal,
        // A redirect would carry the key to wherever the answer says.
        redirect: 'manual',
      })
    } catch (error) {
      throw exchange.broken(error, signal)
    }
    exchange.headers = response.headers
    exchange.status = response.status
    if (options.onRateLimits) {
      const limits = rateLimitsOf(response.headers, serverTimeMs(response.headers, clock.now()))
      if (limits.length > 0) options.onRateLimits(limits, exchange.target)
    }
    if (response.ok) return response
    const text = await readText(response, MAX_ERROR_BYTES).catch(() => undefined)
    if (signal.aborted) throw signal.reason
    throw exchange.refused(text ?? '')
  }

  async function wholeAnswer(exchange: Exchange, response: Response, signal: AbortSignal): Promise<ChatResponse> {
    let text: string | undefined
    try {
      text = await readText(response, maxResponseBytes)
    } catch (error) {
      throw exchange.broken(error, signal)
    }
    if (text === undefined) throw exchange.malformed(`the answer is larger than ${maxResponseBytes} bytes`)
    const json = parseJson(text)
    if (json === undefined || typeof json !== 'object' || json === null) {
      throw exchange.malformed(text.trim() === '' ? 'the answer is empty' : 'the answer is not JSON')
    }
    const answer = wire.response(json, exchange)
    const { warnings } = exchange
    return warnings.length > 0 ? { ...answer, warnings: [...(answer.warnings ?? []), ...warnings] } : answer
  }

  return {
    id,
    models,
    async chat(request: ChatRequest, { model, signal }: ProviderCallOptions): Promise<ChatResponse> {
      const exchange = begin(request, model, false)
      try {
        const answer = await wholeAnswer(exchange, await post(exchange, signal), signal)
        exchange.end({})
        return answer
      } catch (error) {
        exchange.end({ error })
        throw error
      }
    },
    async check({ signal }): Promise<void> {
      const exchange = begin({ messages: [] }, 'models', false)
      const headers = await headersOf()
      let response: Response
      try {
        response = await (options.fetch ?? fetch)(baseUrl + wire.modelsPath, { headers, signal, redirect: 'manual' })
      } catch (error) {
        throw exchange.broken(error, signal)
      }
      exchange.headers = response.headers
      exchange.status = response.status
      const text = response.ok ? '' : await readText(response, MAX_ERROR_BYTES).catch(() => '')
      await response.body?.cancel().catch(() => {})
      // Some list no models: then it was reached all the same.
      if (!response.ok && response.status !== 404 && response.status !== 405) throw exchange.refused(text ?? '')
    },
    stream(request: ChatRequest, { model, signal }: ProviderCallOptions): AsyncIterable<ChatEvent> {
      return new EventStream(async () => {
        const exchange = begin(request, model, true)
        try {
          const response = await post(exchange, signal)
          const type = response.headers.get('content-type') ?? ''
          if (type.includes('json') || !response.body) {
            // Asked for a stream, the server answered in one piece.
            return { body: emptyBody(), source: replayed(await wholeAnswer(exchange, response, signal), exchange) }
          }
          const reader = wire.reader(exchange)
          exchange.reader = reader
          const source = {
            reader,
            maxBytes: maxResponseBytes,
            fail: (problem: 'truncated' | 'malformed' | 'too-large', text: string) => exchange.cut(problem, text),
            broken: (error: unknown) => exchange.broken(error, signal),
            end: (report: { malformedFrames: number; error?: unknown }) => exchange.end(report),
          }
          return { body: response.body, source }
        } catch (error) {
          exchange.end({ error })
          throw error
        }
      })
    },
  }
}

interface ExchangeSetup {
  readonly clock: Clock
  readonly errorCodes: ErrorCodes | undefined
  readonly onEnd: HttpProviderOptions['onExchangeEnd']
}

/** One call: its ask, and how its failures are told. */
class Exchange implements Ask {
  readonly target: Target
  readonly provider: string
  readonly model: string
  readonly info: ModelInfo | undefined
  readonly request: ChatRequest
  readonly stream: boolean
  readonly warnings: string[] = []
  readonly notes: Notes = {}
  headers = new Headers()
  status = 0
  reader: { readonly ended: boolean } | undefined
  readonly #setup: ExchangeSetup
  #failure: ExchangeEnd['failure']
  #ended = false

  constructor(
    target: Target,
    provider: string,
    model: string,
    info: ModelInfo | undefined,
    request: ChatRequest,
    stream: boolean,
    setup: ExchangeSetup,
  ) {
    this.target = target
    this.provider = provider
    this.model = model
    this.info = info
    this.request = request
    this.stream = stream
    this.#setup = setup
  }

  fail(body: unknown): ProviderError {
    return this.#error(factsOf(body), body)
  }

  refused(text: string): ProviderError {
    const { body, facts } = readErrorBody(text)
    return this.#error(facts, body)
  }

  malformed(message: string): ProviderError {
    return new ProviderError({ target: this.target, kind: 'malformed-response', message, status: this.status })
  }

  cut(problem: 'truncated' | 'malformed' | 'too-large', text: string): ProviderError {
    const body = text === '' ? undefined : parseJson(text)
    if (body !== undefined) return this.fail(body)
    if (problem === 'too-large') return this.malformed('the answer is larger than is read')
    if (problem === 'malformed') return this.malformed('a frame of the stream is not JSON')
    if (text !== '') return this.malformed('the answer is no event stream')
    return new ProviderError({
      target: this.target,
      kind: 'network',
      message: 'the stream ended before the answer did',
    })
  }

  broken(error: unknown, signal: AbortSignal): unknown {
    if (signal.aborted) return signal.reason
    if (RouterError.is(error)) return error
    const message = `the connection failed: ${describeError(error)}${causeCode(error)}`
    return new ProviderError({ target: this.target, kind: 'network', message, cause: error })
  }

  end(report: { readonly malformedFrames?: number; readonly error?: unknown }): void {
    const { onEnd } = this.#setup
    if (!onEnd || this.#ended) return
    this.#ended = true
    const requestId = requestIdHeaders.map(name => this.headers.get(name)).find(value => value !== null)
    const failure =
      this.#failure ??
      (report.error instanceof ProviderError ? { kind: report.error.kind, providerMessage: '' } : undefined)
    onEnd({
      target: this.target,
      status: this.status,
      ...(requestId && { requestId }),
      ...this.notes,
      ...(this.reader && { endMarker: this.reader.ended }),
      ...(report.malformedFrames ? { malformedFrames: report.malformedFrames } : {}),
      ...(failure && { failure }),
    })
  }

  #error(facts: ErrorFacts, body: unknown): ProviderError {
    const { clock, errorCodes } = this.#setup
    const kind = classifyError(facts, this.status, errorCodes)
    const mayWait = kind === 'rate-limit' || kind === 'overloaded' || kind === 'server' || kind === 'timeout'
    const retryAfter = mayWait ? retryAfterOf(this.headers, body, facts.message, clock.now()) : undefined
    const parameter = facts.parameter ?? refusedParameter(facts.message)
    this.#failure = {
      kind,
      providerMessage: facts.message,
      ...(body !== undefined && { body }),
      ...(retryAfter && { retryAfter }),
    }
    return new ProviderError({
      target: this.target,
      kind,
      message: describeFacts(facts, this.status),
      status: this.status >= 300 ? this.status : facts.status,
      retryAfterMs: retryAfter?.ms,
      parameter,
      ...(this.headers.get('x-should-retry') === 'false' && { retryable: false }),
      ...(this.status >= 300 && this.status < 400 && { movable: true }),
    })
  }
}

/** The codes and no sentence: sentences quote keys and prompts. */
function describeFacts({ codes, parameter }: ErrorFacts, status: number): string {
  if (status >= 300 && status < 400) return 'the server redirects, which is not followed: check baseUrl'
  const named = [...new Set(codes)].filter(code => /^[\w.:-]{1,64}$/.test(code))
  const about = parameter !== undefined && /^[\w.[\]-]{1,64}$/.test(parameter) ? `, parameter ${parameter}` : ''
  return named.length > 0 ? `refused with ${named.join(', ')}${about}` : 'refused without a code'
}

/** A parameter named at the start of a message, where no field names it: `temperature: Extra inputs are not permitted`. */
function refusedParameter(message: string): string | undefined {
  const match =
    /^([a-z_]+(?:\.[a-z_]+)*): (?:extra inputs|input should|must be)/i.exec(message) ??
    /^invalid ([a-z_]+): only /i.exec(message) ??
    /unsupported (?:parameter|value): '([\w.]+)'/i.exec(message)
  return match?.[1]
}

function causeCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' && /^[A-Z_]{2,32}$/.test(code) ? ` (${code})` : ''
}

/** The whole body, or `undefined` where it is larger than that. */
async function readText(response: Response, maxBytes: number): Promise<string | undefined> {
  if (!response.body) return response.text()
  const declared = Number(response.headers.get('content-length') ?? NaN)
  if (declared <= maxBytes) return response.text()
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    if (bytes > maxBytes) {
      await reader.cancel().catch(() => {})
      return undefined
    }
    text += decoder.decode(value, { stream: true })
  }
}

function emptyBody(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: controller => controller.close() })
}

function replayed(
  answer: ChatResponse,
  exchange: Exchange,
): {
  reader: { ended: boolean; frame(): void; finish(out: ChatEvent[]): boolean }
  maxBytes: number
  fail(): unknown
  broken(error: unknown): unknown
  end(report: { malformedFrames: number; error?: unknown }): void
} {
  return {
    reader: {
      ended: false,
      frame: () => {},
      finish: out => {
        out.push(...replay(answer))
        return true
      },
    },
    maxBytes: 0,
    fail: () => exchange.malformed('the answer is no event stream'),
    broken: error => error,
    end: report => exchange.end(report),
  }
}

function checkedBaseUrl(id: string, baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  const local = url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.*\.local(host)?)$/.test(url.hostname)
  const problem = !url
    ? 'is not an address: write https://…'
    : url.protocol !== 'https:' && !(url.protocol === 'http:')
      ? `has protocol ${url.protocol}: write https://…`
      : url.protocol === 'http:' && !local && !isPrivate(url.hostname)
        ? 'would send the key in the clear: write https://…'
        : url.username !== '' || url.password !== ''
          ? 'holds a user name or password: use headers'
          : undefined
  if (problem) throw new InvalidOptionsError(`provider "${id}"`, [{ path: 'baseUrl', message: problem }])
  return baseUrl.replace(/\/+$/, '')
}

/** Machines of the same network: model servers there often have no certificate. */
function isPrivate(hostname: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(hostname) || !hostname.includes('.')
}
