import type { Random } from '../../runtime/index.ts'
import { type CodedVotes, type FittedVotes, type VoteTable, voters, voteShare } from './vote-table.ts'

/**
 * A posterior that takes `m` voters for independent is taken to the power `m ** -exponent`: 0 believes it, 1 counts all of
 * them as one. The constants were fitted to recorded votes of eight sets and parts of them, leaving sets out.
 */
const exponents = { least: 0.1, base: 0.43, perExcess: 5, perThinness: 0.3, most: 1.2 }
/** Distractors at levels of difficulty explain most of what voters have in common. */
export const distractorExponent = 0.34
/** The plain vote shares count in the posterior as much as this many of the voters: no model fits every task. */
const plainVotes = 1
/** Agreement beyond a model expected of a set of which nothing is known, and how many votes on a task outweigh that. */
const usualExcess = { value: 0.05, votes: 2 }
/** Votes for each label of a source at which what was learned of it is half certain. */
const enoughVotes = 5

/**
 * How far voters are from independent, as an exponent. Two things make a posterior surer than it may be. Voters who err
 * together: shown, on a sample, by agreement beyond that of votes which the model itself would cast (a posterior predictive
 * check). And sources of which little is known. Cost: two passes over the sample.
 */
export function humilityOf(model: FittedVotes, table: VoteTable, sample: VoteTable, random: Random): number {
  const votes = voters(table)
  const others = votes / Math.max(1, table.tasks.length) - 1
  const trust = Math.max(0, others) / (Math.max(0, others) + usualExcess.votes)
  const excess = trust * excessAgreement(model, sample, random) + (1 - trust) * usualExcess.value
  const thinness = 1 / (1 + votes / (Math.max(1, table.sources) * table.labels * enoughVotes))
  const { least, base, perExcess, perThinness, most } = exponents
  return Math.min(most, Math.max(least, base + perExcess * excess + perThinness * thinness))
}

/** Standard deviation of the exponent among sets of votes. */
const spread = 0.08

/**
 * The exponent that truths bear out, drawn to what was expected of it: the maximum a posteriori on a grid. `beliefs` are of
 * tasks whose truth is known.
 */
export function settled(
  expected: number,
  beliefs: readonly { readonly belief: Float64Array; readonly votes: CodedVotes; readonly truth: number }[],
): number {
  const scoreOf = (exponent: number): number =>
    beliefs.reduce(
      (sum, { belief, votes, truth }) => sum + Math.log(Math.max(1e-30, humbled(belief, votes, exponent)[truth] ?? 0)),
      -((exponent - expected) ** 2) / (2 * spread * spread),
    )
  let best = { exponent: expected, score: scoreOf(expected) }
  for (let exponent = exponents.least; exponent <= exponents.most; exponent += 0.05) {
    const score = scoreOf(exponent)
    if (score > best.score) best = { exponent, score }
  }
  return best.exponent
}

/** What may be believed of a task once voters count for fewer than they are, and the plain vote shares for a voter. */
export function humbled(belief: Float64Array, votes: CodedVotes, exponent: number): Float64Array {
  const heard = votes.power ? votes.power.reduce((sum, share) => sum + share, 0) : votes.source.length
  const power = Math.max(1, heard) ** -exponent
  const plain = plainVotes / (plainVotes + heard)
  const shares = voteShare(votes, belief.length)
  const raised = belief.map(share => Math.max(share, 1e-30) ** power)
  let total = 0
  for (const share of raised) total += share
  return raised.map((share, k) => ((1 - plain) * share) / total + plain * (shares[k] ?? 0))
}

/** Correlation of voters' agreement with the believed label, beyond what the model itself would bring about. */
function excessAgreement(model: FittedVotes, table: VoteTable, random: Random): number {
  const [seen, simulated] = [new PairSums(), new PairSums()]
  for (const { source, label } of table.tasks) {
    if (source.length < 2) continue
    const belief = model.posterior({ source, label })
    seen.add(model, source, label, belief)
    const truth = draw(random, table.labels, k => belief[k] ?? 0)
    const votes = source.map(s => draw(random, table.labels, l => model.chance(s, truth, l)))
    simulated.add(model, source, votes, model.posterior({ source, label: votes }))
  }
  return seen.correlation - simulated.correlation
}

/** Sums over pairs of voters on one task of how much both agreed with the believed label beyond expectation. */
class PairSums {
  #products = 0
  #pairs = 0
  #squares = 0
  #votes = 0

  add(model: FittedVotes, source: Int32Array, label: Int32Array, belief: Float64Array): void {
    let best = 0
    for (let k = 1; k < belief.length; k++) if ((belief[k] ?? 0) > (belief[best] ?? 0)) best = k
    let sum = 0
    let squares = 0
    for (let v = 0; v < source.length; v++) {
      const surplus = Number(label[v] === best) - model.chance(source[v] ?? -1, best, best)
      sum += surplus
      squares += surplus * surplus
    }
    this.#products += sum * sum - squares
    this.#pairs += source.length * (source.length - 1)
    this.#squares += squares
    this.#votes += source.length
  }

  get correlation(): number {
    const variance = this.#squares / this.#votes
    return this.#pairs > 0 && variance > 0 ? this.#products / this.#pairs / variance : 0
  }
}

function draw(random: Random, count: number, share: (i: number) => number): number {
  let left = random()
  for (let i = 0; i < count - 1; i++) {
    left -= share(i)
    if (left < 0) return i
  }
  return count - 1
}
