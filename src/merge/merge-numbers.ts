import { isNonEmpty, type NonEmpty } from '../chat/index.ts'
import { type Ballot, type Electorate, elect, skillAt } from './election.ts'
import type { NumberError } from './number-errors.ts'
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
  const precise = electorate.errors.weightsOf(ballots.map(({ voter }) => voter.target))
  const values = ballots.map(({ voter, value }, i) => ({
    value,
    weight: precise?.[i] ?? logOdds(skillAt(voter, electorate, about), 10),
  }))
  const known = ballots.find(({ voter }) => voter === electorate.truth)
  const value = known ? known.value : centre(values, policy)
  electorate.onNumbers?.(errorsOf(ballots, values, known?.value, sameNumber, electorate))
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

/** Errors in tolerances: below half of one they are chance, above this many it does not matter by how much. */
const [leastError, mostError] = [0.5, 20]
/** What the others said is weaker evidence than a truth. */
const agreementEvidence = 0.3

/** How far each number is off the truth or, where that is not known, off the median of the others. */
function errorsOf(
  ballots: readonly Ballot<number>[],
  values: readonly Weighted[],
  truth: number | undefined,
  sameNumber: number,
  electorate: Electorate,
): readonly NumberError[] {
  return ballots.flatMap(({ voter, value }, i) => {
    if (voter === electorate.truth) return []
    const right = truth ?? weightedMedian(values.filter((_, other) => other !== i))
    if (!Number.isFinite(right) || (truth === undefined && values.length < 3)) return []
    const tolerance = Math.max(sameNumber, 1e-6) * Math.abs(right) + 1e-12
    const error = Math.min(mostError, Math.max(leastError, Math.abs(value - right) / tolerance))
    const evidence = truth === undefined ? agreementEvidence : 1
    return [{ target: voter.target, squared: error * error, evidence }]
  })
}

function centre(values: readonly Weighted[], policy: NumberPolicy): number {
  if (policy === 'max') return Math.max(...values.map(item => item.value))
  if (policy === 'min') return Math.min(...values.map(item => item.value))
  const far = outliers(values)
  const kept = values.filter((_, i) => !far[i])
  if (policy === 'mean') return weightedMean(kept)
  return policy === 'robust' && values.length >= 4 ? hodgesLehmann(kept) : weightedMedian(values)
}
