/** A weight per label, by feature. */
export type WeightTable = Readonly<Record<string, readonly number[]>>

/** Linear scores over features that have names; with `softmax` a multinomial logistic regression. */
export class LinearModel {
  readonly labels: readonly string[]
  /** Feature after feature, one weight per label: most features are 0, and are skipped. */
  readonly #weights: Float64Array

  constructor(labels: readonly string[], weights: WeightTable, featureNames: readonly string[]) {
    this.labels = labels
    this.#weights = new Float64Array(labels.length * featureNames.length)
    for (const [feature, name] of featureNames.entries()) {
      for (const [label, weight] of (weights[name] ?? []).entries())
        this.#weights[feature * labels.length + label] = weight
    }
  }

  /** `text`: the labels in the first line, then a feature a line, its name first, weights in hundredths, tabs between. */
  static parse(text: string, featureNames: readonly string[]): LinearModel {
    const [head = [], ...lines] = text.split('\n').map(line => line.split('\t'))
    const rows = lines.map(([name = '', ...weights]) => [name, weights.map(weight => Number(weight) / 100)] as const)
    return new LinearModel(head, Object.fromEntries(rows), featureNames)
  }

  /** One score per label, in their order. */
  score(features: Float64Array): Float64Array {
    const weights = this.#weights
    const count = this.labels.length
    const scores = new Float64Array(count)
    for (let feature = 0; feature < features.length; feature++) {
      const value = features[feature] ?? 0
      if (value === 0) continue
      const base = feature * count
      for (let label = 0; label < count; label++) {
        scores[label] = (scores[label] ?? 0) + value * (weights[base + label] ?? 0)
      }
    }
    return scores
  }
}

/** Scores as shares that add up to 1. Stable for scores of any size. */
export function softmax(scores: ArrayLike<number>): Float64Array {
  const shares = new Float64Array(scores)
  const highest = shares[indexOfMax(shares)] ?? 0
  let sum = 0
  for (let i = 0; i < shares.length; i++) sum += shares[i] = Math.exp((shares[i] ?? 0) - highest)
  for (let i = 0; i < shares.length; i++) shares[i] = (shares[i] ?? 0) / sum
  return shares
}

/** A score as a share of 1. */
export function sigmoid(score: number): number {
  return 1 / (1 + Math.exp(-score))
}

export function indexOfMax(values: ArrayLike<number>): number {
  let best = 0
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i
  return best
}
