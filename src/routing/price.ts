import type { TaskProfile } from '../chat/index.ts'
import type { Belief } from '../learning/index.ts'
import { type ModelInfo, priceOf } from '../providers/index.ts'

/** Output tokens of an answer of which nothing is known. */
const TYPICAL_OUTPUT_TOKENS = 300

/** What a request would cost by the list price, before anything was measured; `undefined` where there is no price. */
export function listCost(
  model: ModelInfo,
  task: TaskProfile,
  maxOutputTokens: number | undefined,
  nowMs: number,
): Belief | undefined {
  const outputTokens = Math.min(TYPICAL_OUTPUT_TOKENS, maxOutputTokens ?? Infinity)
  const mean = priceOf({ inputTokens: task.inputTokens, outputTokens }, model, nowMs)
  if (mean === undefined) return undefined
  return { mean, stdDev: mean / 2, samples: 0 }
}
