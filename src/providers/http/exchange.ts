import type { RateLimit } from '../../chat/index.ts'
import { describeError, isRetryable, ProviderError, type ProviderErrorKind, RouterError } from '../../errors/index.ts'
import { type Clock, type LinkedSignal, linkSignal } from '../../runtime/index.ts'
import { classifyError, type ErrorCodes, type ErrorFacts, factsOf, readErrorBody } from './classify-error.ts'
import { causeCode, describeFacts, refusedParameter } from './describe-failure.ts'
import { parseJson } from './json.ts'
import type { ExchangeEnd, HttpProviderOptions } from './options.ts'
import { rateLimitsOf, serverTimeMs } from './rate-limits.ts'
import { retryAfterOf } from './retry-after.ts'
import type { Ask } from './wire.ts'

export interface ExchangeSettings {
  readonly clock: Clock
  readonly errorCodes: ErrorCodes | undefined
  readonly onEnd: HttpProviderOptions['onExchangeEnd']
}

interface EndReport extends Pick<ExchangeEnd, 'endMarker' | 'malformedFrames'> {
  readonly error?: unknown
}

/** One call: its ask, its signal, and how its failures and its end are told. */
export class Exchange implements Disposable {
  readonly ask: Ask
  #response: Response | undefined
  #failure: ExchangeEnd['failure']
  #ended = false
  readonly #settings: ExchangeSettings
  readonly #link: LinkedSignal

  /** The platform's fetch leaves its listeners on a signal until they are collected: an exchange has one of its own. */
  constructor(call: Omit<Ask, 'warnings' | 'notes' | 'fail'>, caller: AbortSignal, settings: ExchangeSettings) {
    this.ask = { ...call, warnings: [], notes: {}, fail: body => this.#error(factsOf(body), body) }
    this.#link = linkSignal(caller)
    this.#settings = settings
  }

  get signal(): AbortSignal {
    return this.#link.signal
  }

  get clock(): Clock {
    return this.#settings.clock
  }

  answered(response: Response): void {
    this.#response = response
  }

  get #status(): number {
    return this.#response?.status ?? 0
  }

  /** Asked for only where they are read: making them may cost. */
  get #headers(): Headers {
    return this.#response?.headers ?? new Headers()
  }

  /** What the headers say of the allowances. */
  rateLimits(): readonly RateLimit[] {
    return rateLimitsOf(this.#headers, this.#serverMs())
  }

  /** Nobody waits for the answer any more. */
  abandon(): void {
    this.#link.abort(new Error('the reader left'))
  }

  /** Lets go of the caller's signal. */
  [Symbol.dispose](): void {
    this.#link[Symbol.dispose]()
  }

  /** Told once that it is over. */
  end({ endMarker, malformedFrames, error }: EndReport = {}): void {
    if (this.#ended) return
    this.#ended = true
    this[Symbol.dispose]()
    const { onEnd } = this.#settings
    if (!onEnd) return
    // `x-request-id`, `request-id`, `apim-request-id`, `x-ds-trace-id` …
    const requestId = [...this.#headers].find(([name]) => /(request|trace)-id$/.test(name))?.[1]
    const thrown = error instanceof ProviderError ? { kind: error.kind, providerMessage: '' } : undefined
    const failure = this.#failure ?? thrown
    onEnd({
      target: this.ask.target,
      status: this.#status,
      ...this.ask.notes,
      requestId,
      endMarker,
      malformedFrames: malformedFrames || undefined,
      failure,
    })
  }

  /** The error for a body that came with a status of failure. */
  refused(text: string): ProviderError {
    const { body, facts } = readErrorBody(text)
    return this.#error(facts, body)
  }

  /** The error for an answer that is no answer. */
  malformed(message: string): ProviderError {
    return this.#fault('malformed-response', message, { status: this.#status })
  }

  /** The error for a stream that ended before its answer did. `text`: what came instead of frames, maybe an error of its own. */
  cut(text: string): ProviderError {
    const body = parseJson(text)
    if (body !== undefined) return this.ask.fail(body)
    if (text !== '') return this.malformed('the answer is not a stream')
    return this.#fault('network', 'the stream ended before the answer did')
  }

  /** What to throw for an error of the connection: the reason of the signal where it was ours. */
  broken(cause: unknown): unknown {
    if (this.signal.aborted) return this.signal.reason
    if (RouterError.is(cause)) return cause
    return this.#fault('network', `the connection failed: ${describeError(cause)}${causeCode(cause)}`, { cause })
  }

  #fault(kind: ProviderErrorKind, message: string, more?: { status?: number; cause?: unknown }): ProviderError {
    return new ProviderError({ target: this.ask.target, kind, message, ...more })
  }

  #error(facts: ErrorFacts, body: unknown): ProviderError {
    const status = this.#status
    const { target } = this.ask
    const headers = this.#headers
    const kind = classifyError(facts, status, this.#settings.errorCodes)
    const rateLimits = this.rateLimits()
    const retryAfter = isRetryable(kind)
      ? retryAfterOf(headers, rateLimits, body, facts.message, this.#serverMs())
      : undefined
    this.#failure = { kind, providerMessage: facts.message, body, retryAfter }
    return new ProviderError({
      target,
      kind,
      message: describeFacts(facts, status),
      status: status >= 300 ? status : facts.status,
      retryAfterMs: retryAfter?.ms,
      parameter: facts.parameter ?? refusedParameter(facts.message),
      rateLimits: rateLimits.length > 0 ? rateLimits : undefined,
      retryable: headers.get('x-should-retry') === 'false' ? false : undefined,
      movable: (status >= 300 && status < 400) || undefined,
    })
  }

  #serverMs(): number {
    return serverTimeMs(this.#headers, this.clock.now())
  }
}
