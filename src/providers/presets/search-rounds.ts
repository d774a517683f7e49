import {
  type ChatEvent,
  type ChatRequest,
  type ChatResponse,
  collect,
  Collector,
  type Message,
  type ToolCall,
  type Usage,
} from '../../chat/index.ts'
import type { ProviderCallOptions, StreamingProvider } from '../provider.ts'

/** How often a model may search for one answer; then it has to answer with what it has found. */
const MAX_SEARCHES = 5

/**
 * The same provider for models that search by calling a tool of the service, `name`: the service runs it when the call is
 * handed back with its own arguments as the result. That is done here, until the answer is there; its usage is that of all
 * rounds. A call that comes together with calls of the user's tools is dropped: it may be made again once those are answered.
 */
export function withSearchRounds(provider: StreamingProvider, name: string): StreamingProvider {
  /** The request of the round after this one; `undefined` where this was the last. */
  function next(request: ChatRequest, { text, reasoning = [], toolCalls }: ChatResponse): ChatRequest | undefined {
    if (!toolCalls.length || toolCalls.some(call => call.name !== name)) return undefined
    const results = toolCalls.map(
      ({ id, rawArguments = '' }): Message => ({ role: 'tool', toolCallId: id, content: rawArguments }),
    )
    const answer: Message = { role: 'assistant', content: [...reasoning, { type: 'text', text }], toolCalls }
    return { ...request, messages: [...request.messages, answer, ...results] }
  }

  async function* stream(request: ChatRequest, options: ProviderCallOptions): AsyncGenerator<ChatEvent, undefined> {
    let used: Usage | undefined
    for (let left = MAX_SEARCHES; ; left--) {
      const round = new Collector()
      let end: Extract<ChatEvent, { type: 'finish' }> | undefined
      for await (const event of provider.stream({ ...request, search: left > 0 }, options)) {
        round.add(event)
        if (event.type === 'finish') end = event
        else if (calledBy(event) !== name) yield event
      }
      // Cut: who reads this knows a stream without an end.
      if (!end) return
      used = sum(used, end.usage)
      const more = left > 0 && next(request, round.response())
      if (!more) {
        yield { ...end, usage: used }
        return
      }
      request = more
    }
  }

  return {
    ...provider,
    // Rounds are streamed in either case: one loop.
    chat: (request, options) => (request.search ? collect(stream(request, options)) : provider.chat(request, options)),
    stream: (request, options) => (request.search ? stream(request, options) : provider.stream(request, options)),
  }
}

const calledBy = (event: { readonly type: string; readonly toolCall?: ToolCall; readonly name?: string }) =>
  event.toolCall?.name ?? event.name

function sum(a: Usage | undefined, b: Usage): Usage {
  if (!a) return b
  const { raw: _, ...total }: { -readonly [K in keyof Usage]: Usage[K] } = { ...a, ...b }
  for (const key of Object.keys(total) as (keyof typeof total)[]) {
    if (total[key] !== undefined) total[key] = (a[key] ?? 0) + (b[key] ?? 0)
  }
  return total
}
