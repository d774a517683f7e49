import type { CodedVotes, VoteTable } from './vote-table.ts'

/** How each source votes at each level of difficulty, index `source * levels + level`; the last source is one never seen. */
export interface DistractorRates {
  /** Share of votes for the right label. */
  readonly right: Float64Array
  /** Of the wrong votes, the share for the task's distractor. */
  readonly drawn: Float64Array
  /** How common each level is. */
  readonly level: Float64Array
  /** Log-likelihood of a vote for any one of the other labels, and what a vote gains on it as right or as drawn. */
  readonly logs: { readonly other: Float64Array; readonly right: Float64Array; readonly drawn: Float64Array }
}

/** What is believed of one task: over level, right label and distractor, among the labels voted for. */
export interface DistractorBelief {
  readonly labels: readonly number[]
  /** By `label * levels + level`. */
  readonly right: Float64Array
  readonly drawn: Float64Array
  readonly level: Float64Array
}

/** The labels that nobody voted for are alike, so they are counted together. */
export function believe(
  task: CodedVotes,
  parameters: DistractorRates,
  table: VoteTable,
  levels: number,
  truth: number,
): DistractorBelief {
  const labels = [...new Set(task.label)]
  const n = labels.length
  const unseen = Math.max(truth >= 0 && !labels.includes(truth) ? 1 : 0, table.labels - n)
  const base = new Float64Array(levels)
  const isRight = new Float64Array((n + 1) * levels)
  const isDrawn = new Float64Array((n + 1) * levels)
  task.label.forEach((label, v) => {
    const slot = labels.indexOf(label) * levels
    const source = task.source[v] ?? -1
    const at = (source >= 0 && source < table.sources ? source : table.sources) * levels
    const power = task.power[v] ?? 1
    for (let e = 0; e < levels; e++) {
      base[e] = (base[e] ?? 0) + power * (parameters.logs.other[at + e] ?? 0)
      isRight[slot + e] = (isRight[slot + e] ?? 0) + power * (parameters.logs.right[at + e] ?? 0)
      isDrawn[slot + e] = (isDrawn[slot + e] ?? 0) + power * (parameters.logs.drawn[at + e] ?? 0)
    }
  })
  const joint = {
    right: new Float64Array((n + 1) * levels),
    drawn: new Float64Array((n + 1) * levels),
    level: new Float64Array(levels),
  }
  for (let e = 0; e < levels; e++) base[e] = (base[e] ?? 0) + Math.log(parameters.level[e] ?? 0)
  // Each unseen label may be the right one, and each of the others the distractor.
  const waysOf = (slot: number, among: number): number => (slot < n ? 0 : Math.log(Math.max(0, among)))
  const width = (n + 1) * levels
  const shares = new Float64Array((n + 1) * width).fill(-Infinity)
  let top = -Infinity
  for (let k = 0; k <= n; k++) {
    if (truth >= 0 && (k < n ? labels[k] !== truth : labels.includes(truth))) continue
    for (let u = 0; u <= n; u++) {
      if (k === u && k < n) continue
      const ways = waysOf(k, unseen) + waysOf(u, k === n ? unseen - 1 : unseen)
      for (let e = 0; e < levels; e++) {
        const log = ways + (base[e] ?? 0) + (isRight[k * levels + e] ?? 0) + (isDrawn[u * levels + e] ?? 0)
        shares[k * width + u * levels + e] = log
        if (log > top) top = log
      }
    }
  }
  let total = 0
  for (let i = 0; i < shares.length; i++) total += shares[i] = Math.exp((shares[i] ?? 0) - top)
  for (let k = 0; k <= n; k++) {
    for (let u = 0; u <= n; u++) {
      for (let e = 0; e < levels; e++) {
        const share = (shares[k * width + u * levels + e] ?? 0) / total
        joint.right[k * levels + e] = (joint.right[k * levels + e] ?? 0) + share
        joint.drawn[u * levels + e] = (joint.drawn[u * levels + e] ?? 0) + share
        joint.level[e] = (joint.level[e] ?? 0) + share
      }
    }
  }
  return { labels, ...joint }
}
