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

/** The median of the means of all pairs (Hodges and Lehmann 1963): withstands 29 % of outliers, 96 % as efficient as the mean. */
export function hodgesLehmann(values: readonly Weighted[]): number {
  const pairs = values.flatMap((a, i) =>
    values.slice(i).map(b => ({ value: (a.value + b.value) / 2, weight: a.weight * b.weight })),
  )
  return weightedMedian(pairs)
}

/** Which values are out of line: over 3.5 scaled median absolute deviations off (Iglewicz and Hoaglin 1993); 10 % off where most are equal. */
export function outliers(values: readonly Weighted[]): readonly boolean[] {
  const median = weightedMedian(values)
  const deviation = weightedMedian(values.map(item => ({ value: Math.abs(item.value - median), weight: item.weight })))
  const limit = deviation > 0 ? (3.5 * deviation) / 0.6745 : 0.1 * Math.abs(median)
  return values.map(item => Math.abs(item.value - median) > limit)
}
