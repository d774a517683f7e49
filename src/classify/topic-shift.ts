import { LinearModel, softmax } from './linear-model.ts'
import { excerpt } from './request-text.ts'
import { TOPIC_MEMORY, topicFeatureNames, topicFeatures } from './topic-features.ts'
import { topicWeights } from './weights.ts'

export interface TopicShift {
  /** How likely the turn opens a new topic, 0–1. */
  readonly score: number
  readonly changed: boolean
}

export interface TopicShiftOptions {
  /** From this score on the topic has changed, 0–1. Default 0.26: where F1 was highest in cross-validation on dialogues. */
  readonly threshold?: number
}

let model: LinearModel | undefined

/**
 * Whether a turn of a conversation opens a new topic, from its words and those of the six turns before, oldest first. The
 * first turn of a conversation changes nothing. Linear in the texts, of which no more than some 12 000 characters are read.
 */
export function topicShift(earlier: readonly string[], turn: string, options: TopicShiftOptions = {}): TopicShift {
  if (earlier.length === 0) return { score: 0, changed: false }
  model ??= LinearModel.parse(topicWeights, topicFeatureNames)
  const turns = [...earlier.slice(-TOPIC_MEMORY), turn].map(excerpt)
  const score = softmax(model.score(topicFeatures(turns, turns.length - 1)))[1] ?? 0
  return { score, changed: score >= (options.threshold ?? 0.26) }
}
