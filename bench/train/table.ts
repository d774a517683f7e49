/** Weights as `LinearModel` reads them: tab-separated hundredths, a feature a line; one that says next to nothing is left out. */
export function table(
  weights: Float64Array,
  featureNames: readonly string[],
  labels: readonly string[],
  sharpness: number,
): string {
  const lines = featureNames.flatMap((name, i) => {
    const numbers = labels.map((_, k) => Math.round(100 * sharpness * (weights[i * labels.length + k] ?? 0)))
    return numbers.every(number => Math.abs(number) < 6) ? [] : [[name, ...numbers].join('\t')]
  })
  return [labels.join('\t'), ...lines].join('\n')
}
