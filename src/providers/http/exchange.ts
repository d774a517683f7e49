import type { ChatRequest, Target } from '../../chat/index.ts'
import { describeError, ProviderError, RouterError } from '../../errors/index.ts'
import type { Clock } from '../../runtime/index.ts'
import type { ModelInfo } from '../provider.ts'
import { classifyError, type ErrorCodes, type ErrorFacts, factsOf, readErrorBody } from './classify-error.ts'
import { causeCode, describeFacts, refusedParameter } from './describe-failure.ts'
import { parseJson } from './json.ts'
import type { ExchangeEnd, HttpProviderOptions } from './options.ts'
import { rateLimitsOf, serverTimeMs } from './rate-limits.ts'
import { retryAfterOf } from './retry-after.ts'
import type { Ask, Notes } from './wire.ts'

const requestIdHeaders = ['x-request-id', 'request-id', 'x-ds-trace-id', 'x-trace-id', 'apim-request-id']

export interface ExchangeSetup {
  readonly clock: Clock
  readonly errorCodes: ErrorCodes | undefined
  readonly onEnd: HttpProviderOptions['onExchangeEnd']
}

/** One call: its ask, and how its failures are told. */
export class Exchange implements Ask {
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
    const rateLimits = rateLimitsOf(this.headers, serverTimeMs(this.headers, clock.now()))
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
      ...(rateLimits.length > 0 && { rateLimits }),
      ...(this.headers.get('x-should-retry') === 'false' && { retryable: false }),
      ...(this.status >= 300 && this.status < 400 && { movable: true }),
    })
  }
}
