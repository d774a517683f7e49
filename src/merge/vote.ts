/** A label that got votes. Shares of all labels, and of what nobody said, add up to 1. */
export interface Tally {
  readonly label: string
  /** That this label is the right one, 0–1. */
  readonly posterior: number
  /** Sum of the voters' log-odds. */
  readonly score: number
}

export interface Vote {
  readonly label: string
  /** How often this voter is right, 0–1. A vote with skill 0 is absent. */
  readonly skill: number
  /** How much of a vote it is, above 0; below 1 for voters that are not independent. Default 1. */
  readonly power?: number
}

export interface TallyOptions {
  /** How many labels there are. Default: open, counted as `max(10, distinct labels + 1)`. */
  readonly labels?: number | undefined
  /** How much of each voter's error is shared with the others, 0 independent … 1. Default 0.25. */
  readonly correlation?: number | undefined
}

/** The weight of a vote: the logarithm of how much likelier its label becomes (Nitzan and Paroush 1982, for K labels). */
export function logOdds(skill: number, labels: number): number {
  const p = Math.min(0.99, Math.max(1 / labels + 0.01, skill))
  return Math.log((p * (labels - 1)) / (1 - p))
}

/**
 * Counts votes by log-odds of skill and turns the scores into posteriors, best first; ties by label.
 * Correlated voters are tempered by `1 / (1 + correlation * (voters - 1))`.
 */
export function tally(votes: readonly Vote[], options: TallyOptions = {}): readonly Tally[] {
  const present = votes.filter(vote => vote.skill > 0)
  const distinct = new Set(present.map(vote => vote.label)).size
  const labels = Math.max(2, options.labels ?? Math.max(10, distinct + 1), distinct)
  const scores = new Map<string, number>()
  let voters = 0
  for (const { label, skill, power = 1 } of present) {
    scores.set(label, (scores.get(label) ?? 0) + power * logOdds(skill, labels))
    voters += power
  }
  const temper = 1 / (1 + (options.correlation ?? 0.25) * Math.max(0, voters - 1))
  const top = Math.max(0, ...[...scores.values()].map(score => score * temper))
  let total = (labels - scores.size) * Math.exp(-top)
  for (const score of scores.values()) total += Math.exp(score * temper - top)
  return [...scores]
    .map(([label, score]) => ({ label, score, posterior: Math.exp(score * temper - top) / total }))
    .sort((a, b) => b.score - a.score || (a.label < b.label ? -1 : 1))
}
