import { type ChatEvent, type ChatRequest, type ChatResponse, collectNow } from '../../chat/index.ts'
import { systemClock } from '../../runtime/index.ts'
import type { ProviderCallOptions, StreamingProvider } from '../provider.ts'
import { checkedBaseUrl } from './base-url.ts'
import { EventStream } from './event-stream.ts'
import { Exchange } from './exchange.ts'
import { parseJson } from './json.ts'
import type { HttpProviderOptions, HttpProviderParts } from './options.ts'
import { readText } from './read-text.ts'

const MAX_RESPONSE_BYTES = 64 * 2 ** 20
const MAX_ERROR_BYTES = 2 ** 18

/** A provider out of a wire and an address. One POST a call, no retries of its own. */
export function httpProvider(parts: HttpProviderParts, options: HttpProviderOptions): StreamingProvider {
  const { id = parts.id, models = parts.models, maxResponseBytes = MAX_RESPONSE_BYTES } = options
  const { wire, errorCodes } = parts
  const baseUrl = checkedBaseUrl(id, options.baseUrl ?? parts.baseUrl)
  const infos = new Map(models.map(info => [info.id, info]))
  const settings = { clock: options.clock ?? systemClock, errorCodes, onEnd: options.onExchangeEnd }

  function begin(asked: ChatRequest, stream: boolean, model: string, signal: AbortSignal): Exchange {
    const info = infos.get(model)
    const most = info?.maxOutputTokens ?? Infinity
    const fits = (asked.maxOutputTokens ?? 0) <= most
    const request = fits ? asked : { ...asked, maxOutputTokens: most }
    const ask = { target: `${id}/${model}`, provider: id, model, info, request, stream } as const
    const exchange = new Exchange(ask, signal, settings)
    if (!fits) exchange.ask.warnings.push(`${ask.target} answers with at most ${most} tokens`)
    return exchange
  }

  async function send(exchange: Exchange, path: string, init?: RequestInit): Promise<Response> {
    const { signal } = exchange
    signal.throwIfAborted()
    const apiKey = typeof options.apiKey === 'function' ? await options.apiKey() : options.apiKey
    const auth = apiKey === undefined ? {} : wire.headers(apiKey)
    const headers = { 'content-type': 'application/json', ...auth, ...options.headers }
    signal.throwIfAborted()
    try {
      // A redirect would carry the key to wherever the answer says.
      const response = await (options.fetch ?? fetch)(baseUrl + path, { ...init, headers, signal, redirect: 'manual' })
      exchange.answered(response)
      return response
    } catch (error) {
      throw exchange.broken(error)
    }
  }

  async function refusal(exchange: Exchange, response: Response): Promise<unknown> {
    const text = await readText(response, MAX_ERROR_BYTES).catch(() => undefined)
    return exchange.signal.aborted ? exchange.signal.reason : exchange.refused(text ?? '')
  }

  /** The response to a request, once its status is good. */
  async function post(exchange: Exchange, call: ProviderCallOptions): Promise<Response> {
    const { ask } = exchange
    const body = JSON.stringify(wire.body(ask))
    const response = await send(exchange, wire.path(ask), { method: 'POST', body })
    for (const tell of [options.onRateLimits, call.onRateLimits]) {
      const limits = tell ? exchange.rateLimits() : []
      if (limits.length > 0) tell?.(limits, ask.target)
    }
    if (response.ok) return response
    throw await refusal(exchange, response)
  }

  async function wholeAnswer(exchange: Exchange, response: Response): Promise<ChatEvent[]> {
    const text = await readText(response, maxResponseBytes).catch((error: unknown) => {
      throw exchange.broken(error)
    })
    if (text === undefined) throw exchange.malformed('the answer is too large')
    const json = parseJson(text)
    if (typeof json !== 'object' || json === null) {
      throw exchange.malformed(`the answer is ${text.trim() ? 'not JSON' : 'empty'}`)
    }
    const events: ChatEvent[] = []
    wire.reader(exchange.ask).whole(json, events)
    exchange.end()
    return events
  }

  return {
    id,
    models,
    async chat(request: ChatRequest, call: ProviderCallOptions): Promise<ChatResponse> {
      const exchange = begin(request, false, call.model, call.signal)
      try {
        return collectNow(await wholeAnswer(exchange, await post(exchange, call)))
      } catch (error) {
        exchange.end({ error })
        throw error
      }
    },
    async check({ signal }): Promise<void> {
      const exchange = begin({ messages: [] }, false, 'models', signal)
      try {
        const response = await send(exchange, wire.modelsPath)
        // Some list no models: then it was reached all the same.
        if (!response.ok && response.status !== 404 && response.status !== 405) throw await refusal(exchange, response)
        await response.body?.cancel().catch(() => {})
      } finally {
        exchange[Symbol.dispose]()
      }
    },
    stream(request: ChatRequest, call: ProviderCallOptions): AsyncIterable<ChatEvent> {
      return new EventStream(
        () => begin(request, true, call.model, call.signal),
        async exchange => {
          const response = await post(exchange, call)
          const type = response.headers.get('content-type') ?? ''
          // Asked for a stream, some answer in one piece.
          if (type.includes('json') || !response.body) return wholeAnswer(exchange, response)
          return { body: response.body, reader: wire.reader(exchange.ask) }
        },
        maxResponseBytes,
      )
    },
  }
}
