import type { NonEmpty } from '../../chat/index.ts'
import type { Random } from '../../runtime/index.ts'

/** One of the items, with a probability in proportion to its weight. Weights are from 0 on, one at least above 0. */
export function draw<T extends { readonly weight: number }>(
  items: NonEmpty<T>,
  random: Random,
): { readonly item: T; readonly propensity: number } {
  const sum = items.reduce((total, { weight }) => total + weight, 0)
  let left = random() * sum
  let [item] = items
  for (const next of items) {
    if (next.weight === 0) continue
    item = next
    left -= next.weight
    if (left < 0) break
  }
  return { item, propensity: item.weight / sum }
}
