import type { ChatEvent, FinishEvent } from './events.ts'
import type { ReasoningPart, ToolCall } from './request.ts'
import type { ChatResponse, Source } from './response.ts'
import { unknownUsage } from './usage.ts'

/** Gathers the events of one answer into a response. `collect(replay(r))` equals `r`. */
export class Collector {
  #text = ''
  #reasoning: ReasoningPart[] = []
  #openReasoning: string | undefined
  #toolCalls: ToolCall[] = []
  #sources: Source[] = []
  #finish: FinishEvent | undefined

  add(event: ChatEvent): void {
    if (event.type === 'text-delta') this.#text += event.text
    else if (event.type === 'reasoning-delta') this.#openReasoning = (this.#openReasoning ?? '') + event.text
    else if (event.type === 'reasoning-end') {
      this.#reasoning.push(reasoningPart(this.#openReasoning ?? '', event.provenance))
      this.#openReasoning = undefined
    } else if (event.type === 'tool-call') this.#toolCalls.push(event.toolCall)
    else if (event.type === 'source') this.#sources.push(event.source)
    else if (event.type === 'finish') this.#finish = event
  }

  /** What has been gathered so far; `finishReason` is `other` while no finish event was seen. */
  response(): ChatResponse {
    const open = this.#openReasoning
    const reasoning = open === undefined ? this.#reasoning : [...this.#reasoning, reasoningPart(open, undefined)]
    const { type: _, ...end } = this.#finish ?? unfinished
    return {
      text: this.#text,
      toolCalls: this.#toolCalls,
      ...end,
      ...(reasoning.length > 0 && { reasoning }),
      ...(this.#sources.length > 0 && { sources: this.#sources }),
    }
  }
}

const unfinished: FinishEvent = { type: 'finish', finishReason: 'other', usage: unknownUsage, model: '' }

function reasoningPart(text: string, provenance: ReasoningPart['provenance']): ReasoningPart {
  return { type: 'reasoning', text, ...(provenance && { provenance }) }
}

export async function collect(events: AsyncIterable<ChatEvent> | Iterable<ChatEvent>): Promise<ChatResponse> {
  const collector = new Collector()
  for await (const event of events) collector.add(event)
  return collector.response()
}

/** The same for events that are all there. */
export function collectNow(events: Iterable<ChatEvent>): ChatResponse {
  const collector = new Collector()
  for (const event of events) collector.add(event)
  return collector.response()
}
