import { type Random, seededRandom } from '../../runtime/index.ts'
import { fitDawidSkene } from './dawid-skene.ts'
import { fitDistractors, type FittedDistractors } from './distractor-model.ts'
import { type FittedWeights, fitWeights } from './fitted-weights.ts'
import { agreementRates, foreseesBetter, holdOut } from './held-out.ts'
import { distractorExponent, humbled, humilityOf } from './humility.ts'
import { type Advice, adviceOf } from './single-or-merge.ts'
import {
  Codebook,
  type CodedVotes,
  type FittedVotes,
  type SourceVote,
  type Steps,
  type VoteTable,
  type VoteTask,
  voteShare,
} from './vote-table.ts'

/** Everything that was learned from a set of tasks, with the names behind the numbers. */
export interface Fit {
  readonly labels: Codebook
  readonly sources: Codebook
  readonly kinds: Codebook
  readonly table: VoteTable
  readonly belief: FittedVotes
  /** Where enough truths were known. */
  readonly weights?: FittedWeights
  /** The power by which voters count for fewer than they are; see `humility.ts`. */
  readonly humility: number
  /** How often each source says what is believed, at every kind of task, index `source * (kinds + 1) + kind`; the last is all kinds. */
  readonly rates: Float64Array
  readonly advice?: Advice
}

/** The labels are chosen by this much vote share beside the model's belief: models of votes overrate their own subtlety. */
const shareInChoice = 0.45
const closedUpTo = 12
/** Tasks on which kinds of models are compared. */
const comparedOn = 2000

export interface FitOptions {
  readonly mode: 'closed' | 'open' | 'auto'
  readonly minTruths: number
}

/** Fits to tasks. Deterministic. A step is one round over a part of the votes; some 20 to 60 of them. */
export function* fitVotes(tasks: readonly VoteTask[], { mode, minTruths }: FitOptions): Steps<Fit> {
  const labels = new Codebook()
  for (const { votes, truth } of tasks) {
    for (const vote of votes) labels.code(vote.label)
    if (truth !== undefined) labels.code(truth)
  }
  const books = { labels, sources: new Codebook(), kinds: new Codebook() }
  const table = encode(tasks, books, mode === 'open' || (mode === 'auto' && labels.size > closedUpTo))
  const random = seededRandom('vote-model')
  const known = table.truth.flatMap((truth, t) => (truth < 0 ? [] : [t]))
  const hasTruths = known.length >= minTruths
  const { fit: fitBelief, exponent } = yield* chooseBelief(table, random, hasTruths)
  const belief = yield* fitBelief(table)
  const humility = exponent ?? humilityOf(belief, table, sample(table, comparedOn, random), random)
  const parts = { ...books, table, belief, humility, rates: agreementRates(belief, table) }
  if (!hasTruths) return parts
  const unseen = yield* beliefsWithoutTruth(table, known, fitBelief, random)
  const labelled = known.flatMap((t, i) => {
    const [votes, truth, byModel] = [table.tasks[t], table.truth[t], unseen[i]]
    return votes && truth !== undefined && byModel ? [{ votes, belief: byModel, truth, kind: table.kind[t] ?? -1 }] : []
  })
  const weights = yield* fitWeights(table, labelled)
  const merged = labelled.map(({ votes, belief: byModel, kind }) => argmax(weights.posterior(votes, byModel, kind)))
  const advice = adviceOf(table, labelled, merged, books.sources.texts)
  return { ...parts, weights, ...(advice && { advice }) }
}

function encode(
  tasks: readonly VoteTask[],
  { labels, sources, kinds }: Pick<Fit, 'labels' | 'sources' | 'kinds'>,
  open: boolean,
): VoteTable {
  const coded: CodedVotes[] = []
  const truth: number[] = []
  const kind: number[] = []
  let most = 0
  for (const task of tasks) {
    const book = open ? localBook(task.votes) : labels
    coded.push({
      source: Int32Array.from(task.votes, vote => sources.code(vote.source)),
      label: Int32Array.from(task.votes, vote => book.code(vote.label)),
    })
    truth.push(task.truth === undefined ? -1 : book.code(task.truth))
    kind.push(task.kind === undefined ? -1 : kinds.code(task.kind))
    most = Math.max(most, book.size)
  }
  return {
    tasks: coded,
    truth,
    kind,
    open,
    labels: open ? Math.max(10, most + 1) : Math.max(2, labels.size),
    sources: sources.size,
    kinds: kinds.size,
    lead: leads(tasks, sources),
  }
}

/** What is believed of one task, and the order in which its labels are preferred. */
export function judge(
  fit: Fit,
  votes: CodedVotes,
  kind: number,
): { readonly posterior: Float64Array; readonly rank: Float64Array; readonly fitted: boolean } {
  const belief = fit.belief.posterior(votes)
  if (fit.weights) {
    const posterior = fit.weights.posterior(votes, belief, kind)
    return { posterior, rank: posterior, fitted: true }
  }
  const share = voteShare(votes, fit.table.labels)
  const rank = belief.map((p, k) => (1 - shareInChoice) * p + shareInChoice * (share[k] ?? 0))
  return { posterior: humbled(belief, powerOf(fit, votes)), rank, fitted: false }
}

function powerOf({ humility }: Fit, { source, power }: CodedVotes): number {
  const voters = power ? power.reduce((sum, share) => sum + share, 0) : source.length
  return Math.max(1, voters) ** -humility
}

type FitBelief = (table: VoteTable) => Steps<FittedVotes>

/** A kind of model, and how far it overrates the independence of voters where that need not be measured. */
interface BeliefKind {
  readonly fit: FitBelief
  readonly exponent?: number
}

/** A model of distractors that overrules the plurality in more of the tasks than this has taken right for wrong. */
const mostOverruled = 0.35

/**
 * Which kind of model foresees the votes set aside best: the confusions of labels, or distractors, or these and levels of
 * difficulty. Distractors that overrule the plurality too often are not believed without truths that bear it out. Compared
 * on a sample, from where the model of distractors is then taken further.
 */
function* chooseBelief(table: VoteTable, random: Random, hasTruths: boolean): Steps<BeliefKind> {
  const { rest, held } = holdOut(sample(table, comparedOn, random), random)
  const fallback: BeliefKind = rest.open ? { fit: byShare, exponent: 0 } : { fit: fitDawidSkene }
  if (rest.labels < 3) return fallback
  const flat = yield* fitDistractors(rest, 1)
  if (!rest.open && !foreseesBetter(flat, yield* fallback.fit(rest), held)) return fallback
  const steep = yield* fitDistractors(rest, 3)
  const further = (levels: number, { rates }: FittedDistractors): BeliefKind => ({
    fit: given => fitDistractors(given, levels, rates),
    exponent: distractorExponent,
  })
  if (foreseesBetter(steep, flat, held) && (hasTruths || overruled(steep, rest) <= mostOverruled)) {
    return further(3, steep)
  }
  return hasTruths || overruled(flat, rest) <= mostOverruled ? further(1, flat) : fallback
}

function* byShare({ labels }: VoteTable): Steps<FittedVotes> {
  yield
  return {
    posterior: votes => voteShare(votes, labels),
    likelihood: () => 1 / labels,
    chance: () => 1 / labels,
  }
}

/** The share of tasks in which a model prefers another label than most voters. */
function overruled(model: FittedVotes, table: VoteTable): number {
  const against = table.tasks.filter(votes => {
    const share = voteShare(votes, table.labels)
    return (share[argmax(model.posterior(votes))] ?? 0) < Math.max(...share)
  })
  return against.length / Math.max(1, table.tasks.length)
}

/** About `size` of the tasks. */
function sample(table: VoteTable, size: number, random: Random): VoteTable {
  const kept = table.tasks.map(() => random() * table.tasks.length < size)
  const among = <T>(list: readonly T[]): readonly T[] => list.filter((_, t) => kept[t])
  return { ...table, tasks: among(table.tasks), truth: among(table.truth), kind: among(table.kind) }
}

/** For each known task, what a model believes that was told only the other half of the truths. */
function* beliefsWithoutTruth(
  table: VoteTable,
  known: readonly number[],
  fitBelief: FitBelief,
  random: Random,
): Steps<readonly (Float64Array | undefined)[]> {
  const half = new Map(known.map(t => [t, random() < 0.5]))
  const without = (side: boolean): Steps<FittedVotes> =>
    fitBelief({ ...table, truth: table.truth.map((truth, t) => (half.get(t) === side ? -1 : truth)) })
  const models = { true: yield* without(true), false: yield* without(false) }
  return known.map(t => {
    const votes = table.tasks[t]
    return votes && models[`${half.get(t) === true}`].posterior(votes)
  })
}

/** The labels of one task, in an order that does not depend on that of the votes. */
export function localBook(votes: readonly SourceVote[]): Codebook {
  const book = new Codebook()
  for (const label of votes.map(vote => vote.label).sort()) book.code(label)
  return book
}

/** By source: its believed skill in log-odds above the average of those whose skill is believed. */
function leads(tasks: readonly VoteTask[], sources: Codebook): readonly number[] {
  const sums = sources.texts.map(() => ({ total: 0, votes: 0 }))
  for (const task of tasks) {
    for (const { source, skill } of task.votes) {
      const sum = sums[sources.find(source)]
      if (!sum || skill === undefined || !(skill >= 0 && skill <= 1)) continue
      const p = Math.min(0.99, Math.max(0.01, skill))
      sum.total += Math.log(p / (1 - p))
      sum.votes++
    }
  }
  const voiced = sums.filter(sum => sum.votes > 0)
  const average = voiced.reduce((all, sum) => all + sum.total / sum.votes, 0) / Math.max(1, voiced.length)
  return sums.map(sum => (sum.votes === 0 ? 0 : sum.total / sum.votes - average))
}

function argmax(values: Float64Array): number {
  return values.reduce((best, value, i) => (value > (values[best] ?? -Infinity) ? i : best), 0)
}
