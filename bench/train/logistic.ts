/** One text to learn from: what `featuresOf` says of it, the number of its label, and how much it weighs. */
export interface Example {
  readonly features: Float64Array
  readonly label: number
  readonly source: string
  weight: number
}

export interface Fit {
  /** `labels` weights for each feature: feature after feature. */
  readonly weights: Float64Array
  readonly loss: number
}

/**
 * Multinomial logistic regression, drawn towards `prior` by the `pulls` of the features (L2), minimised by L-BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.5). No
 * chance is involved: the same examples give the same weights.
 */
export function fit(examples: readonly Example[], labels: number, prior: Float64Array, pulls: Float64Array): Fit {
  const size = prior.length
  const sparse = examples.map(example => {
    const indexes = Int32Array.from([...example.features.keys()].filter(i => example.features[i] !== 0))
    return { indexes, values: Float64Array.from(indexes, i => example.features[i] ?? 0), example }
  })
  const total = examples.reduce((sum, example) => sum + example.weight, 0)

  const lossAt = (weights: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0)
    let loss = 0
    const scores = new Float64Array(labels)
    for (const { indexes, values, example } of sparse) {
      scores.fill(0)
      for (let j = 0; j < indexes.length; j++) {
        const base = (indexes[j] ?? 0) * labels
        for (let k = 0; k < labels; k++) scores[k] = (scores[k] ?? 0) + (weights[base + k] ?? 0) * (values[j] ?? 0)
      }
      toShares(scores)
      loss -= example.weight * Math.log((scores[example.label] ?? 0) + 1e-30)
      for (let k = 0; k < labels; k++) {
        scores[k] = example.weight * ((scores[k] ?? 0) - (k === example.label ? 1 : 0))
      }
      for (let j = 0; j < indexes.length; j++) {
        const base = (indexes[j] ?? 0) * labels
        for (let k = 0; k < labels; k++)
          gradient[base + k] = (gradient[base + k] ?? 0) + (scores[k] ?? 0) * (values[j] ?? 0)
      }
    }
    loss /= total
    for (let i = 0; i < size; i++) {
      const strength = pulls[Math.floor(i / labels)] ?? 0
      const away = (weights[i] ?? 0) - (prior[i] ?? 0)
      gradient[i] = (gradient[i] ?? 0) / total + strength * away
      loss += (strength * away * away) / 2
    }
    return loss
  }
  return minimise(lossAt, prior.slice())
}

function minimise(lossAt: (at: Float64Array, gradient: Float64Array) => number, start: Float64Array): Fit {
  const memory: { readonly step: Float64Array; readonly change: Float64Array; readonly rho: number }[] = []
  let weights = start
  let gradient = new Float64Array(start.length)
  let loss = lossAt(weights, gradient)
  for (let iteration = 0; iteration < 80; iteration++) {
    const direction = gradient.slice()
    const alphas = memory
      .toReversed()
      .map(({ step, change, rho }) => {
        const alpha = rho * dot(step, direction)
        addScaled(direction, change, -alpha)
        return alpha
      })
      .toReversed()
    const last = memory.at(-1)
    if (last) scale(direction, 1 / (last.rho * dot(last.change, last.change)))
    for (const [i, { step, change, rho }] of memory.entries()) {
      addScaled(direction, step, (alphas[i] ?? 0) - rho * dot(change, direction))
    }
    const slope = -dot(gradient, direction)
    let length = last ? 1 : Math.min(1, 1 / Math.sqrt(dot(gradient, gradient)))
    let next = weights
    const nextGradient = new Float64Array(start.length)
    let nextLoss = Number.POSITIVE_INFINITY
    for (let tries = 0; tries < 20 && nextLoss > loss + 1e-4 * length * slope; tries++, length *= 0.4) {
      next = weights.slice()
      addScaled(next, direction, -length)
      nextLoss = lossAt(next, nextGradient)
    }
    if (!(nextLoss < loss)) break
    const step = difference(next, weights)
    const change = difference(nextGradient, gradient)
    const curvature = dot(step, change)
    if (curvature > 1e-12) memory.push({ step, change, rho: 1 / curvature })
    if (memory.length > 6) memory.shift()
    const gain = loss - nextLoss
    ;[weights, gradient, loss] = [next, nextGradient, nextLoss]
    if (gain < 1e-7 * Math.abs(loss)) break
  }
  return { weights, loss }
}

/** The shares that `weights` give each label. */
export function sharesOf(weights: Float64Array, features: Float64Array, labels: number, sharpness = 1): Float64Array {
  const scores = new Float64Array(labels)
  for (let i = 0; i < features.length; i++) {
    const value = features[i] ?? 0
    if (value === 0) continue
    for (let k = 0; k < labels; k++) scores[k] = (scores[k] ?? 0) + sharpness * (weights[i * labels + k] ?? 0) * value
  }
  toShares(scores)
  return scores
}

function toShares(scores: Float64Array): void {
  const highest = Math.max(...scores)
  let sum = 0
  for (let k = 0; k < scores.length; k++) sum += scores[k] = Math.exp((scores[k] ?? 0) - highest)
  for (let k = 0; k < scores.length; k++) scores[k] = (scores[k] ?? 0) / sum
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

function addScaled(to: Float64Array, from: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) + factor * (from[i] ?? 0)
}

function scale(values: Float64Array, factor: number): void {
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) * factor
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - (b[i] ?? 0))
}
