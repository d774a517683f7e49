import type { Target, TaskProfile } from '../chat/index.ts'
import type { Belief } from '../learning/index.ts'
import type { TargetTotals } from '../observe/index.ts'
import type { CircuitState } from '../resilience/index.ts'

export interface TargetReport extends TargetTotals {
  /** What is believed of its answers, by kind of task seen so far. */
  readonly quality: Readonly<Record<TaskProfile['kind'], Belief>>
  readonly circuit: CircuitState
}

/** What happened since the first request. */
export interface Report {
  /** Epoch ms. */
  readonly sinceMs: number
  readonly requests: number
  /** Requests that ended without an answer, those of callers who left aside. */
  readonly failures: number
  readonly cacheHits: number
  readonly costUsd: number
  readonly targets: readonly TargetReport[]
}

/** What was asked of whom, counted. */
export class RequestCounts {
  requests = 0
  failures = 0
  cacheHits = 0
  /** The latest task of each kind, the oldest kinds forgotten first. */
  readonly kinds = new Map<string, TaskProfile>()

  see(task: TaskProfile): void {
    this.kinds.delete(task.kind)
    this.kinds.set(task.kind, task)
    const [oldest] = this.kinds.keys()
    if (this.kinds.size > MAX_KINDS && oldest !== undefined) this.kinds.delete(oldest)
  }

  quality(target: Target, predict: (task: TaskProfile, target: Target) => Belief | undefined): Record<string, Belief> {
    const beliefs: Record<string, Belief> = {}
    for (const [kind, task] of this.kinds) {
      const belief = predict(task, target)
      if (belief) beliefs[kind] = belief
    }
    return beliefs
  }
}

const MAX_KINDS = 100
