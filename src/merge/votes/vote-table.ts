/** One source's vote on one task. */
export interface SourceVote {
  readonly source: string
  readonly label: string
  /** What is believed of the source beforehand, 0–1. Only how sources compare counts. */
  readonly skill?: number
}

/** A task that was voted on. */
export interface VoteTask {
  /** Of what it was learned from, such as a request: what is said later under the same id replaces it. */
  readonly id?: string
  readonly votes: readonly SourceVote[]
  /** The right label, where it is known. */
  readonly truth?: string
  /** What kind of task it is; sources may be better at one kind than at another. */
  readonly kind?: string
}

/** The votes on one task as numbers. */
export interface CodedVotes {
  readonly source: Int32Array
  readonly label: Int32Array
  /** How much each counts: below 1 for voters that are not independent. Default: 1. */
  readonly power?: readonly number[] | undefined
}

/** Work in steps, between which something else may have its turn; what it returns is the result. */
export type Steps<T> = Generator<void, T, void>

/** Takes all steps at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** All tasks as numbers, task by task. */
export interface VoteTable {
  readonly tasks: readonly CodedVotes[]
  /** The right label of each task, -1 where unknown. */
  readonly truth: readonly number[]
  readonly kind: readonly number[]
  readonly sources: number
  readonly labels: number
  /** The labels mean something else in each task: only who agrees with whom counts. */
  readonly open: boolean
  readonly kinds: number
  /** By source: how much better than the average it is believed to be, in log-odds. */
  readonly lead: readonly number[]
}

/** How many votes there are. */
export function voters({ tasks }: VoteTable): number {
  let votes = 0
  for (const { source } of tasks) votes += source.length
  return votes
}

/** A number for each text, in order of appearance. */
export class Codebook {
  readonly #codes = new Map<string, number>()

  get size(): number {
    return this.#codes.size
  }

  get texts(): readonly string[] {
    return [...this.#codes.keys()]
  }

  code(text: string): number {
    const known = this.#codes.get(text)
    if (known !== undefined) return known
    this.#codes.set(text, this.#codes.size)
    return this.#codes.size - 1
  }

  /** -1 for a text that was never coded. */
  find(text: string): number {
    return this.#codes.get(text) ?? -1
  }
}

/** Every label's share of the votes; sums to 1 unless nobody voted. */
export function voteShare(votes: CodedVotes, labels: number): Float64Array {
  const share = new Float64Array(labels)
  let total = 0
  for (let v = 0; v < votes.label.length; v++) {
    const label = votes.label[v] ?? 0
    const power = votes.power?.[v] ?? 1
    total += power
    share[label] = (share[label] ?? 0) + power
  }
  for (let k = 0; k < labels; k++) share[k] = (share[k] ?? 0) / total
  return share
}

/** `share`, or certainty where the truth is known. */
export function clamped(share: Float64Array, truth: number): Float64Array {
  if (truth < 0) return share
  const certain = new Float64Array(share.length)
  certain[truth] = 1
  return certain
}

/** Turns logarithms into shares of 1, in place. */
export function normalize(logs: Float64Array): Float64Array {
  let top = -Infinity
  for (let i = 0; i < logs.length; i++) if ((logs[i] ?? 0) > top) top = logs[i] ?? 0
  let sum = 0
  for (let i = 0; i < logs.length; i++) {
    const share = Math.exp((logs[i] ?? 0) - top)
    logs[i] = share
    sum += share
  }
  for (let i = 0; i < logs.length; i++) logs[i] = (logs[i] ?? 0) / sum
  return logs
}

/** Where the greatest value stands, the first of equals. */
export function argmax(values: Float64Array): number {
  return values.reduce((best, value, i) => (value > (values[best] ?? -Infinity) ? i : best), 0)
}

/** The log-odds of a share, kept finite. */
export function logit(share: number): number {
  const p = Math.min(1 - 1e-6, Math.max(1e-6, share))
  return Math.log(p / (1 - p))
}

export function sigmoid(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds))
}

/** What a fitted model of votes can be asked. */
export interface FittedVotes {
  /** How likely each label is to be the right one. */
  posterior(votes: CodedVotes): Float64Array
  /** How likely one more vote is, given those. */
  likelihood(votes: CodedVotes, source: number, label: number): number
  /** How likely a source is to say `label` where `truth` is the right one. */
  chance(source: number, truth: number, label: number): number
}
