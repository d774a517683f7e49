import type { ChatRequest, Target, TaskProfile } from '../chat/index.ts'
import type { Ledger } from './ledger.ts'
import type { Reply } from './reply.ts'
import type { Trace } from './trace.ts'

/** What a caller may demand of the targets that serve a request. */
export interface Constraints {
  /** For the whole request, all attempts together. */
  readonly maxCostUsd?: number
  /** Predicted latency of a candidate. */
  readonly maxLatencyMs?: number
  /** Predicted quality of a candidate, 0–1. */
  readonly minQuality?: number
  readonly allow?: readonly Target[]
  readonly deny?: readonly Target[]
}

/** What may be given up for an answer: preferences. Money and the caller's own lists of targets never are. */
export type Relaxable = 'minQuality' | 'maxLatencyMs'

export interface CallOptions {
  readonly signal?: AbortSignal
  readonly constraints?: Constraints
  readonly cache?: 'use' | 'refresh' | 'off'
  /** Whom a cached answer may be shown to (tenant, user). Nothing is cached without one. */
  readonly scope?: string
  /** Id of the conversation. */
  readonly session?: string
  /** The kind of task, where the caller knows it: the classifier's word is replaced. */
  readonly task?: string
  /** May this request be spent on learning? Default true. */
  readonly explore?: boolean
  /** May a second target be asked while the first is slow, where the orchestrator hedges at all? Default true; false for what can wait. */
  readonly hedge?: boolean
  /** Seen in events and reports; never sent to a provider. */
  readonly tags?: Readonly<Record<string, string>>
}

/** One `chat()` or `stream()`. */
export interface Call {
  readonly id: string
  readonly request: ChatRequest
  readonly mode: 'chat' | 'stream'
  readonly signal: AbortSignal
  readonly options: CallOptions
  /** Limits that are given up because nobody within them answered; set by `relaxLayer`. */
  readonly relaxed?: readonly Relaxable[]
  readonly ledger: Ledger
  readonly trace: Trace
}

/** A call of which it is known what kind of work it is. */
export interface ClassifiedCall extends Call {
  readonly task: TaskProfile
}

/** One try at one target. */
export interface Attempt extends ClassifiedCall {
  readonly target: Target
  /** 1 for the first try at this target. */
  readonly attempt: number
  /** Other targets that will be asked for the same request if this one fails. Default 0. */
  readonly othersLeft?: number
}

/** `fetch` for models: the promise settles at the first content, what fails before is an ordinary rejection. */
export type Handler<C extends Call = Call> = (call: C) => Promise<Reply>

/** A layer around a handler. One for attempts does not compile among those for calls, nor the reverse. */
export type Middleware<C extends Call = Call> = (call: C, next: Handler<C>) => Promise<Reply>
