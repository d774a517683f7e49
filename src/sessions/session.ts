import type { Target } from '../chat/index.ts'
import type { Conversation } from './sessions.ts'

/** A stretch of a conversation about one thing, served by one target. */
export interface TopicVisit {
  /** The kind of task. */
  readonly topic: string
  readonly target: Target
  readonly turns: number
  /** Epoch ms. */
  readonly sinceMs: number
}

/** A conversation so far, as plain data: a new one for every change. */
export interface Session extends Conversation {
  /** Turns that were answered. */
  readonly turns: number
  /** Oldest first; the last is what the conversation is about now. */
  readonly visits: readonly TopicVisit[]
  /** When the last answer came, epoch ms. */
  readonly lastAtMs: number
  /** Tokens of prompt and answer that the last target has seen, and may still hold in its prompt cache. */
  readonly cachedTokens: number
  /** The last user texts, oldest first, cut: what a shift of topic is told from. */
  readonly recentTexts: readonly string[]
}

export function newSession(id: string, nowMs: number): Session {
  return { id, turns: 0, visits: [], lastAtMs: nowMs, cachedTokens: 0, recentTexts: [], messages: [] }
}

/** Who served this topic last, in this conversation; `undefined` where nobody did. */
export function servedBy(session: Session, topic: string): Target | undefined {
  return session.visits.findLast(visit => visit.topic === topic)?.target
}
