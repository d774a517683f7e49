import { DistractorBelief, type DistractorRates } from './distractor-belief.ts'
import { type FittedVotes, logit, type Steps, sigmoid, type VoteTable, voteShare } from './vote-table.ts'

/** Votes' worth of trust that a source does as its ability and the difficulty let expect. */
const strength = 30
const floor = 0.005
const rounds = 40
/** Rates that fit a part of the tasks need few rounds to fit all. */
const warmRounds = 5

/** The model and the rates behind it. */
export interface FittedDistractors extends FittedVotes {
  readonly rates: DistractorRates
}

/**
 * Votes on tasks that have a distractor: a wrong label that attracts those who do not know, so that weak sources err
 * together. Each task is of one of a few levels of difficulty. Agreement of sources that are no more often right than
 * drawn to the distractor then proves nothing, where independent errors would make it count double. Labels are
 * exchangeable: only who agrees with whom is used, so it fits labels that differ from task to task.
 *
 * A level in which truth and distractor were taken for each other is recognised by the good sources of the easiest level
 * doing worst in it, and turned round. Fitted by expectation maximisation, or taken further `from` rates that fitted a part
 * of the tasks. A step is a round; cost of one: votes × levels plus, per task, levels × distinct labels.
 */
export function* fitDistractors(table: VoteTable, levels: number, from?: DistractorRates): Steps<FittedDistractors> {
  let rates = from ?? start(table, levels)
  for (let round = 0; round < (from ? warmRounds : rounds); round++) {
    const next = improve(table, rates, levels)
    const moved = next.right.reduce((most, rate, at) => Math.max(most, Math.abs(rate - (rates.right[at] ?? 0))), 0)
    rates = next
    if (moved < 2e-3) break
    yield
  }
  return { ...distractorModel(rates, table, levels), rates }
}

function start(table: VoteTable, levels: number): DistractorRates {
  const right = new Float64Array(table.sources + 1)
  const votes = new Float64Array(table.sources + 1)
  table.tasks.forEach((task, t) => {
    const truth = table.truth[t] ?? -1
    const share = voteShare(task, table.labels)
    task.label.forEach((label, v) => {
      const source = task.source[v] ?? 0
      right[source] = (right[source] ?? 0) + (truth < 0 ? (share[label] ?? 0) : Number(label === truth))
      votes[source] = (votes[source] ?? 0) + 1
    })
  })
  const average = (sum(right) + 1) / (sum(votes) + 2)
  const spread = (level: number): number => (levels > 1 ? 1.5 - (3 * level) / (levels - 1) : 0)
  const rates = Float64Array.from({ length: (table.sources + 1) * levels }, (_, at) => {
    const source = Math.floor(at / levels)
    const rate = ((right[source] ?? 0) + 4 * average) / ((votes[source] ?? 0) + 4)
    return sigmoid(logit(clip(rate, 0.02, 0.98)) + (table.lead[source] ?? 0) + spread(at % levels))
  })
  return withLogs(
    rates,
    new Float64Array(rates.length).fill(0.5),
    new Float64Array(levels).fill(1 / levels),
    table.labels,
  )
}

function withLogs(right: Float64Array, drawn: Float64Array, level: Float64Array, labels: number): DistractorRates {
  const other = right.map((p, at) => Math.log(((1 - p) * (1 - (drawn[at] ?? 0))) / Math.max(1, labels - 2)))
  const logs = {
    other,
    right: right.map((p, at) => Math.log(p) - (other[at] ?? 0)),
    drawn: right.map((p, at) => Math.log((1 - p) * (drawn[at] ?? 0)) - (other[at] ?? 0)),
  }
  return { right, drawn, level, logs }
}

function improve(table: VoteTable, parameters: DistractorRates, levels: number): DistractorRates {
  const size = (table.sources + 1) * levels
  const right = new Float64Array(size)
  const drawn = new Float64Array(size)
  const total = new Float64Array(size)
  const level = new Float64Array(levels).fill(1)
  const belief = new DistractorBelief(table, levels)
  for (const [t, task] of table.tasks.entries()) {
    belief.of(task, parameters, table.truth[t] ?? -1)
    for (let e = 0; e < levels; e++) level[e] = (level[e] ?? 0) + (belief.level[e] ?? 0)
    for (let v = 0; v < task.label.length; v++) {
      const slot = belief.slotOf(task.label[v] ?? 0) * levels
      const at = (task.source[v] ?? 0) * levels
      for (let e = 0; e < levels; e++) {
        right[at + e] = (right[at + e] ?? 0) + (belief.right[slot + e] ?? 0)
        drawn[at + e] = (drawn[at + e] ?? 0) + (belief.drawn[slot + e] ?? 0)
        total[at + e] = (total[at + e] ?? 0) + (belief.level[e] ?? 0)
      }
    }
  }
  const share = sum(level)
  const rates = shrink(right, drawn, total, table.sources, levels)
  return withLogs(
    rates.right,
    rates.drawn,
    level.map(weight => weight / share),
    table.labels,
  )
}

/** Rates from counts, drawn towards what each source's ability and each level's difficulty let expect. */
function shrink(
  right: Float64Array,
  drawn: Float64Array,
  total: Float64Array,
  sources: number,
  levels: number,
): Pick<DistractorRates, 'right' | 'drawn'> {
  const column = (counts: Float64Array, e: number): number => {
    let all = 0
    for (let s = 0; s < sources; s++) all += counts[s * levels + e] ?? 0
    return all
  }
  for (let e = 1; e < levels; e++)
    if (isReversed(right, total, sources, levels, e)) swap(right, drawn, sources, levels, e)
  const meanRight = Array.from({ length: levels }, (_, e) =>
    clip((column(right, e) + 1) / (column(total, e) + 2), 0.01, 0.99),
  )
  const meanDrawn = Array.from({ length: levels }, (_, e) =>
    Math.min(0.95, (column(drawn, e) + 1) / (column(total, e) - column(right, e) + 2)),
  )
  const rates = { right: new Float64Array(right.length), drawn: new Float64Array(right.length) }
  for (let s = 0; s <= sources; s++) {
    const ability = abilityOf(s, right, total, meanRight)
    for (let e = 0; e < levels; e++) {
      const at = s * levels + e
      const expected = sigmoid(logit(meanRight[e] ?? 0.5) + ability)
      const wrong = (total[at] ?? 0) - (right[at] ?? 0)
      rates.right[at] = clip(((right[at] ?? 0) + strength * expected) / ((total[at] ?? 0) + strength), floor, 1 - floor)
      rates.drawn[at] = Math.min(0.97, ((drawn[at] ?? 0) + strength * (meanDrawn[e] ?? 0.5)) / (wrong + strength))
    }
  }
  return rates
}

/** How much better than the average a source is at every level, in log-odds: the maximum a posteriori under a standard normal. */
function abilityOf(source: number, right: Float64Array, total: Float64Array, mean: readonly number[]): number {
  let ability = 0
  for (let step = 0; step < 6; step++) {
    let slope = -ability
    let curvature = 1
    mean.forEach((rate, e) => {
      const at = source * mean.length + e
      const expected = sigmoid(logit(rate) + ability)
      slope += (right[at] ?? 0) - (total[at] ?? 0) * expected
      curvature += (total[at] ?? 0) * expected * (1 - expected)
    })
    ability += clip(slope / curvature, -1, 1)
  }
  return ability
}

/** Do the sources that are good at the easiest level do badly at this one? */
function isReversed(right: Float64Array, total: Float64Array, sources: number, levels: number, level: number): boolean {
  const rate = (s: number, e: number): number =>
    logit(((right[s * levels + e] ?? 0) + 2) / ((total[s * levels + e] ?? 0) + 4))
  const weight = (s: number): number => {
    let votes = 0
    for (let e = 0; e < levels; e++) votes += total[s * levels + e] ?? 0
    return votes
  }
  let votes = 0
  let easy = 0
  let here = 0
  for (let s = 0; s < sources; s++) {
    votes += weight(s)
    easy += weight(s) * rate(s, 0)
    here += weight(s) * rate(s, level)
  }
  let covariance = 0
  for (let s = 0; s < sources; s++) {
    covariance += weight(s) * (rate(s, 0) - easy / votes) * (rate(s, level) - here / votes)
  }
  return covariance < 0
}

function swap(right: Float64Array, drawn: Float64Array, sources: number, levels: number, level: number): void {
  for (let s = 0; s < sources; s++) {
    const at = s * levels + level
    const before = right[at] ?? 0
    right[at] = drawn[at] ?? 0
    drawn[at] = before
  }
}

function distractorModel(parameters: DistractorRates, table: VoteTable, levels: number): FittedVotes {
  const belief = new DistractorBelief(table, levels)
  const atLevels = (part: Float64Array, slot: number): number => {
    let all = 0
    for (let at = slot * levels; at < (slot + 1) * levels; at++) all += part[at] ?? 0
    return all
  }
  const rowOf = (source: number): number => (source >= 0 && source < table.sources ? source : table.sources) * levels
  return {
    posterior(votes) {
      belief.of(votes, parameters, -1)
      const n = belief.distinct
      const rest = atLevels(belief.right, n) / Math.max(1, table.labels - n)
      const posterior = new Float64Array(table.labels).fill(rest)
      for (let slot = 0; slot < n; slot++) posterior[belief.labels[slot] ?? 0] = atLevels(belief.right, slot)
      return posterior
    },
    chance(source, truth, label) {
      const at = rowOf(source)
      const rate = parameters.level.reduce((all, share, e) => all + share * (parameters.right[at + e] ?? 0.5), 0)
      return truth === label ? rate : (1 - rate) / (table.labels - 1)
    },
    likelihood(votes, source, label) {
      belief.of(votes, parameters, -1)
      const slot = belief.slotOf(label)
      const among = slot === belief.distinct ? Math.max(1, table.labels - belief.distinct) : 1
      const at = rowOf(source)
      let likelihood = 0
      for (let e = 0; e < levels; e++) {
        const p = parameters.right[at + e] ?? 0.5
        const q = parameters.drawn[at + e] ?? 0.5
        const right = (belief.right[slot * levels + e] ?? 0) / among
        const drawn = (belief.drawn[slot * levels + e] ?? 0) / among
        const neither = Math.max(0, (belief.level[e] ?? 0) - right - drawn)
        likelihood += right * p + drawn * (1 - p) * q + (neither * (1 - p) * (1 - q)) / Math.max(1, table.labels - 2)
      }
      return likelihood
    },
  }
}

function sum(values: Float64Array): number {
  let total = 0
  for (const value of values) total += value
  return total
}

function clip(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}
