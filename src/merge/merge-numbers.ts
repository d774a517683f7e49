import { isNonEmpty, type NonEmpty } from '../chat/index.ts'
import { type Ballot, type Electorate, elect, skillAt } from './election.ts'
import { hodgesLehmann, outliers, type Weighted, weightedMean, weightedMedian } from './robust.ts'
import { logOdds } from './vote.ts'

/**
 * `median`: always one of the values, unmoved by less than half of the weight. `mean`: of all but the outliers, weighted.
 * `robust`: Hodges and Lehmann's centre, for four and more comparable sources. `max` and `min`: as they are.
 */
export type NumberPolicy = 'median' | 'mean' | 'robust' | 'max' | 'min'

export interface MergedNumber {
  readonly value: number
  readonly confidence: number
  readonly agreeing: NonEmpty<Ballot<number>>
  readonly others: readonly Ballot<number>[]
}

/** Merges numbers of one unit. Those within `sameNumber` of the merged one agree; the rest vote against it, each value for itself. */
export function mergeNumbers(
  ballots: NonEmpty<Ballot<number>>,
  policy: NumberPolicy,
  sameNumber: number,
  electorate: Electorate,
  about?: string,
): MergedNumber {
  const values = ballots.map(({ voter, value }) => ({ value, weight: logOdds(skillAt(voter, electorate, about), 10) }))
  const known = ballots.find(({ voter }) => voter === electorate.truth)
  const value = known ? known.value : centre(values, policy)
  const near = (ballot: Ballot<number>): boolean =>
    Math.abs(ballot.value - value) <= sameNumber * Math.abs(value) + 1e-12
  const votes = ballots.map(ballot => ({ ...ballot, label: near(ballot) ? 'near' : String(ballot.value) }))
  const agreeing = ballots.filter(near)
  // A mean may be near nobody: then those next to it speak for it.
  const closest = [...ballots].sort((a, b) => Math.abs(a.value - value) - Math.abs(b.value - value))
  const speakers = isNonEmpty(agreeing) ? agreeing : ([closest[0] ?? ballots[0]] as const)
  const posterior = elect(votes, electorate, about === undefined ? {} : { about }).find(
    ({ label }) => label === 'near',
  )?.posterior
  return { value, confidence: posterior ?? 0, agreeing: speakers, others: ballots.filter(b => !speakers.includes(b)) }
}

function centre(values: readonly Weighted[], policy: NumberPolicy): number {
  if (policy === 'max') return Math.max(...values.map(item => item.value))
  if (policy === 'min') return Math.min(...values.map(item => item.value))
  const far = outliers(values)
  const kept = values.filter((_, i) => !far[i])
  if (policy === 'mean') return weightedMean(kept)
  return policy === 'robust' && values.length >= 4 ? hodgesLehmann(kept) : weightedMedian(values)
}
