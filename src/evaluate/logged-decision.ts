import type { Target, TaskProfile } from '../chat/index.ts'

/** One decision of yesterday's log and what came of it. */
export interface LoggedDecision {
  readonly task: TaskProfile
  readonly target: Target
  /** With which probability `target` was chosen, in (0, 1]. */
  readonly propensity: number
  /** Who could have been chosen. */
  readonly eligible: readonly Target[]
  /** What is to be estimated: a score (0–1), a cost, a latency. */
  readonly reward: number
}

/** A policy to be judged: with which probability it would have chosen each target, summing to 1. Absent means 0. */
export type Policy = (decision: LoggedDecision) => ReadonlyMap<Target, number>

/** Always the same target. Where it was not eligible: each of the others alike. */
export function always(target: Target): Policy {
  return ({ eligible }) => {
    if (eligible.includes(target)) return new Map([[target, 1]])
    return new Map(eligible.map(other => [other, 1 / eligible.length]))
  }
}
