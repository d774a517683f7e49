import type { ChatRequest, ChatResponse, MaybePromise, Message, Target, TaskProfile } from '../chat/index.ts'
import type { ModelInfo } from '../providers/index.ts'
import type { SessionView } from '../routing/index.ts'

/** What a conversation is at the least: its id and what was said in it, oldest first. */
export interface Conversation {
  readonly id: string
  readonly messages: readonly Message[]
}

/** What happened in one turn. */
export interface Turn {
  /** What was asked in this turn: the new messages, without the history. */
  readonly asked: readonly Message[]
  readonly response: ChatResponse
  readonly task: TaskProfile
  readonly target: Target
}

/** Where conversations are kept. `SessionStore` is the one that comes with the library. */
export interface Sessions {
  /** The conversation of that id as it is kept, or a new one. Rejects for an id that can be none. */
  open(id: string): MaybePromise<Conversation>
  /**
   * What routing may know, of a conversation that `open` gave, when this request comes. Changes nothing. `modelOf` knows the
   * prices of targets, for what leaving costs.
   */
  view(
    conversation: Conversation,
    task: TaskProfile,
    asked: ChatRequest,
    modelOf?: (target: Target) => ModelInfo | undefined,
  ): SessionView
  /** Adds a turn that was answered. */
  record(id: string, turn: Turn): MaybePromise<unknown>
}
