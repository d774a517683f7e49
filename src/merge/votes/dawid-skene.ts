import {
  type CodedVotes,
  clamped,
  type FittedVotes,
  logit,
  normalize,
  sigmoid,
  type VoteTable,
  voteShare,
} from './vote-table.ts'

/** Votes' worth of trust that a source confuses labels as the average source of its accuracy does, times the labels. */
const rowStrength = 2
/** Votes' worth of trust that a source is as often right as the average. */
const accuracyStrength = 8

/**
 * How each source confuses labels (Dawid and Skene 1979), by expectation maximisation from the vote shares. Hierarchical:
 * a source with few votes is taken to confuse labels as all sources together do, scaled to its own accuracy.
 * Known truths are held fixed. Cost: votes × labels a round, up to 40 rounds.
 */
export function fitDawidSkene(table: VoteTable): FittedVotes {
  const { labels, sources } = table
  const rounds = roundsFor(table)
  let beliefs = table.tasks.map((task, t) => clamped(voteShare(task, labels), table.truth[t] ?? -1))
  let fitted = maximize(table, beliefs)
  for (let round = 1; round < rounds; round++) {
    const next = table.tasks.map((task, t) => clamped(fitted.posterior(task), table.truth[t] ?? -1))
    const moved = next.reduce((most, belief, t) => Math.max(most, distance(belief, beliefs[t])), 0)
    beliefs = next
    fitted = maximize(table, beliefs)
    if (moved < 1e-3) break
  }
  return sources === 0 ? fitted : maximize(table, beliefs)
}

/** The fewer votes there are for each pair of labels that a source may confuse, the sooner it is time to stop: later rounds only fit chance. */
function roundsFor({ tasks, sources, labels }: VoteTable): number {
  const votes = tasks.reduce((sum, task) => sum + task.source.length, 0)
  return Math.min(40, 3 + Math.round(votes / (sources * labels * labels)))
}

/** The confusions that fit these beliefs about every task. */
export function maximize(table: VoteTable, beliefs: readonly Float64Array[]): FittedVotes {
  const { labels, sources } = table
  const counts = new Float64Array(sources * labels * labels)
  const pooled = new Float64Array(labels * labels).fill(0.1)
  const prior = new Float64Array(labels).fill(0.1)
  table.tasks.forEach((task, t) => {
    const belief = beliefs[t] ?? new Float64Array(labels)
    for (let k = 0; k < labels; k++) {
      const share = belief[k] ?? 0
      if (share === 0) continue
      prior[k] = (prior[k] ?? 0) + share
      for (let v = 0; v < task.source.length; v++) {
        const label = task.label[v] ?? 0
        const at = ((task.source[v] ?? 0) * labels + k) * labels + label
        counts[at] = (counts[at] ?? 0) + share
        pooled[k * labels + label] = (pooled[k * labels + label] ?? 0) + share
      }
    }
  })
  const rows = rowsOf(pooled, labels)
  const average = accuracy(pooled, 0, labels)
  const poolRate = average.right / average.total
  const emission = new Float64Array((sources + 1) * labels * labels)
  for (let s = 0; s <= sources; s++) {
    const own = s < sources ? accuracy(counts, s, labels) : { right: 0, total: 0 }
    const expected = sigmoid(logit(poolRate) + (table.lead[s] ?? 0))
    const rate = (own.right + accuracyStrength * expected) / (own.total + accuracyStrength)
    const shift = logit(rate) - logit(poolRate)
    for (let k = 0; k < labels; k++) {
      const at = (s * labels + k) * labels
      fillRow(emission, at, k, labels, rows, shift, s < sources ? counts : undefined)
    }
  }
  let total = 0
  for (const weight of prior) total += weight
  return confusionModel(
    emission,
    prior.map(weight => Math.log(weight / total)),
    labels,
    sources,
  )
}

function fillRow(
  emission: Float64Array,
  at: number,
  truth: number,
  labels: number,
  rows: Float64Array,
  shift: number,
  counts: Float64Array | undefined,
): void {
  const diagonal = rows[truth * labels + truth] ?? 0
  const right = sigmoid(logit(diagonal) + shift)
  const strength = rowStrength * labels
  let total = 0
  if (counts) for (let l = 0; l < labels; l++) total += counts[at + l] ?? 0
  for (let l = 0; l < labels; l++) {
    const usual = l === truth ? right : ((rows[truth * labels + l] ?? 0) / (1 - diagonal)) * (1 - right)
    emission[at + l] = ((counts?.[at + l] ?? 0) + strength * usual) / (total + strength)
  }
}

function confusionModel(emission: Float64Array, logPrior: Float64Array, labels: number, sources: number): FittedVotes {
  const logs = emission.map(Math.log)
  const rowOf = (source: number): number => (source >= 0 && source < sources ? source : sources)
  const posterior = (votes: CodedVotes): Float64Array => {
    const scores = logPrior.slice()
    for (let v = 0; v < votes.source.length; v++) {
      const at = rowOf(votes.source[v] ?? -1) * labels * labels + (votes.label[v] ?? 0)
      const power = votes.power[v] ?? 1
      for (let k = 0; k < labels; k++) scores[k] = (scores[k] ?? 0) + power * (logs[at + k * labels] ?? 0)
    }
    return normalize(scores)
  }
  const expected = (belief: Float64Array, source: number, label: number): number => {
    const at = rowOf(source) * labels * labels + label
    return belief.reduce((sum, share, k) => sum + share * (emission[at + k * labels] ?? 0), 0)
  }
  return { posterior, expected, likelihood: (votes, source, label) => expected(posterior(votes), source, label) }
}

function rowsOf(counts: Float64Array, labels: number): Float64Array {
  const rows = counts.slice()
  for (let k = 0; k < labels; k++) {
    let total = 0
    for (let l = 0; l < labels; l++) total += counts[k * labels + l] ?? 0
    for (let l = 0; l < labels; l++) rows[k * labels + l] = (counts[k * labels + l] ?? 0) / total
  }
  return rows
}

function accuracy(counts: Float64Array, source: number, labels: number): { right: number; total: number } {
  let right = 0
  let total = 0
  for (let k = 0; k < labels; k++) {
    for (let l = 0; l < labels; l++) {
      const count = counts[(source * labels + k) * labels + l] ?? 0
      total += count
      if (k === l) right += count
    }
  }
  return { right, total }
}

function distance(a: Float64Array, b: Float64Array | undefined): number {
  return a.reduce((most, share, k) => Math.max(most, Math.abs(share - (b?.[k] ?? 0))), 0)
}
