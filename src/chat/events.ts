import type { Provenance, ToolCall } from './request.ts'
import type { FinishReason, Source } from './response.ts'
import type { Usage } from './usage.ts'

/** What ends a stream. A stream without it was cut. */
export interface FinishEvent {
  readonly type: 'finish'
  readonly finishReason: FinishReason
  readonly rawFinishReason?: string
  readonly usage: Usage
  readonly model: string
  readonly warnings?: readonly string[]
  readonly confidence?: number
}

/** A part of an answer as it arrives. Everything but `finish` is content. */
export type ChatEvent =
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'reasoning-delta'; readonly text: string }
  /** Ends one reasoning part, and says whose it was. */
  | { readonly type: 'reasoning-end'; readonly provenance?: Provenance }
  /**
   * A piece of the text of a call's arguments, where they are streamed; the first may be empty and says that the call has
   * begun. Calls may take turns; those of one `id` join to what its `tool-call` then says whole.
   */
  | { readonly type: 'tool-call-delta'; readonly id: string; readonly name: string; readonly text: string }
  | { readonly type: 'tool-call'; readonly toolCall: ToolCall }
  | { readonly type: 'source'; readonly source: Source }
  | FinishEvent

/** Content commits a reply: from here on another target's answer would be glued to this one. Empty deltas commit nothing. */
export function isContent(event: ChatEvent): boolean {
  switch (event.type) {
    case 'text-delta':
    case 'reasoning-delta':
    case 'tool-call-delta':
      return event.text !== ''
    case 'tool-call':
      return true
    default:
      return false
  }
}
