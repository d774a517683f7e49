import { type Random, seededRandom } from '../../runtime/index.ts'
import { beliefsWithoutTruth, chooseBelief, comparedOn, sample } from './belief-kind.ts'
import { type Codebooks, encode } from './encode-votes.ts'
import { type FittedWeights, fitWeights, type LabelledTask } from './fitted-weights.ts'
import { agreementRates } from './held-out.ts'
import { humbled, humilityOf, settled } from './humility.ts'
import type { Risk } from './review.ts'
import { type Advice, adviceOf } from './single-or-merge.ts'
import {
  argmax,
  Codebook,
  type CodedVotes,
  type FittedVotes,
  type Steps,
  type VoteTable,
  type VoteTask,
  voteShare,
} from './vote-table.ts'

/** Everything that was learned from a set of tasks, with the names behind the numbers. */
export interface Fit extends Codebooks {
  readonly table: VoteTable
  readonly belief: FittedVotes
  /** Where enough truths were known. */
  readonly weights?: FittedWeights
  /** The power by which voters count for fewer than they are; see `humility.ts`. */
  readonly humility: number
  /** How often each source says what is believed, at every kind of task, index `source * (kinds + 1) + kind`; the last is all kinds. */
  readonly rates: Float64Array
  readonly advice?: Advice
  /** How sure the merge is of a sample of the tasks: it is as likely wrong as its confidence says. */
  readonly expected: readonly Risk[]
  /** How sure it was of tasks whose truth it was not told, and whether it was wrong; none without enough truths. */
  readonly proven: readonly Risk[]
}

/** The labels are chosen by this much vote share beside the model's belief: models of votes overrate their own subtlety. */
const shareInChoice = 0.45
const closedUpTo = 12

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
  yield
  const table = yield* encode(tasks, books, mode === 'open' || (mode === 'auto' && labels.size > closedUpTo))
  const random = seededRandom('vote-model')
  const known = table.truth.flatMap((truth, t) => (truth < 0 ? [] : [t]))
  const hasTruths = known.length >= minTruths
  const { fit: fitBelief, exponent } = yield* chooseBelief(table, random, hasTruths)
  const belief = yield* fitBelief(table)
  const usual = exponent ?? humilityOf(belief, table, sample(table, comparedOn, random), random)
  const judged = known.flatMap(t => {
    const [votes, truth] = [table.tasks[t], table.truth[t]]
    return votes && truth !== undefined ? [{ belief: belief.posterior(votes), votes, truth }] : []
  })
  const humility = hasTruths ? usual : settled(usual, judged)
  yield
  const parts = { ...books, table, belief, humility, rates: agreementRates(belief, table) }
  yield
  if (!hasTruths) return { ...parts, expected: expectedRisks(parts, random), proven: [] }
  const unseen = yield* beliefsWithoutTruth(table, known, fitBelief, random)
  const labelled = known.flatMap((t, i) => {
    const [votes, truth, byModel] = [table.tasks[t], table.truth[t], unseen[i]]
    if (!votes || truth === undefined || !byModel) return []
    return [{ votes, before: humbled(byModel, votes, humility), truth, kind: table.kind[t] ?? -1 }]
  })
  const weights = yield* fitWeights(table, labelled)
  const crossed = yield* crossFit(table, labelled, random)
  const advice = adviceOf(
    table,
    crossed.map(({ task }) => task),
    crossed.map(({ merged }) => merged),
    books.sources.texts,
  )
  yield
  const expected = expectedRisks({ ...parts, weights }, random)
  return { ...parts, weights, expected, proven: crossed.map(({ risk }) => risk), ...(advice && { advice }) }
}

/** Tasks on which the merge is judged, and the parts they are taken in. */
const judgedOn = 900
const parts = 3

/** What the merge makes of tasks whose truth it was not told: weights are fitted to the other parts. */
function* crossFit(
  table: VoteTable,
  tasks: readonly LabelledTask[],
  random: Random,
): Steps<readonly { readonly task: LabelledTask; readonly merged: number; readonly risk: Risk }[]> {
  const judged = tasks
    .filter(() => random() * tasks.length < judgedOn)
    .map(task => ({ task, part: Math.floor(random() * parts) }))
  const found: { task: LabelledTask; merged: number; risk: Risk }[] = []
  for (let hidden = 0; hidden < parts; hidden++) {
    const weights = yield* fitWeights(
      table,
      judged.filter(({ part }) => part !== hidden).map(({ task }) => task),
    )
    for (const { task, part } of judged) {
      if (part !== hidden) continue
      const posterior = weights.posterior(task.votes, task.before, task.kind)
      const merged = argmax(posterior)
      found.push({ task, merged, risk: { confidence: posterior[merged] ?? 0, wrong: Number(merged !== task.truth) } })
    }
  }
  return found
}

/** What a judgement of one task rests on. */
type Judge = Pick<Fit, 'belief' | 'humility' | 'table' | 'weights'>

function expectedRisks(fit: Judge, random: Random): readonly Risk[] {
  const { tasks, kind } = sample(fit.table, comparedOn, random)
  return tasks.map((votes, t) => {
    const { posterior, rank } = judge(fit, votes, kind[t] ?? -1)
    const confidence = posterior[argmax(rank)] ?? 0
    return { confidence, wrong: 1 - confidence }
  })
}

/** What is believed of one task, and the order in which its labels are preferred. */
export function judge(
  fit: Judge,
  votes: CodedVotes,
  kind: number,
): { readonly posterior: Float64Array; readonly rank: Float64Array; readonly fitted: boolean } {
  const belief = fit.belief.posterior(votes)
  const before = humbled(belief, votes, fit.humility)
  if (fit.weights) {
    const posterior = fit.weights.posterior(votes, before, kind)
    return { posterior, rank: posterior, fitted: true }
  }
  const share = voteShare(votes, fit.table.labels)
  const rank = belief.map((p, k) => (1 - shareInChoice) * p + shareInChoice * (share[k] ?? 0))
  return { posterior: before, rank, fitted: false }
}
