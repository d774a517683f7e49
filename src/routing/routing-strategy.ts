import type { ChatRequest, MaybePromise, NonEmpty, Target, TaskProfile } from '../chat/index.ts'
import type { Constraints } from '../handler/index.ts'
import type { CheckBelief, Prediction } from '../learning/index.ts'
import type { Answer } from '../merge/index.ts'
import type { ModelInfo } from '../providers/index.ts'
import type { Random } from '../runtime/index.ts'
import type { ScoreWeights } from './score.ts'

/** A conversation so far: what it is about, who served it, what leaving would cost. */
export interface SessionView {
  readonly id: string
  /** The kind of task that it is about. In the orchestrator it replaces what one turn alone looks like. */
  readonly topic?: string
  readonly sameTopic: boolean
  readonly previous?: Target
  readonly switchCostUsd: number
}

/** A target that may be chosen. */
export interface Candidate {
  readonly target: Target
  readonly model: ModelInfo
  readonly prediction: Prediction
  /** Calls under way at this target, from this process. */
  readonly inFlight: number
  readonly circuit: 'closed' | 'half-open'
  /** How much of its traffic it should get now, 0–1: less soon after an outage and near its rate limit. Default 1. */
  readonly weight?: number
}

/** All that a strategy may know. Nothing is held back for the shipped ones. */
export interface RoutingContext {
  readonly request: ChatRequest
  readonly task: TaskProfile
  readonly session?: SessionView
  readonly constraints: Constraints
  /** May this request be spent on learning? */
  readonly explore: boolean
  /** What money and time are worth just now, as configured while running; it goes before what a strategy was made with. */
  readonly weights?: ScoreWeights
  /** How far the check of answers is to be trusted. Absent: answers are not checked. */
  readonly check?: CheckBelief
  readonly candidates: NonEmpty<Candidate>
  readonly random: Random
  readonly nowMs: number
}

interface PlanBase {
  /** In the order in which they are asked; candidates only, each once. */
  readonly targets: NonEmpty<Target>
  /** In words, for people. */
  readonly reason?: string
  /** Probability with which `targets[0]` was chosen, in (0, 1]; absent means 1. */
  readonly propensity?: number
  /** Score that is expected of `targets[0]` here, 0–1, where that differs from what is usual: of a second opinion. */
  readonly expected?: number
  /** A candidate, not the first target, that answers in the background; its answer is measured and never delivered. */
  readonly shadow?: Target
  /** No other plan will follow, whatever the answer: it can be handed on while it grows. */
  readonly final?: boolean
}

/** What will be done, as data: it can be logged, compared, shown and replayed. */
export type Plan =
  /** The next target is asked when one fails. */
  | (PlanBase & { readonly mode: 'in-order' })
  /** The next target is asked when one fails or `staggerMs` pass; the first to say something wins. */
  | (PlanBase & { readonly mode: 'race'; readonly staggerMs: number })
  /** The next target is asked while the answer's confidence is below `minConfidence`. */
  | (PlanBase & { readonly mode: 'cascade'; readonly minConfidence: number })
  /** All are asked at once; done when `quorum` have answered. */
  | (PlanBase & { readonly mode: 'ensemble'; readonly quorum: number })

/** How a target is chosen: a pure function from what is known to a plan. */
export interface RoutingStrategy {
  readonly name: string
  /** Does it go by `Answer.verdict`? Answers are checked only then. */
  readonly checks?: boolean
  plan(context: RoutingContext): MaybePromise<Plan>
  /** Asked when the plan's answers are in; another plan continues (escalation, a third opinion), `undefined` accepts. */
  next?(context: RoutingContext, answers: NonEmpty<Answer>): MaybePromise<Plan | undefined>
  /** Which of several answers is delivered as it is. Without it, and where it is `undefined`, they are merged. */
  best?(context: RoutingContext, answers: NonEmpty<Answer>): Answer | undefined
  /** Told what a request that it planned has cost, all attempts together, when it is over, USD. */
  spent?(usd: number, context: RoutingContext): void
}
