/** A multinomial logistic regression over features that have names. */
export class LinearModel {
  readonly labels: readonly string[]
  /** Label after label, one weight per feature. */
  readonly #weights: Float32Array

  /** `table`: the labels in the first line, then a feature a line, its name first, weights in hundredths, tabs between. */
  constructor(table: string, featureNames: readonly string[]) {
    const [head = '', ...lines] = table.split('\n')
    this.labels = head.split('\t')
    this.#weights = new Float32Array(this.labels.length * featureNames.length)
    for (const line of lines) {
      const [name = '', ...weights] = line.split('\t')
      const feature = featureNames.indexOf(name)
      if (feature < 0) continue
      for (const [label, weight] of weights.entries()) {
        this.#weights[label * featureNames.length + feature] = Number(weight) / 100
      }
    }
  }

  /** One score per label, in their order; `softmax` makes shares of them. */
  score(features: Float64Array): number[] {
    return this.labels.map((_, label) => {
      let score = 0
      const base = label * features.length
      for (let i = 0; i < features.length; i++) score += (this.#weights[base + i] ?? 0) * (features[i] ?? 0)
      return score
    })
  }
}

/** Scores as shares that add up to 1. Stable for scores of any size. */
export function softmax(scores: readonly number[]): number[] {
  const highest = Math.max(...scores)
  const powers = scores.map(score => Math.exp(score - highest))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map(power => power / sum)
}

export function indexOfMax(values: readonly number[]): number {
  let best = 0
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i
  return best
}
