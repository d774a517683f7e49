import type { ChatRequest, Target, TaskProfile } from '../chat/index.ts'
import type { Constraints, Relaxable } from '../handler/index.ts'
import type { ModelInfo } from '../providers/index.ts'
import type { CircuitState } from '../resilience/index.ts'
import type { Random } from '../runtime/index.ts'
import type { RoutingStrategy, SessionView } from './routing-strategy.ts'

/** A target as it stands now. */
export interface TargetStatus {
  readonly target: Target
  readonly model: ModelInfo
  /** Calls under way at this target, from this process. */
  readonly inFlight: number
  readonly circuit: CircuitState
  /** Until an open circuit lets a probe through. */
  readonly retryAfterMs?: number
  /** Until its rate limit has room for this request, ms. Default 0. */
  readonly busyMs?: number
  /** How much of its traffic it should get now, 0–1: less soon after an outage and near its rate limit. Default 1. */
  readonly weight?: number
}

export interface RouteInput {
  readonly request: ChatRequest
  readonly task: TaskProfile
  /** Input tokens that a target must have room for; the rest may be left out for it. Default: `task.inputTokens`. */
  readonly leastTokens?: number
  readonly session?: SessionView
  /** On top of the router's own: the stricter of both holds. */
  readonly constraints?: Constraints
  /** Limits that are given up, the router's own too. */
  readonly relaxed?: readonly Relaxable[]
  /** May this request be spent on learning? Default true. */
  readonly explore?: boolean
  /** Will answers be checked? Default false. */
  readonly checked?: boolean
  /** In place of the router's, for this request. */
  readonly strategy?: RoutingStrategy
  /** In place of the router's, for this request. */
  readonly random?: Random
  readonly targets: readonly TargetStatus[]
}
