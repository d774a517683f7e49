import { type CodedVotes, normalize, type Steps, type VoteTable, voteShare } from './vote-table.ts'

/** Ridge penalties: how many labels it takes to move a weight. Sources of one kind share most of what they are. */
const penalty = { blend: 5, prior: 2, source: 10, kind: 10 }
const steps = 150
/** No model is believed to exclude a label more than this. */
const leastShare = 0.01

/** A task whose truth is known, and what a model that had not seen that truth believed. */
export interface LabelledTask {
  readonly votes: CodedVotes
  readonly belief: Float64Array
  readonly truth: number
  readonly kind: number
}

/** Weights of a log-linear vote: of a model's belief, of the vote shares, of labels, sources, and sources at a kind of task. */
export interface FittedWeights {
  posterior(votes: CodedVotes, belief: Float64Array, kind: number): Float64Array
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
 * Learns from labelled tasks how far to trust a model's belief, the plain vote shares and each source. Maximises the
 * likelihood of the truths under a ridge; a source gets a weight of its own only as far as labels ask for it, so that
 * correlated sources are not counted twice. 150 steps over the votes of the labelled tasks.
 */
export function* fitWeights(table: VoteTable, tasks: readonly LabelledTask[]): Steps<FittedWeights> {
  const { labels, sources, kinds } = table
  const blend = new Weights(Float64Array.of(0.6, 0.3), penalty.blend, 0.2)
  const prior = new Weights(new Float64Array(labels), penalty.prior, 0.1)
  const source = new Weights(new Float64Array(sources), penalty.source, 0.2)
  const atKind = new Weights(new Float64Array(kinds > 1 ? sources * kinds : 0), penalty.kind, 0.1)

  const cellOf = (from: number, kind: number): number =>
    kind >= 0 && atKind.values.length > 0 ? from * kinds + kind : -1
  const posterior = (
    { source: from, label, power }: CodedVotes,
    byModel: Float64Array,
    byShare: Float64Array,
    kind: number,
  ): Float64Array => {
    const [model = 0, share = 0] = blend.values
    const scores = new Float64Array(labels)
    for (let k = 0; k < labels; k++) {
      scores[k] = (prior.values[k] ?? 0) + model * (byModel[k] ?? 0) + share * (byShare[k] ?? 0)
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
  const features = tasks.map(task => ({
    ...task,
    byModel: logs(task.belief),
    byShare: logs(voteShare(task.votes, labels)),
  }))

  for (let step = 0; step < steps; step++) {
    for (const { votes, byModel, byShare, truth, kind } of features) {
      const gap = posterior(votes, byModel, byShare, kind)
      for (let k = 0; k < labels; k++) {
        const error = Number(k === truth) - (gap[k] ?? 0)
        gap[k] = error
        if (!table.open) prior.add(k, error)
        blend.add(0, error * (byModel[k] ?? 0))
        blend.add(1, error * (byShare[k] ?? 0))
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
  return { posterior: (votes, belief, kind) => posterior(votes, logs(belief), logs(voteShare(votes, labels)), kind) }
}
