/** A number that somebody said, and how much the word counts (above 0). */
export interface Weighted {
  readonly value: number
  readonly weight: number
}

/**
 * The lower weighted median: the smallest value with half of the weight at or below it. Always one of the values;
 * less than half of the weight cannot move it out of the others' range. `NaN` for an empty list.
 */
export function weightedMedian(values: readonly Weighted[]): number {
  const sorted = values.filter(item => item.weight > 0).sort((a, b) => a.value - b.value)
  const half = sorted.reduce((sum, item) => sum + item.weight, 0) / 2
  let below = 0
  for (const item of sorted) {
    below += item.weight
    if (below >= half * (1 - 1e-12)) return item.value
  }
  return Number.NaN
}

/** The weighted mean, within the range of the values. `NaN` for an empty list. */
export function weightedMean(values: readonly Weighted[]): number {
  const present = values.filter(item => item.weight > 0)
  const total = present.reduce((sum, item) => sum + item.weight, 0)
  const mean = present.reduce((sum, item) => sum + item.value * (item.weight / total), 0)
  const low = Math.min(...present.map(item => item.value))
  const high = Math.max(...present.map(item => item.value))
  return present.length === 0 ? Number.NaN : Math.min(high, Math.max(low, mean))
}
