import type { LabelledTask } from './fitted-weights.ts'
import type { VoteTable } from './vote-table.ts'

/** One member is better than all of them merged: ask it alone. */
export interface Advice {
  readonly source: string
  /** How much more often it is right than the merge, on the tasks whose truth is known: the lower bound, 0–1. */
  readonly gain: number
}

/** One-sided 95 %. */
const z = 1.645

/**
 * Advises for a single source where the lower bound of its lead over the merge is above 0. Both are compared on the
 * same tasks, those whose truth is known and which the source voted on; at least 50.
 */
export function adviceOf(
  table: VoteTable,
  tasks: readonly LabelledTask[],
  merged: readonly number[],
  sources: readonly string[],
): Advice | undefined {
  const sums = sources.map(() => ({ n: 0, lead: 0, square: 0 }))
  tasks.forEach(({ votes, truth }, t) => {
    const mergedRight = Number(merged[t] === truth)
    votes.source.forEach((source, v) => {
      const sum = sums[source]
      if (!sum) return
      const lead = Number(votes.label[v] === truth) - mergedRight
      sum.n++
      sum.lead += lead
      sum.square += lead * lead
    })
  })
  let best: Advice | undefined
  sums.forEach(({ n, lead, square }, s) => {
    if (n < 50) return
    const mean = lead / n
    const gain = mean - z * Math.sqrt(Math.max(0, square / n - mean * mean) / n)
    const source = sources[s]
    if (gain > 0 && source !== undefined && gain > (best?.gain ?? -1)) best = { source, gain }
  })
  return table.sources > 1 ? best : undefined
}
