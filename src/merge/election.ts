import { isNonEmpty, type JsonValue, type NonEmpty, type Target } from '../chat/index.ts'
import type { MergedField } from './merger.ts'
import type { NumberError, NumberErrors } from './number-errors.ts'
import { type Tally, tally } from './vote.ts'
import type { VoteModel } from './votes/index.ts'

export interface Voter {
  readonly target: Target
  /** Targets of one family err together. */
  readonly family: string
  /** How often it is believed to be right, 0–1. */
  readonly skill: number
  /** One character that no other voter of the same merge has. */
  readonly mark: string
}

/** One voter's word on one question. */
export interface Ballot<V extends JsonValue = JsonValue> {
  readonly voter: Voter
  readonly label: string
  /** What the label stands for, as the voter put it. */
  readonly value: V
}

/** How the voters of one merge are heard. */
export interface Electorate {
  /** What was learned of them. */
  readonly model: VoteModel
  readonly kind: string | undefined
  /** How much of a voter's error is shared with the others, 0–1, where nothing was learned. */
  readonly correlation: number
  /** Told of every question that is put, so that it can be learned from. */
  readonly onElection?: (ballots: readonly Ballot[], about: string | undefined) => void
  /** What comes of agreement, as far as it was asked; only where nothing is learned from the elections. */
  readonly agreed?: Map<string, Unanimity>
  /** How far off each voter's numbers were. */
  readonly errors: NumberErrors
  /** Told of how far off the numbers of one question are, so that it can be learned from. */
  readonly onNumbers?: (errors: readonly NumberError[]) => void
  /** Stands for the known truth when learning: what it says is right. */
  readonly truth?: Voter
}

export type Ranking = readonly Pick<Tally, 'label' | 'posterior'>[]

/** Each further voter of a family counts this much of one. */
const furtherOfFamily = 0.4

export interface Question {
  /** Which part of an answer is asked for, such as a field's path: voters may be better at one than at another. */
  readonly about?: string
  /** How many labels there can be, where the question itself says so. */
  readonly labels?: number
}

/**
 * Ranks the labels by what is known of the voters: what was learned where there is enough, else their believed quality as
 * log-odds. Voters of one family who agree count together, little more than one.
 */
export function elect(ballots: readonly Ballot[], electorate: Electorate, { about, labels }: Question = {}): Ranking {
  electorate.onElection?.(ballots, about)
  const powers = familyPowers(ballots)
  const { model } = electorate
  if (labels === undefined && ballots.some(({ voter }) => model.skillOf(voter.target) !== undefined)) {
    const votes = ballots.map(({ voter, label }) => ({ source: voter.target, label }))
    const verdict = model.posterior(votes, kindOf(electorate.kind, about), powers)
    if (verdict) return verdict.labels
  }
  const votes = ballots.map(({ voter, label }, i) => ({
    label,
    skill: skillAt(voter, electorate, about),
    power: powers[i] ?? 1,
  }))
  return tally(votes, { labels, correlation: electorate.correlation })
}

/** What comes of a question on which all say the same. */
export interface Unanimity {
  readonly confidence: number
  readonly field: MergedField
}

/**
 * As `elect` and `fieldOf` where all voters say the same, found once for each question and set of voters while nothing is
 * learned: of thousands of records, most members are not disputed.
 */
export function agree(voters: NonEmpty<Voter>, label: string, electorate: Electorate, question: Question): Unanimity {
  const { model, agreed } = electorate
  const about = model.isOpen ? question.about : `${question.about}\u0000${label}`
  let key = `${about}\u0000${question.labels}\u0000`
  for (const { mark } of voters) key += mark
  const known = agreed?.get(key)
  if (known) return known
  const [first, ...others] = voters.map((voter): Ballot => ({ voter, label, value: null }))
  const ballots: NonEmpty<Ballot> = [first ?? { voter: voters[0], label, value: null }, ...others]
  const confidence = elect(ballots, electorate, question)[0]?.posterior ?? 0
  const found = { confidence, field: fieldOf(confidence, ballots, []) }
  agreed?.set(key, found)
  return found
}

/** How often a voter is believed to be right about one part of an answer. */
export function skillAt(voter: Voter, { model, kind, truth }: Electorate, about: string | undefined): number {
  if (voter === truth) return voter.skill
  return model.skillOf(voter.target, kindOf(kind, about)) ?? voter.skill
}

/** The kind of task and the part of the answer, as one word for a `VoteModel`. */
export function kindOf(kind: string | undefined, about: string | undefined): string | undefined {
  return about === undefined ? kind : `${kind ?? ''}#${about}`
}

/** Together, `k` voters of a family with the same label count `1 + (k - 1) * 0.4` times one of them. */
function familyPowers(ballots: readonly Ballot[]): readonly number[] {
  if (new Set(ballots.map(({ voter }) => voter.family)).size === ballots.length) return ballots.map(() => 1)
  const keys = ballots.map(({ voter, label }) => JSON.stringify([voter.family, label]))
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return keys.map(key => {
    const k = counts.get(key) ?? 1
    return (1 + (k - 1) * furtherOfFamily) / k
  })
}

/** The best of those who chose a label speaks for it. Ties go to the target first in the alphabet. */
export function speakerOf<T extends { readonly voter: Voter }>(ballots: NonEmpty<T>): T {
  return ballots.reduce((a, b) => {
    const order = b.voter.skill - a.voter.skill || (b.voter.target < a.voter.target ? 1 : -1)
    return order > 0 ? b : a
  })
}

/** Who agrees and who does not, as metadata. */
export function fieldOf(confidence: number, agreeing: NonEmpty<Ballot>, others: readonly Ballot[]): MergedField {
  const targets = [...new Set(agreeing.map(({ voter }) => voter.target))].sort()
  const dissent = others
    .map(({ voter, value }) => ({ target: voter.target, value }))
    .sort((a, b) => (a.target < b.target ? -1 : 1))
  return {
    confidence,
    from: isNonEmpty(targets) ? targets : [agreeing[0].voter.target],
    ...(dissent.length > 0 && { dissent }),
  }
}
