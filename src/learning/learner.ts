import type { Target, TaskProfile } from '../chat/index.ts'
import type { Outcome } from '../handler/index.ts'
import type { Learned } from '../storage/index.ts'

/** What is believed of one number. */
export interface Belief {
  readonly mean: number
  /** Of the mean, not of one observation. */
  readonly stdDev: number
  /** Evidence, in observations; decays. */
  readonly samples: number
}

export interface Prediction {
  readonly target: Target
  /** 0–1. */
  readonly quality: Belief
  readonly latencyMs: Belief
  readonly costUsd: Belief
}

/** Where a score came from: it decides how much it weighs. */
export type FeedbackSource = 'user' | 'correction' | 'validation' | 'judge' | 'agreement' | 'benchmark'

/** What a learner is told. `attempt` when an answer ends; `feedback` when somebody says how good it was. */
export type Observation =
  | {
      readonly type: 'attempt'
      readonly task: TaskProfile
      readonly target: Target
      readonly status: Outcome['status']
      /** Until the end; of a cancelled attempt, until it was cancelled: a lower bound. */
      readonly latencyMs: number
      readonly firstTokenMs?: number
      readonly costUsd: number
      readonly outputTokens?: number
      /** Epoch ms. */
      readonly atMs: number
    }
  | {
      readonly type: 'feedback'
      /** The same id again replaces what was said before. */
      readonly id?: string
      readonly task: TaskProfile
      readonly target: Target
      /** 0–1. */
      readonly score: number
      /** Relative to one user's word, above 0. */
      readonly weight: number
      readonly source: FeedbackSource
      /** With which probability this target was chosen, in (0, 1]. */
      readonly propensity: number
      /** Epoch ms. */
      readonly atMs: number
    }

/** What is believed of each target at each kind of task. `LearningEngine` (EWMA) is the default. */
export interface Learner {
  /** One prediction per target, in the same order. Synchronous and free of I/O: it runs on the request's path. */
  predict(task: TaskProfile, targets: readonly Target[]): readonly Prediction[]
  observe(observation: Observation): void
  /** Hands over what was learned since the last call and keeps counting it. */
  takeDelta(): Learned
  /** Replaces what is known from elsewhere; what has not been taken yet stays. */
  restore(total: Learned): void
}
