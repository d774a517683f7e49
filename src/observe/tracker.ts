import type { Target } from '../chat/index.ts'
import type { AttemptEnded } from '../handler/index.ts'
import { QuantileSketch } from '../runtime/index.ts'

/** What one target did since the start. */
export interface TargetTotals {
  readonly target: Target
  /** Attempts that ended, cancelled ones too. */
  readonly attempts: number
  readonly failures: number
  readonly cancelled: number
  /** Of answers that came whole; absent while there is none. */
  readonly p50LatencyMs?: number
  readonly p95LatencyMs?: number
  readonly costUsd: number
}

interface Row {
  attempts: number
  failures: number
  cancelled: number
  costUsd: number
  readonly latencies: QuantileSketch
}

/** Counts what each target did. Bounded memory per target. */
export class Tracker {
  readonly #rows = new Map<Target, Row>()

  add(attempt: AttemptEnded): void {
    const row = this.#row(attempt.target)
    row.attempts++
    row.costUsd += attempt.costUsd
    if (attempt.status === 'failed') row.failures++
    else if (attempt.status === 'cancelled') row.cancelled++
    else row.latencies.add(attempt.latencyMs)
  }

  totals(target: Target): TargetTotals {
    const { latencies, ...counts } = this.#row(target)
    const p50 = latencies.quantile(0.5)
    const p95 = latencies.quantile(0.95)
    return {
      target,
      ...counts,
      ...(p50 !== undefined && { p50LatencyMs: p50 }),
      ...(p95 !== undefined && { p95LatencyMs: p95 }),
    }
  }

  #row(target: Target): Row {
    let row = this.#rows.get(target)
    if (!row) {
      row = { attempts: 0, failures: 0, cancelled: 0, costUsd: 0, latencies: new QuantileSketch() }
      this.#rows.set(target, row)
    }
    return row
  }
}
