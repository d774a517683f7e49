import { type ChatEvent, type ChatRequest, type ChatResponse, canonicalJson, collect, replay } from '../chat/index.ts'
import { ProviderError } from '../errors/index.ts'
import type { Provider } from '../providers/index.ts'
import type { ContractCase } from './storage-contract.ts'

export interface ProviderContractOptions {
  /** A provider that answers, without a real network. A new one for each case. */
  readonly make: () => Provider | Promise<Provider>
  readonly model: string
  /** Default: one short user message. */
  readonly request?: ChatRequest
  /** One whose every call fails, so that its errors can be looked at. */
  readonly failing?: () => Provider | Promise<Provider>
}

const short: ChatRequest = { messages: [{ role: 'user', content: 'Say hello.' }] }

/**
 * What every `Provider` must do, as cases for any test runner:
 * `for (const { name, run } of providerContract({ make, model })) it(name, run)`.
 */
export function providerContract(options: ProviderContractOptions): readonly ContractCase[] {
  const { model, request = short } = options
  const signal = (): AbortSignal => new AbortController().signal
  const chat = (provider: Provider, at = signal()): Promise<ChatResponse> =>
    provider.chat(request, { model, signal: at })
  const against = (name: string, run: (provider: Provider) => Promise<void>): ContractCase => ({
    name,
    run: async () => run(await options.make()),
  })
  const streaming = (
    name: string,
    run: (events: AsyncIterable<ChatEvent>, provider: Provider) => Promise<void>,
  ): ContractCase =>
    against(name, async provider => {
      if (provider.stream) await run(provider.stream(request, { model, signal: signal() }), provider)
    })
  return [
    against('has an id without a slash, and models of different names', async provider => {
      check(/^[^/\s]+$/.test(provider.id), `id "${provider.id}"`)
      const ids = provider.models.map(({ id }) => id)
      check(new Set(ids).size === ids.length, 'a model is listed twice')
    }),
    against('answers with something, a finish reason, and counts that are none or not below 0', async provider => {
      const response = await chat(provider)
      checkResponse(response)
    }),
    against('answers in a way that survives being replayed', async provider => {
      const response = await chat(provider)
      same(await collect(replay(response)), response)
    }),
    against('rejects with the reason of a signal that is aborted before', async provider => {
      const controller = new AbortController()
      const reason = new Error('enough')
      controller.abort(reason)
      const thrown = await caught(chat(provider, controller.signal))
      check(thrown === reason, `threw ${String(thrown)}`)
    }),
    against('does not change the request', async provider => {
      const before = canonicalJson(request)
      await chat(provider)
      check(canonicalJson(request) === before, 'the request was changed')
    }),
    streaming('streams to one finish event, which is the last', async events => {
      const seen: ChatEvent[] = []
      for await (const event of events) seen.push(event)
      check(seen.at(-1)?.type === 'finish', `the last event is ${seen.at(-1)?.type}`)
      check(seen.filter(({ type }) => type === 'finish').length === 1, 'there are several finish events')
      checkResponse(await collect(seen))
    }),
    streaming('streams what it answers', async (events, provider) => {
      const [streamed, whole] = [await collect(events), await chat(provider)]
      check(streamed.text === whole.text, 'the texts differ')
      same(
        streamed.toolCalls.map(({ name, arguments: args }) => [name, args]),
        whole.toolCalls.map(({ name, arguments: args }) => [name, args]),
      )
      check(streamed.finishReason === whole.finishReason, 'the finish reasons differ')
    }),
    streaming('announces tool calls by the text that they then have', async events => {
      const begun = new Map<string, { name: string; text: string }>()
      for await (const event of events) {
        if (event.type === 'tool-call-delta') {
          const { id, name, text } = event
          begun.set(id, { name, text: (begun.get(id)?.text ?? '') + text })
        } else if (event.type === 'tool-call') {
          const { id, name, rawArguments } = event.toolCall
          const told = begun.get(id)
          begun.delete(id)
          check(!told || told.name === name, 'a call was announced under another name')
          check(!told || told.text === '' || told.text === rawArguments, 'a call was announced with other arguments')
        }
      }
      check(begun.size === 0, 'a call was announced and never came')
    }),
    streaming('lets its reader leave, before the first event and after it', async (events, provider) => {
      await events[Symbol.asyncIterator]().return?.()
      const other = provider.stream?.(request, { model, signal: signal() })[Symbol.asyncIterator]()
      await other?.next()
      await other?.return?.()
      check((await other?.next())?.done !== false, 'it goes on after it was left')
    }),
    {
      name: 'fails with a ProviderError of its own target',
      run: async () => {
        const provider = await options.failing?.()
        if (!provider) return
        const thrown = await caught(chat(provider))
        check(thrown instanceof ProviderError, `threw ${String(thrown)}`)
        check(thrown instanceof ProviderError && thrown.target === `${provider.id}/${model}`, 'the target is another')
      },
    },
  ]
}

function checkResponse({ text, toolCalls, finishReason, usage, model }: ChatResponse): void {
  check(text !== '' || toolCalls.length > 0 || finishReason !== 'stop', 'it stops and says nothing')
  check(model !== '', 'it does not name its model')
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens } = usage
  for (const count of [inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens]) {
    check(count === undefined || (Number.isFinite(count) && count >= 0), `a count of ${count} tokens`)
  }
  check(new Set(toolCalls.map(({ id }) => id)).size === toolCalls.length, 'two tool calls have one id')
}

async function caught(work: Promise<unknown>): Promise<unknown> {
  try {
    await work
  } catch (error) {
    return error
  }
  throw new Error('expected a rejection')
}

function check(holds: boolean, problem: string): void {
  if (!holds) throw new Error(problem)
}

function same(actual: unknown, expected: unknown): void {
  check(canonicalJson(actual) === canonicalJson(expected), `${canonicalJson(actual)} is not ${canonicalJson(expected)}`)
}
