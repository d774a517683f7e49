import type { Random } from '../../runtime/index.ts'
import { fitDawidSkene } from './dawid-skene.ts'
import { fitDistractors, type FittedDistractors } from './distractor-model.ts'
import { foreseesBetter, holdOut } from './held-out.ts'
import { distractorExponent } from './humility.ts'
import { argmax, type FittedVotes, type Steps, type VoteTable, voteShare } from './vote-table.ts'

export type FitBelief = (table: VoteTable) => Steps<FittedVotes>

/** A kind of model, and how far it overrates the independence of voters where that need not be measured. */
export interface BeliefKind {
  readonly fit: FitBelief
  readonly exponent?: number
}

/** Tasks on which kinds of models are compared. */
export const comparedOn = 2000
/** A model of distractors that overrules the plurality in more of the tasks than this has taken right for wrong. */
const mostOverruled = 0.35

/**
 * Which kind of model foresees the votes set aside best: the confusions of labels, or distractors, or these and levels of
 * difficulty. Distractors that overrule the plurality too often are not believed without truths that bear it out. Compared
 * on a sample, from where the model of distractors is then taken further.
 */
export function* chooseBelief(table: VoteTable, random: Random, hasTruths: boolean): Steps<BeliefKind> {
  const { rest, held } = holdOut(sample(table, comparedOn, random), random)
  const fallback: BeliefKind = rest.open ? { fit: byShare, exponent: 0 } : { fit: fitDawidSkene }
  if (rest.labels < 3) return fallback
  const flat = yield* fitDistractors(rest, 1)
  if (!rest.open && !foreseesBetter(flat, yield* fallback.fit(rest), held)) return fallback
  yield
  const steep = yield* fitDistractors(rest, 3)
  yield
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
export function sample(table: VoteTable, size: number, random: Random): VoteTable {
  const kept = table.tasks.map(() => random() * table.tasks.length < size)
  const among = <T>(list: readonly T[]): readonly T[] => list.filter((_, t) => kept[t])
  return { ...table, tasks: among(table.tasks), truth: among(table.truth), kind: among(table.kind) }
}

/** Parts in which truths are hidden, one at a time. */
const folds = 3

/** For each known task, what a model believes that was not told the truths of its part. */
export function* beliefsWithoutTruth(
  table: VoteTable,
  known: readonly number[],
  fitBelief: FitBelief,
  random: Random,
): Steps<readonly (Float64Array | undefined)[]> {
  const part = new Map(known.map(t => [t, Math.floor(random() * folds)]))
  const models: FittedVotes[] = []
  for (let hidden = 0; hidden < folds; hidden++) {
    const truth = table.truth.map((label, t) => (part.get(t) === hidden ? -1 : label))
    models.push(yield* fitBelief({ ...table, truth }))
  }
  return known.map(t => {
    const votes = table.tasks[t]
    return votes && models[part.get(t) ?? 0]?.posterior(votes)
  })
}
