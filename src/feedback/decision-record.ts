import type { JsonValue, NonEmpty, Target, TaskProfile } from '../chat/index.ts'

/** One target that was asked. */
export interface DecidedTarget {
  readonly target: Target
  /** With which probability it was chosen, in (0, 1]. */
  readonly propensity: number
  readonly costUsd?: number
  /** What the check said of its answer. */
  readonly verdict?: boolean
  /** Score that was expected of it here, 0–1, where that differs from what is usual. */
  readonly expected?: number
  /** What it answered, in a form that a correction can be compared with. Absent: it cannot be told right or wrong by one. */
  readonly answer?: JsonValue
}

/** What was decided for one request, as plain JSON: enough to learn from what is said about it later. */
export interface DecisionRecord {
  readonly id: string
  /** Epoch ms. */
  readonly atMs: number
  readonly task: TaskProfile
  readonly targets: NonEmpty<DecidedTarget>
  /** Whose answers agree with the delivered one, where several were merged. */
  readonly merged?: { readonly from: NonEmpty<Target> }
}
