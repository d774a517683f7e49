import { featureNames } from './features.ts'

const indexes = new Map(featureNames.map((name, at) => [name, at]))

/** One of the features by name; 0 for a name that is none. */
export function signal(features: Float64Array, name: string): number {
  return features[indexes.get(name) ?? -1] ?? 0
}

/** Words of a group anywhere in the text, as a number that grows ever more slowly. */
export function mentions(features: Float64Array, group: string): number {
  return signal(features, group) + signal(features, `${group} within`)
}
