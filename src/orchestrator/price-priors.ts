import type { Target } from '../chat/index.ts'
import type { Prior } from '../learning/index.ts'
import { type ModelInfo, priceOf } from '../providers/index.ts'

/** A call by which list prices are compared. */
const TYPICAL = { inputTokens: 1000, outputTokens: 300 }

/** What the price list says of each target before anything was seen: who is dearer is expected to be better. */
export function pricePriors(
  targets: readonly { readonly target: Target; readonly model: ModelInfo }[],
): Readonly<Record<Target, Prior>> {
  const priors: Record<Target, Prior> = {}
  for (const { target, model } of targets) {
    // Of prices that change, the last: a constructor asks no clock.
    const costUsd = priceOf(TYPICAL, model, Number.MAX_SAFE_INTEGER)
    if (costUsd !== undefined) priors[target] = { costUsd }
  }
  return priors
}
