import { type ChatEvent, type ChatRequest, type ChatResponse, replay } from '../../chat/index.ts'
import { type LinkedSignal, linkSignal, systemClock } from '../../runtime/index.ts'
import type { Provider, ProviderCallOptions } from '../provider.ts'
import { checkedBaseUrl } from './base-url.ts'
import { EventStream, type OpenedStream } from './event-stream.ts'
import { Exchange } from './exchange.ts'
import { parseJson } from './json.ts'
import type { HttpProviderOptions, HttpProviderParts } from './options.ts'
import { rateLimitsOf, serverTimeMs } from './rate-limits.ts'
import { readText } from './read-text.ts'

const MAX_RESPONSE_BYTES = 64 * 2 ** 20
const MAX_ERROR_BYTES = 2 ** 18

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
  async function post(exchange: Exchange, signal: AbortSignal, call: ProviderCallOptions): Promise<Response> {
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
    if (options.onRateLimits || call.onRateLimits) {
      const limits = rateLimitsOf(response.headers, serverTimeMs(response.headers, clock.now()))
      if (limits.length > 0) {
        options.onRateLimits?.(limits, exchange.target)
        call.onRateLimits?.(limits)
      }
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
    async chat(request: ChatRequest, call: ProviderCallOptions): Promise<ChatResponse> {
      const exchange = begin(request, call.model, false)
      // The platform's fetch leaves its listeners on a signal until they are collected: it gets one of its own.
      const link = linkSignal(call.signal)
      try {
        const answer = await wholeAnswer(exchange, await post(exchange, link.signal, call), link.signal)
        exchange.end({})
        return answer
      } catch (error) {
        exchange.end({ error })
        throw error
      } finally {
        link[Symbol.dispose]()
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
    stream(request: ChatRequest, call: ProviderCallOptions): AsyncIterable<ChatEvent> {
      let link: LinkedSignal | undefined
      const open = async (): Promise<OpenedStream> => {
        const exchange = begin(request, call.model, true)
        link = linkSignal(call.signal)
        const { signal } = link
        try {
          const response = await post(exchange, signal, call)
          const type = response.headers.get('content-type') ?? ''
          if (type.includes('json') || !response.body) {
            // Asked for a stream, the server answered in one piece.
            const events = replay(await wholeAnswer(exchange, response, signal))
            exchange.end({})
            return { events }
          }
          const reader = wire.reader(exchange)
          exchange.reader = reader
          const source = {
            reader,
            maxBytes: maxResponseBytes,
            clock,
            fail: (problem: 'truncated' | 'malformed' | 'too-large', text: string) => exchange.cut(problem, text),
            broken: (error: unknown) => exchange.broken(error, signal),
            end: (report: { malformedFrames: number; error?: unknown }) => exchange.end(report),
          }
          return { body: response.body, source }
        } catch (error) {
          exchange.end({ error })
          throw error
        }
      }
      return new EventStream(open, early => {
        if (early) link?.abort(new Error('the reader left'))
        link?.[Symbol.dispose]()
      })
    },
  }
}
