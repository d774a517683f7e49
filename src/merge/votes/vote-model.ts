import { type Fault, InvalidOptionsError } from '../../errors/index.ts'
import { type Random, seededRandom } from '../../runtime/index.ts'
import { fitDawidSkene } from './dawid-skene.ts'
import { fitDistractors } from './distractor-model.ts'
import { type FittedWeights, fitWeights } from './fitted-weights.ts'
import { agreementRates, caution, foresight, holdOut } from './held-out.ts'
import { type Advice, adviceOf } from './single-or-merge.ts'
import {
  Codebook,
  type CodedVotes,
  type FittedVotes,
  type SourceVote,
  type VoteTable,
  type VoteTask,
  voteShare,
} from './vote-table.ts'

export interface VoteModelOptions {
  /** Do labels mean the same in every task (`closed`), or only within one (`open`)? Default `auto`: closed up to 12 labels. */
  readonly labels?: 'closed' | 'open' | 'auto'
  /** Tasks kept, the newest. Default 20 000. */
  readonly maxTasks?: number
  /** Tasks needed before anything is believed of the sources. Default 20. */
  readonly minTasks?: number
  /** Truths needed before weights are fitted to them. Default 50. */
  readonly minTruths?: number
}

/** What a vote comes to. */
export interface Verdict {
  /** Labels that got votes, best first; their shares leave room for labels that nobody named. */
  readonly labels: readonly { readonly label: string; readonly posterior: number }[]
  /** What the weights rest on: known truths, or agreement alone. */
  readonly basis: 'truths' | 'agreement'
}

/** How a belief about a task becomes a verdict: fitted to truths, or by caution where there are none. */
interface Fit {
  readonly labels: Codebook
  readonly open: boolean
  readonly table: VoteTable
  readonly belief: FittedVotes
  readonly weights?: FittedWeights
  readonly caution: number
  readonly rates: Float64Array
  readonly advice?: Advice
}

/** The labels are chosen by this much vote share beside the model's belief: models of votes overrate their own subtlety. */
const shareInChoice = 0.45
const closedUpTo = 12
/** Tasks on which kinds of models are compared. */
const comparedOn = 2000
/** A fit is renewed when tasks or truths have grown by this factor. */
const growth = 1.25

/**
 * Learns from many votes how far each source is to be believed, with known truths or by agreement alone, and what to
 * believe of the next vote. Which sources confuse what (Dawid and Skene), or which err together on tasks with a
 * distractor, is decided by which foresees votes that were set aside. Deterministic: the same tasks give the same model.
 *
 * `posterior` is cheap; `learn` fits anew whenever a quarter has been added, at some 40 rounds over all votes kept.
 */
export class VoteModel {
  readonly #mode: 'closed' | 'open' | 'auto'
  readonly #maxTasks: number
  readonly #minTasks: number
  readonly #minTruths: number
  #tasks: VoteTask[] = []
  #truths = 0
  #seen = 0
  #fitAtTasks = 0
  #fitAtTruths = 0
  readonly #sources = new Codebook()
  readonly #kinds = new Codebook()
  #fit: Fit | undefined

  /** Throws `InvalidOptionsError`. */
  constructor(options: VoteModelOptions = {}) {
    const { labels = 'auto', maxTasks = 20_000, minTasks = 20, minTruths = 50 } = options
    const faults: Fault[] = []
    if (!['closed', 'open', 'auto'].includes(labels)) {
      faults.push({ path: 'labels', message: `"${labels}" is none of closed, open, auto` })
    }
    for (const [path, value] of Object.entries({ maxTasks, minTasks, minTruths })) {
      if (!(Number.isInteger(value) && value > 0))
        faults.push({ path, message: `${value} is not a whole number above 0` })
    }
    if (faults.length > 0) throw new InvalidOptionsError('VoteModel', faults)
    this.#mode = labels
    this.#maxTasks = maxTasks
    this.#minTasks = minTasks
    this.#minTruths = minTruths
  }

  /** Tasks kept. */
  get size(): number {
    return this.#tasks.length
  }

  /** Whether one of the members does better than the merge, as far as truths tell. */
  get advice(): Advice | undefined {
    return this.#fit?.advice
  }

  /** Was anything learned of this source? */
  knows(source: string): boolean {
    return this.skillOf(source) !== undefined
  }

  /** How often a source says what turns out to be believed, 0–1; `undefined` for one never seen. */
  skillOf(source: string): number | undefined {
    return this.#fit?.rates[this.#sources.find(source)]
  }

  /** Adds tasks, and fits anew when enough has come. A task without votes is ignored; a source's repeated vote counts once. */
  learn(tasks: Iterable<VoteTask>): void {
    for (const task of tasks) {
      if (task.votes.length === 0) continue
      this.#tasks.push({ ...task, votes: withoutRepeats(task.votes) })
      this.#seen++
      if (task.truth !== undefined) this.#truths++
    }
    if (this.#tasks.length > this.#maxTasks * 1.1) this.#tasks = this.#tasks.slice(-this.#maxTasks)
    const due = Math.max(this.#minTasks, this.#fitAtTasks * growth)
    const dueTruths = Math.max(this.#minTruths, this.#fitAtTruths * growth)
    if (this.#seen >= due || this.#truths >= dueTruths) this.fit()
  }

  /** Fits to everything kept, now. Does nothing below `minTasks`. */
  fit(): void {
    if (this.#tasks.length < this.#minTasks) return
    this.#fitAtTasks = this.#seen
    this.#fitAtTruths = this.#truths
    const labels = new Codebook()
    for (const { votes, truth } of this.#tasks) {
      for (const vote of votes) labels.code(vote.label)
      if (truth !== undefined) labels.code(truth)
    }
    const open = this.#mode === 'open' || (this.#mode === 'auto' && labels.size > closedUpTo)
    this.#fit = this.#fitTable(this.#encode(labels, open), labels)
  }

  /** What these votes come to; `undefined` before the first fit, for no votes, and for a closed label never seen. */
  posterior(votes: readonly SourceVote[], kind?: string, powers?: readonly number[]): Verdict | undefined {
    const fit = this.#fit
    if (!fit || votes.length === 0) return undefined
    const book = fit.open ? localBook(votes) : fit.labels
    if (votes.some(vote => book.find(vote.label) < 0) || (fit.open && book.size > fit.table.labels)) return undefined
    const coded: CodedVotes = {
      source: votes.map(vote => this.#sources.find(vote.source)),
      label: votes.map(vote => book.find(vote.label)),
      power: powers ?? votes.map(() => 1),
    }
    const { rank, posterior, fitted } = judge(fit, coded, kind === undefined ? -1 : this.#kinds.find(kind))
    return {
      labels: [...new Set(votes.map(vote => vote.label))]
        .map(label => ({ label, code: book.find(label) }))
        .sort((a, b) => (rank[b.code] ?? 0) - (rank[a.code] ?? 0) || (a.label < b.label ? -1 : 1))
        .map(({ label, code }) => ({ label, posterior: posterior[code] ?? 0 })),
      basis: fitted ? 'truths' : 'agreement',
    }
  }

  #encode(labels: Codebook, open: boolean): VoteTable {
    const tasks: CodedVotes[] = []
    const truth: number[] = []
    const kind: number[] = []
    let most = 0
    for (const task of this.#tasks) {
      const book = open ? localBook(task.votes) : labels
      tasks.push({
        source: task.votes.map(vote => this.#sources.code(vote.source)),
        label: task.votes.map(vote => book.code(vote.label)),
        power: task.votes.map(() => 1),
      })
      truth.push(task.truth === undefined ? -1 : book.code(task.truth))
      kind.push(task.kind === undefined ? -1 : this.#kinds.code(task.kind))
      most = Math.max(most, book.size)
    }
    return {
      tasks,
      truth,
      kind,
      open,
      labels: open ? Math.max(10, most + 1) : Math.max(2, labels.size),
      sources: this.#sources.size,
      kinds: this.#kinds.size,
      lead: leads(this.#tasks, this.#sources),
    }
  }

  #fitTable(table: VoteTable, labels: Codebook): Fit {
    const random = seededRandom('vote-model')
    const known = table.truth.flatMap((truth, t) => (truth < 0 ? [] : [t]))
    const hasTruths = known.length >= this.#minTruths
    const { rest, held } = holdOut(table, random)
    const fitBelief = chooseBelief(table, random, hasTruths)
    const belief = fitBelief(table)
    const parts = { labels, open: table.open, table, belief, rates: agreementRates(belief, table) }
    if (!hasTruths) return { ...parts, caution: caution(fitBelief(rest), rest, held) }
    const unseen = beliefsWithoutTruth(table, known, fitBelief, random)
    const labelled = known.flatMap((t, i) => {
      const [votes, trueLabel, byModel] = [table.tasks[t], table.truth[t], unseen[i]]
      return votes && trueLabel !== undefined && byModel
        ? [{ votes, belief: byModel, truth: trueLabel, kind: table.kind[t] ?? -1 }]
        : []
    })
    const weights = fitWeights(table, labelled)
    const merged = labelled.map(({ votes, belief, kind }) => argmax(weights.posterior(votes, belief, kind)))
    const advice = adviceOf(table, labelled, merged, this.#sources.texts)
    return { ...parts, weights, caution: 0, ...(advice && { advice }) }
  }
}

/** What is believed of one task, and the order in which its labels are preferred. */
function judge(
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
  const mixed = (alpha: number): Float64Array => belief.map((p, k) => (1 - alpha) * p + alpha * (share[k] ?? 0))
  return { posterior: mixed(fit.caution), rank: mixed(shareInChoice), fitted: false }
}

type FitBelief = (table: VoteTable) => FittedVotes

/** A model of distractors that overrules the plurality in more of the tasks than this has taken right for wrong. */
const mostOverruled = 0.35

/**
 * Which kind of model foresees the votes set aside best: the confusions of labels, or distractors, or these and levels of
 * difficulty. Distractors that overrule the plurality too often are not believed without truths that bear it out.
 */
function chooseBelief(table: VoteTable, random: Random, hasTruths: boolean): FitBelief {
  const { rest, held } = holdOut(sample(table, comparedOn, random), random)
  const flat: FitBelief = given => fitDistractors(given, 1)
  const steep: FitBelief = given => fitDistractors(given, 3)
  const fallback = rest.open ? byShare : fitDawidSkene
  if (rest.labels < 3) return fallback
  const flatScore = foresight(flat(rest), held)
  if (!rest.open && foresight(fallback(rest), held) >= flatScore) return fallback
  const distractors = foresight(steep(rest), held) > flatScore ? [steep, flat] : [flat]
  return distractors.find(fit => hasTruths || overruled(fit(rest), rest) <= mostOverruled) ?? fallback
}

const byShare: FitBelief = ({ labels }) => ({
  posterior: votes => voteShare(votes, labels),
  likelihood: () => 1 / labels,
  expected: () => 1 / labels,
})

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
function beliefsWithoutTruth(
  table: VoteTable,
  known: readonly number[],
  fitBelief: (table: VoteTable) => FittedVotes,
  random: Random,
): readonly (Float64Array | undefined)[] {
  const half = new Map(known.map(t => [t, random() < 0.5]))
  const without = (side: boolean): FittedVotes =>
    fitBelief({ ...table, truth: table.truth.map((truth, t) => (half.get(t) === side ? -1 : truth)) })
  const models = { true: without(true), false: without(false) }
  return known.map(t => {
    const votes = table.tasks[t]
    return votes && models[`${half.get(t) === true}`].posterior(votes)
  })
}

function withoutRepeats(votes: readonly SourceVote[]): readonly SourceVote[] {
  const seen = new Set<string>()
  return votes.filter(({ source, label }) => {
    const key = JSON.stringify([source, label])
    return !seen.has(key) && seen.add(key)
  })
}

/** The labels of one task, in an order that does not depend on that of the votes. */
function localBook(votes: readonly SourceVote[]): Codebook {
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
