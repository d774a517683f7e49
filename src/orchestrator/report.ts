import type { Target, TaskProfile } from '../chat/index.ts'
import type { Belief, Prediction } from '../learning/index.ts'
import type { TargetTotals } from '../observe/index.ts'
import type { CircuitState } from '../resilience/index.ts'

export interface TargetReport extends TargetTotals {
  /** What is believed of its answers, by kind of task seen so far. */
  readonly quality: Readonly<Record<TaskProfile['kind'], Belief>>
  /** All that is believed of it, by kind of task seen so far: availability, latency, first token, length, cost. */
  readonly beliefs: Readonly<Record<TaskProfile['kind'], Prediction>>
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
  /** When the first request came, epoch ms. */
  sinceMs: number | undefined
  requests = 0
  failures = 0
  cacheHits = 0
  /** The latest task of each kind, the oldest kinds forgotten first. */
  readonly kinds = new Map<string, TaskProfile>()

  began(nowMs: number): void {
    this.requests++
    this.sinceMs ??= nowMs
  }

  see(task: TaskProfile): void {
    this.kinds.delete(task.kind)
    this.kinds.set(task.kind, task)
    const [oldest] = this.kinds.keys()
    if (this.kinds.size > MAX_KINDS && oldest !== undefined) this.kinds.delete(oldest)
  }

  /** What is believed of a target at each kind. */
  beliefs(
    target: Target,
    predict: (task: TaskProfile, targets: readonly Target[]) => readonly Prediction[],
  ): Pick<TargetReport, 'quality' | 'beliefs'> {
    const quality: Record<string, Belief> = {}
    const beliefs: Record<string, Prediction> = {}
    for (const [kind, task] of this.kinds) {
      const [prediction] = predict(task, [target])
      if (!prediction) continue
      quality[kind] = prediction.quality
      beliefs[kind] = prediction
    }
    return { quality, beliefs }
  }
}

const MAX_KINDS = 100
