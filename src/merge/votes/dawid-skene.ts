import {
  type CodedVotes,
  type FittedVotes,
  logit,
  normalize,
  type Steps,
  sigmoid,
  type VoteTable,
  voters,
  voteShare,
} from './vote-table.ts'

/** Votes' worth of trust that a source confuses labels as the average source of its accuracy does, times the labels. */
const rowStrength = 2
/** Votes' worth of trust that a source is as often right as the average. */
const accuracyStrength = 8

/**
 * How each source confuses labels (Dawid and Skene 1979), by expectation maximisation from the vote shares. Hierarchical:
 * a source with few votes is taken to confuse labels as all sources together do, scaled to its own accuracy.
 * Known truths are held fixed. A step is a round; cost of one: votes × labels, up to 40 rounds.
 */
export function* fitDawidSkene(table: VoteTable): Steps<FittedVotes> {
  const { labels, tasks } = table
  const beliefs = new Float64Array(tasks.length * labels)
  tasks.forEach((task, t) => beliefs.set(voteShare(task, labels), t * labels))
  clamp(beliefs, table)
  const rounds = roundsFor(table)
  let confusions = maximize(table, beliefs)
  for (let round = 1; round < rounds; round++) {
    yield
    const moved = expect(table, confusions, beliefs)
    confusions = maximize(table, beliefs)
    if (moved < 1e-3) break
  }
  return confusionModel(confusions, table)
}

/** The fewer votes there are for each pair of labels that a source may confuse, the sooner it is time to stop: later rounds only fit chance. */
function roundsFor(table: VoteTable): number {
  return Math.min(40, 3 + Math.round(voters(table) / (table.sources * table.labels * table.labels)))
}

/** Shares of votes and their logarithms, index `(source * labels + vote) * labels + truth`; the last source is one never seen. */
interface Confusions {
  readonly emission: Float64Array
  readonly logs: Float64Array
  readonly logPrior: Float64Array
}

function clamp(beliefs: Float64Array, { truth, labels }: VoteTable): void {
  truth.forEach((label, t) => {
    if (label >= 0) beliefs.fill(0, t * labels, (t + 1) * labels)[t * labels + label] = 1
  })
}

/** What these confusions make of every task whose truth is not known; the most that any belief moved. */
function expect(table: VoteTable, { logs, logPrior }: Confusions, beliefs: Float64Array): number {
  const { labels } = table
  const scores = new Float64Array(labels)
  let moved = 0
  for (const [t, { source, label }] of table.tasks.entries()) {
    if ((table.truth[t] ?? -1) >= 0) continue
    scores.set(logPrior)
    for (let v = 0; v < source.length; v++) {
      const at = ((source[v] ?? 0) * labels + (label[v] ?? 0)) * labels
      for (let k = 0; k < labels; k++) scores[k] = (scores[k] ?? 0) + (logs[at + k] ?? 0)
    }
    normalize(scores)
    for (let k = 0; k < labels; k++) {
      const step = Math.abs((scores[k] ?? 0) - (beliefs[t * labels + k] ?? 0))
      if (step > moved) moved = step
    }
    beliefs.set(scores, t * labels)
  }
  return moved
}

/** The confusions that fit these beliefs about every task. */
function maximize(table: VoteTable, beliefs: Float64Array): Confusions {
  const { labels, sources } = table
  const cells = labels * labels
  const counts = new Float64Array((sources + 1) * cells)
  const prior = new Float64Array(labels).fill(0.1)
  for (const [t, { source, label }] of table.tasks.entries()) {
    const from = t * labels
    for (let k = 0; k < labels; k++) prior[k] = (prior[k] ?? 0) + (beliefs[from + k] ?? 0)
    for (let v = 0; v < source.length; v++) {
      const at = ((source[v] ?? 0) * labels + (label[v] ?? 0)) * labels
      for (let k = 0; k < labels; k++) counts[at + k] = (counts[at + k] ?? 0) + (beliefs[from + k] ?? 0)
    }
  }
  const pooled = new Float64Array(cells).fill(0.1)
  for (let at = 0; at < sources * cells; at++) pooled[at % cells] = (pooled[at % cells] ?? 0) + (counts[at] ?? 0)
  const average = accuracy(pooled, 0, labels)
  const poolRate = average.right / average.total
  const rows = rowsOf(pooled, labels)
  const emission = new Float64Array(counts.length)
  for (let s = 0; s <= sources; s++) {
    const own = accuracy(counts, s * cells, labels)
    const expected = sigmoid(logit(poolRate) + (table.lead[s] ?? 0))
    const rate = (own.right + accuracyStrength * expected) / (own.total + accuracyStrength)
    const shift = logit(rate) - logit(poolRate)
    for (let k = 0; k < labels; k++) fillRow(emission, s * cells, k, labels, rows, shift, counts)
  }
  let total = 0
  for (const weight of prior) total += weight
  return { emission, logs: emission.map(Math.log), logPrior: prior.map(weight => Math.log(weight / total)) }
}

function fillRow(
  emission: Float64Array,
  from: number,
  truth: number,
  labels: number,
  rows: Float64Array,
  shift: number,
  counts: Float64Array,
): void {
  const diagonal = rows[truth * labels + truth] ?? 0
  const right = sigmoid(logit(diagonal) + shift)
  const strength = rowStrength * labels
  let total = 0
  for (let l = 0; l < labels; l++) total += counts[from + l * labels + truth] ?? 0
  for (let l = 0; l < labels; l++) {
    const usual = l === truth ? right : ((rows[l * labels + truth] ?? 0) / (1 - diagonal)) * (1 - right)
    const at = from + l * labels + truth
    emission[at] = ((counts[at] ?? 0) + strength * usual) / (total + strength)
  }
}

function confusionModel({ emission, logs, logPrior }: Confusions, { labels, sources }: VoteTable): FittedVotes {
  const rowOf = (source: number): number => (source >= 0 && source < sources ? source : sources)
  const posterior = ({ source, label, power }: CodedVotes): Float64Array => {
    const scores = logPrior.slice()
    for (let v = 0; v < source.length; v++) {
      const at = (rowOf(source[v] ?? -1) * labels + (label[v] ?? 0)) * labels
      const weight = power?.[v] ?? 1
      for (let k = 0; k < labels; k++) scores[k] = (scores[k] ?? 0) + weight * (logs[at + k] ?? 0)
    }
    return normalize(scores)
  }
  const chance = (source: number, truth: number, label: number): number =>
    emission[(rowOf(source) * labels + label) * labels + truth] ?? 0
  return {
    posterior,
    chance,
    likelihood: (votes, source, label) =>
      posterior(votes).reduce((sum, share, k) => sum + share * chance(source, k, label), 0),
  }
}

/** By truth, the share of each vote: same index as the counts. */
function rowsOf(counts: Float64Array, labels: number): Float64Array {
  const rows = counts.slice()
  for (let k = 0; k < labels; k++) {
    let total = 0
    for (let l = 0; l < labels; l++) total += counts[l * labels + k] ?? 0
    for (let l = 0; l < labels; l++) rows[l * labels + k] = (counts[l * labels + k] ?? 0) / total
  }
  return rows
}

function accuracy(counts: Float64Array, from: number, labels: number): { right: number; total: number } {
  let right = 0
  let total = 0
  for (let l = 0; l < labels; l++) {
    for (let k = 0; k < labels; k++) total += counts[from + l * labels + k] ?? 0
    right += counts[from + l * labels + l] ?? 0
  }
  return { right, total }
}
