import type { Target, TaskProfile } from '../chat/index.ts'
import type { ProviderErrorKind } from '../errors/index.ts'
import type { Outcome } from '../handler/index.ts'
import type { Learned } from '../storage/index.ts'
import type { BeliefChange } from './belief-change.ts'
import type { CalibrationExample } from './calibration.ts'

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
  /** Until the end of the answer. */
  readonly latencyMs: Belief
  readonly costUsd: Belief
  /** Share of attempts that bring an answer, 0–1. Absent, as what follows: this learner does not tell. */
  readonly availability?: Belief
  /** Until the first content of a stream. */
  readonly firstTokenMs?: Belief
  /** How slow it is just now until the first content: follows a rise at once and a fall over a minute. */
  readonly peakMs?: number
  readonly outputTokens?: Belief
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
      /** What kind of failure it was. Absent: `unknown`. */
      readonly failure?: ProviderErrorKind
      /** The server's own wish, of a failed attempt. */
      readonly retryAfterMs?: number
      /** Until the end; of a cancelled attempt or a timeout, until it was cut: a lower bound. */
      readonly latencyMs: number
      /** Of a stream. */
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
      /** What the check said of the answer: does it take it for right? */
      readonly verdict?: boolean
      /**
       * Score that was expected of this target at this very request, where that was less or more than usual, 0–1: of a
       * second opinion, which is asked for where the first answer seems to be wrong. The surprise is what counts then.
       */
      readonly expected?: number
      /** Epoch ms. */
      readonly atMs: number
    }

/** How far the check of answers is to be trusted. */
export interface CheckBelief {
  /** Share of right answers that it accepts, 0–1. */
  readonly acceptsRight: number
  /** Share of wrong answers that it accepts, 0–1. */
  readonly acceptsWrong: number
  /** Answers whose worth became known; decays. */
  readonly samples: number
}

/** What is believed of each target at each kind of task. `LearningEngine` is the default. */
export interface Learner {
  /** Does it read `TaskProfile.words`? They are made only then. Default false. */
  readonly readsWords?: boolean
  /** One prediction per target, in the same order. Synchronous and free of I/O: it runs on the request's path. */
  predict(task: TaskProfile, targets: readonly Target[]): readonly Prediction[]
  observe(observation: Observation): void
  /** Absent: a check errs one time in five. */
  predictCheck?(task: TaskProfile): CheckBelief
  /** Starts from a set of prompts that were tried on every target. Absent: it cannot. */
  calibrate?(examples: readonly CalibrationExample[]): void
  /** Tells of beliefs that have changed significantly, from now on; the returned function stops it. Absent: it does not tell. */
  onChange?(listener: (change: BeliefChange) => void): () => void
  /** Hands over what was learned since the last call and keeps counting it. */
  takeDelta(): Learned
  /** Replaces what is known from elsewhere; what has not been taken yet stays. */
  restore(total: Learned): void
}
