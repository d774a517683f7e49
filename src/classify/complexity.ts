import { mentions, signal } from './signals.ts'

/**
 * How hard a request is, 0–1: by length, words of reasoning, proof and comparison, formulas, answers to choose from, code,
 * and how likely it is that several steps lead to the answer. A rough order, not a measure.
 */
export function complexityOf(features: Float64Array, complexReasoning: number): number {
  const score =
    -2.3 +
    0.55 * signal(features, 'length') * 2 +
    0.35 * mentions(features, 'reason') +
    0.4 * mentions(features, 'evidence') +
    0.15 * mentions(features, 'science') +
    0.3 * mentions(features, 'math') +
    0.15 * mentions(features, 'code') +
    0.45 * signal(features, 'commands') +
    0.2 * signal(features, 'choices') +
    0.2 * signal(features, 'codeSigns') +
    1.2 * complexReasoning -
    0.3 * mentions(features, 'errand') -
    0.2 * mentions(features, 'chat') -
    0.3 * mentions(features, 'thrift')
  return 1 / (1 + Math.exp(-score))
}
