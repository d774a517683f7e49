import { type CodedVotes, normalize, type Steps, type VoteTable, voteShare } from './vote-table.ts'

/** Ridge penalties: how many labels it takes to move a weight. Sources of one kind share most of what they are. */
const penalty = { blend: 2, prior: 2, source: 10, kind: 10 }
const steps = 150
/** No label is believed to be less likely than this before truths are heard. */
const leastShare = 1e-4
/** A vote share has this weight at 1, so that the ridge asks as many labels of it as of a belief. */
const shareUnit = 3

/** A task whose truth is known, and what was believed of it by a model that had not seen that truth. */
export interface LabelledTask {
  readonly votes: CodedVotes
  readonly before: Float64Array
  readonly truth: number
  readonly kind: number
}

/** Weights of a log-linear vote: of what was believed before, of the vote shares, of labels, sources, and sources at a kind of task. */
export interface FittedWeights {
  posterior(votes: CodedVotes, before: Float64Array, kind: number): Float64Array
}

class Weights {
  readonly values: Float64Array
  readonly #start: Float64Array
  readonly #slopes: Float64Array
  readonly #squares: Float64Array
  readonly #penalty: number
  readonly #rate: number

  constructor(start: Float64Array, ridge: number, rate: number) {
    this.values = start.slice()
    this.#start = start
    this.#slopes = new Float64Array(start.length)
    this.#squares = new Float64Array(start.length)
    this.#penalty = ridge
    this.#rate = rate
  }

  add(at: number, slope: number): void {
    this.#slopes[at] = (this.#slopes[at] ?? 0) + slope
  }

  /** One step of Adagrad (Duchi et al. 2011). */
  step(): void {
    for (let i = 0; i < this.values.length; i++) {
      const value = this.values[i] ?? 0
      const slope = (this.#slopes[i] ?? 0) - this.#penalty * (value - (this.#start[i] ?? 0))
      this.#slopes[i] = 0
      if (slope === 0) continue
      const squares = (this.#squares[i] ?? 0) + slope * slope
      this.#squares[i] = squares
      this.values[i] = value + (this.#rate * slope) / Math.sqrt(squares + 1e-9)
    }
  }
}

/**
 * Learns from labelled tasks how far to trust what is believed without them, the plain vote shares and each source.
 * Maximises the likelihood of the truths under a ridge towards what is believed without them; a source gets a weight of its
 * own only as far as labels ask for it. 150 steps over the votes of the labelled tasks.
 */
export function* fitWeights(table: VoteTable, tasks: readonly LabelledTask[]): Steps<FittedWeights> {
  const { labels, sources, kinds } = table
  const blend = new Weights(Float64Array.of(1, 0), penalty.blend, 0.2)
  const prior = new Weights(new Float64Array(labels), penalty.prior, 0.1)
  const source = new Weights(new Float64Array(sources), penalty.source, 0.2)
  const atKind = new Weights(new Float64Array(kinds > 1 ? sources * kinds : 0), penalty.kind, 0.1)

  const cellOf = (from: number, kind: number): number =>
    kind >= 0 && atKind.values.length > 0 ? from * kinds + kind : -1
  const posterior = (
    { source: from, label, power }: CodedVotes,
    logBefore: Float64Array,
    share: Float64Array,
    kind: number,
  ): Float64Array => {
    const [ofBefore = 0, ofShare = 0] = blend.values
    const scores = new Float64Array(labels)
    for (let k = 0; k < labels; k++) {
      scores[k] = (prior.values[k] ?? 0) + ofBefore * (logBefore[k] ?? 0) + ofShare * (share[k] ?? 0)
    }
    for (let v = 0; v < label.length; v++) {
      const s = from[v] ?? -1
      if (s < 0) continue
      const own = (source.values[s] ?? 0) + (atKind.values[cellOf(s, kind)] ?? 0)
      scores[label[v] ?? 0] = (scores[label[v] ?? 0] ?? 0) + (power?.[v] ?? 1) * own
    }
    return normalize(scores)
  }
  const logs = (shares: Float64Array): Float64Array => shares.map(share => Math.log(Math.max(share, leastShare)))
  const shareOf = (votes: CodedVotes): Float64Array => voteShare(votes, labels).map(share => shareUnit * share)
  const features = tasks.map(task => ({ ...task, logBefore: logs(task.before), share: shareOf(task.votes) }))

  for (let step = 0; step < steps; step++) {
    for (const { votes, logBefore, share, truth, kind } of features) {
      const gap = posterior(votes, logBefore, share, kind)
      for (let k = 0; k < labels; k++) {
        const error = Number(k === truth) - (gap[k] ?? 0)
        gap[k] = error
        if (!table.open) prior.add(k, error)
        blend.add(0, error * (logBefore[k] ?? 0))
        blend.add(1, error * (share[k] ?? 0))
      }
      for (let v = 0; v < votes.label.length; v++) {
        const from = votes.source[v] ?? 0
        const slope = gap[votes.label[v] ?? 0] ?? 0
        source.add(from, slope)
        if (atKind.values.length > 0) atKind.add(cellOf(from, kind), slope)
      }
    }
    for (const weights of [blend, prior, source, atKind]) weights.step()
    yield
  }
  return { posterior: (votes, before, kind) => posterior(votes, logs(before), shareOf(votes), kind) }
}
