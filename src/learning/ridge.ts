/** Entries of the sums of a ridge regression with `size` features: the upper triangle of Σ w x xᵀ, then Σ w x y. */
export const ridgeWidth = (size: number): number => (size * (size + 1)) / 2 + size

/** One observation as an entry that can be added to others. */
export function ridgeEntry(x: Float64Array, y: number, into: Float64Array): void {
  const size = x.length
  let k = 0
  for (let i = 0; i < size; i++) {
    const xi = x[i] ?? 0
    for (let j = i; j < size; j++) into[k++] = xi * (x[j] ?? 0)
  }
  for (let i = 0; i < size; i++) into[k++] = (x[i] ?? 0) * y
}

/** Weights of a ridge regression, and what it does not know. */
export interface RidgeFit {
  predict(x: Float64Array): number
  /** xᵀ (A + strength)⁻¹ x: the variance of a prediction, in units of the noise. 1 / strength at most, for x of length 1. */
  leverage(x: Float64Array): number
}

/** Solves (scale × A + strength × I) θ = scale × b by Cholesky. Cost: size³ / 6, and size² per reading. */
export function fitRidge(sums: ArrayLike<number>, scale: number, size: number, strength: number): RidgeFit {
  const lower = new Float64Array(size * size)
  let k = 0
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) lower[j * size + i] = scale * (sums[k++] ?? 0) + (i === j ? strength : 0)
  }
  const moments = Float64Array.from({ length: size }, (_, i) => scale * (sums[k + i] ?? 0))
  for (let j = 0; j < size; j++) {
    for (let i = j; i < size; i++) {
      let sum = lower[i * size + j] ?? 0
      for (let m = 0; m < j; m++) sum -= (lower[i * size + m] ?? 0) * (lower[j * size + m] ?? 0)
      lower[i * size + j] = i === j ? Math.sqrt(Math.max(sum, 1e-9)) : sum / (lower[j * size + j] ?? 1)
    }
  }
  const theta = backward(lower, forward(lower, moments, size), size)
  return {
    predict: x => dot(theta, x),
    leverage(x) {
      const half = forward(lower, x, size)
      return dot(half, half)
    },
  }
}

function forward(lower: Float64Array, from: Float64Array, size: number): Float64Array {
  const out = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    let sum = from[i] ?? 0
    for (let m = 0; m < i; m++) sum -= (lower[i * size + m] ?? 0) * (out[m] ?? 0)
    out[i] = sum / (lower[i * size + i] ?? 1)
  }
  return out
}

function backward(lower: Float64Array, from: Float64Array, size: number): Float64Array {
  const out = new Float64Array(size)
  for (let i = size - 1; i >= 0; i--) {
    let sum = from[i] ?? 0
    for (let m = i + 1; m < size; m++) sum -= (lower[m * size + i] ?? 0) * (out[m] ?? 0)
    out[i] = sum / (lower[i * size + i] ?? 1)
  }
  return out
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}
