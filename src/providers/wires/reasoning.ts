import type { ChatEvent, JsonObject, Message, ReasoningPart, Target } from '../../chat/index.ts'

/** What the model may be shown of an assistant turn: its own reasoning. What others thought is left out. */
export function ownReasoning(message: Message, target: Target): readonly ReasoningPart[] {
  if (message.role !== 'assistant' || typeof message.content === 'string') return []
  return message.content.filter(
    part => part.type === 'reasoning' && part.provenance?.target === target,
  ) as ReasoningPart[]
}

/** Ends a reasoning part before what follows it. */
export class ReasoningTracker {
  readonly #target: Target
  #open = false
  constructor(target: Target) {
    this.#target = target
  }
  delta(text: string, out: ChatEvent[]): void {
    if (text === '') return
    this.#open = true
    out.push({ type: 'reasoning-delta', text })
  }
  end(out: ChatEvent[], opaque?: JsonObject): void {
    if (!this.#open && !opaque) return
    this.#open = false
    out.push({ type: 'reasoning-end', provenance: { target: this.#target, ...(opaque && { opaque }) } })
  }
}
