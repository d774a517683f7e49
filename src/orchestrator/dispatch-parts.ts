import type { Target, TaskProfile } from '../chat/index.ts'
import type { Classifier, TokenCounter } from '../classify/index.ts'
import type { ParallelExecutor } from '../execution/index.ts'
import type { Attempt, Call, Handler, TraceEvent } from '../handler/index.ts'
import type { Answer, Merged, Merger } from '../merge/index.ts'
import type { ModelInfo } from '../providers/index.ts'
import type { CircuitPool, ConcurrencyLimit, RateTracker } from '../resilience/index.ts'
import type { AdaptiveRouter, Decision } from '../routing/index.ts'
import type { Clock } from '../runtime/index.ts'
import type { Sessions } from '../sessions/index.ts'
import type { OrchestratorOptions } from './options.ts'

/** What dispatch adds to a trace. */
export type DispatchEvent =
  | (TraceEvent & { readonly type: 'classified'; readonly task: TaskProfile })
  | (TraceEvent & { readonly type: 'route-decided'; readonly decision: Decision })
  | (TraceEvent & {
      readonly type: 'judged'
      readonly target: Target
      readonly verdict?: boolean
      readonly expected?: number
    })
  | (TraceEvent & { readonly type: 'merged'; readonly merged: Merged })

/** How sure one may be of an answer, 0–1. */
export type Check = NonNullable<OrchestratorOptions['check']>

/** What a request passes through between the call layers and the attempt layers. */
export interface DispatchParts {
  readonly targets: readonly { readonly target: Target; readonly model: ModelInfo }[]
  readonly modelOf: (target: Target) => ModelInfo | undefined
  readonly classifier: Classifier
  readonly countTokens: TokenCounter
  readonly router: AdaptiveRouter
  readonly sessions: Sessions | undefined
  readonly executor: ParallelExecutor
  readonly merger: Merger
  readonly check: Check | undefined
  readonly circuits: CircuitPool | undefined
  readonly limit: Pick<ConcurrencyLimit, 'inFlight'>
  readonly rates: Pick<RateTracker, 'used' | 'waitMs'>
  readonly attempt: Handler<Attempt>
  readonly afterCommit: 'fail' | 'continue'
  readonly clock: Clock
  /** Does the learner go by `TaskProfile.words`? */
  readonly readsWords: () => boolean
  readonly onDecision: (call: Call, decision: Decision) => void
  /** Several targets have answered. */
  readonly onAnswers: (call: Call, answers: readonly Answer[]) => void
}
