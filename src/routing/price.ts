import type { TaskProfile } from '../chat/index.ts'
import type { Belief } from '../learning/index.ts'
import type { ModelInfo } from '../providers/index.ts'

/** Output tokens of an answer of which nothing is known. */
const TYPICAL_OUTPUT_TOKENS = 300

/** What a request would cost by the list price, before anything was measured; `undefined` where there is no price. */
export function listCost(
  model: ModelInfo,
  task: TaskProfile,
  maxOutputTokens: number | undefined,
  nowMs: number,
): Belief | undefined {
  const price = model.prices?.find(
    p =>
      nowMs >= (p.fromMs ?? -Infinity) &&
      nowMs < (p.untilMs ?? Infinity) &&
      task.inputTokens >= (p.aboveInputTokens ?? -Infinity),
  )
  if (!price) return undefined
  const outputTokens = Math.min(TYPICAL_OUTPUT_TOKENS, maxOutputTokens ?? Infinity)
  const mean = (task.inputTokens * price.inputUsdPerMTok + outputTokens * price.outputUsdPerMTok) / 1e6
  return { mean, stdDev: mean / 2, samples: 0 }
}
