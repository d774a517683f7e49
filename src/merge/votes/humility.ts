import type { Random } from '../../runtime/index.ts'
import { type FittedVotes, type VoteTable, voters } from './vote-table.ts'

/**
 * A posterior that takes `m` voters for independent is taken to the power `m ** -exponent`: 0 believes it, 1 counts all of
 * them as one. The constants were fitted to recorded votes of eight sets and parts of them, leaving sets out.
 */
const exponents = { least: 0.1, base: 0.47, perExcess: 4.3, perThinness: 0.4, most: 1.2 }
/** Distractors at levels of difficulty explain most of what voters have in common. */
export const distractorExponent = 0.36
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
  beliefs: readonly { readonly belief: Float64Array; readonly voters: number; readonly truth: number }[],
): number {
  const scoreOf = (exponent: number): number =>
    beliefs.reduce(
      (sum, { belief, voters: m, truth }) => sum + Math.log(humbled(belief, m ** -exponent)[truth] ?? 0),
      -((exponent - expected) ** 2) / (2 * spread * spread),
    )
  let best = { exponent: expected, score: scoreOf(expected) }
  for (let exponent = exponents.least; exponent <= exponents.most; exponent += 0.05) {
    const score = scoreOf(exponent)
    if (score > best.score) best = { exponent, score }
  }
  return best.exponent
}

/** `shares` to a power, adding up to 1 again. */
export function humbled(shares: Float64Array, power: number): Float64Array {
  const raised = shares.map(share => Math.max(share, 1e-30) ** power)
  let total = 0
  for (const share of raised) total += share
  return raised.map(share => share / total)
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
