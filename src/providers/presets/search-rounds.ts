import {
  type ChatEvent,
  type ChatRequest,
  type ChatResponse,
  Collector,
  type Message,
  replay,
  type ToolCall,
  type Usage,
} from '../../chat/index.ts'
import type { Provider, ProviderCallOptions } from '../provider.ts'

/** How often a model may search for one answer; then it has to answer with what it has found. */
const MAX_SEARCHES = 5

/**
 * The same provider for models that search by calling a tool of the service, `name`: the service runs it when the call is handed back
 * with its own arguments as the result. That is done here, until the answer is there; its usage is that of all rounds. A call
 * that comes together with calls of the user's tools is dropped: it may be made again once those are answered.
 */
export function withSearchRounds(provider: Provider, name: string): Provider {
  async function* stream(request: ChatRequest, options: ProviderCallOptions): AsyncGenerator<ChatEvent, undefined> {
    let asked = request
    let used: Usage | undefined
    for (let searches = 0; ; searches++) {
      const round = new Collector()
      let end: Extract<ChatEvent, { type: 'finish' }> | undefined
      for await (const event of roundOf(asked, options)) {
        round.add(event)
        if (event.type === 'finish') end = event
        else if (nameOf(event) !== name) yield event
      }
      // Cut: whoever reads this knows a stream without an end.
      if (!end) return
      const response = round.response()
      used = used ? sum(used, end.usage) : end.usage
      const calls = response.toolCalls.filter(call => call.name === name)
      if (calls.length === 0 || calls.length < response.toolCalls.length) {
        yield { ...end, usage: used }
        return
      }
      asked = answered(asked, response, calls, searches + 1 < MAX_SEARCHES)
    }
  }

  /** As a stream where one is asked for, else whole and replayed. */
  async function* roundOf(request: ChatRequest, options: Options): AsyncGenerator<ChatEvent> {
    if (options.whole || !provider.stream) yield* replay(await provider.chat(request, options))
    else yield* provider.stream(request, options)
  }

  return {
    ...provider,
    async chat(request, options) {
      if (!request.search) return provider.chat(request, options)
      const whole = new Collector()
      for await (const event of stream(request, { ...options, whole: true } as Options)) whole.add(event)
      return whole.response()
    },
    stream(request, options) {
      return request.search || !provider.stream ? stream(request, options) : provider.stream(request, options)
    },
  }
}

interface Options extends ProviderCallOptions {
  readonly whole?: boolean
}

function nameOf(event: ChatEvent): string | undefined {
  if (event.type === 'tool-call') return event.toolCall.name
  return event.type === 'tool-call-delta' ? event.name : undefined
}

/** The request with the round that was just had, each call answered by its own arguments. */
function answered(
  request: ChatRequest,
  { text, reasoning = [] }: ChatResponse,
  toolCalls: readonly ToolCall[],
  search: boolean,
): ChatRequest {
  const content = [...reasoning, { type: 'text' as const, text }]
  const results = toolCalls.map(
    (call): Message => ({
      role: 'tool',
      toolCallId: call.id,
      content: call.rawArguments ?? JSON.stringify(call.arguments),
    }),
  )
  return { ...request, search, messages: [...request.messages, { role: 'assistant', content, toolCalls }, ...results] }
}

/** Of several exchanges; what was not counted in one is not known of all. */
function sum(a: Usage, b: Usage): Usage {
  const both = (x: number | undefined, y: number | undefined): number | undefined =>
    x === undefined || y === undefined ? undefined : x + y
  const either = (x: number | undefined, y: number | undefined): number | undefined =>
    x === undefined && y === undefined ? undefined : (x ?? 0) + (y ?? 0)
  const cacheReadTokens = either(a.cacheReadTokens, b.cacheReadTokens)
  const cacheWriteTokens = either(a.cacheWriteTokens, b.cacheWriteTokens)
  const reasoningTokens = either(a.reasoningTokens, b.reasoningTokens)
  const costUsd = both(a.costUsd, b.costUsd)
  return {
    inputTokens: both(a.inputTokens, b.inputTokens),
    outputTokens: both(a.outputTokens, b.outputTokens),
    ...(cacheReadTokens !== undefined && { cacheReadTokens }),
    ...(cacheWriteTokens !== undefined && { cacheWriteTokens }),
    ...(reasoningTokens !== undefined && { reasoningTokens }),
    ...(costUsd !== undefined && { costUsd }),
  }
}
