import { isNonEmpty, type Target } from '../chat/index.ts'
import type { Merged, MergeExample } from '../merge/index.ts'
import type { ValidationReport } from '../validate/index.ts'
import type { Correction } from './correction.ts'
import type { Feedback } from './feedback.ts'

/**
 * What a validation says of an answer: 1 where nothing is wrong, 0 where all of it is; of a list, the share of its elements
 * without an error. Warnings change nothing.
 */
export function feedbackFromValidation(report: ValidationReport, target?: Target): Feedback {
  const score = report.checked === 0 ? Number(report.ok) : 1 - report.failed / report.checked
  return { score: report.ok ? 1 : score, source: 'validation', ...(target !== undefined && { target }) }
}

/**
 * What a merge says of each that was asked: the share of the fields it had a part in where it agrees with what was merged,
 * each field as far as its confidence is above one half. Where no two agree, as in free text, nothing is said of anybody.
 * A weak source: those who err together agree.
 */
export function feedbackFromAgreement(merged: Merged): readonly Feedback[] {
  const sums = new Map<Target, { right: number; all: number }>()
  const count = (target: Target, weight: number, right: boolean): void => {
    const sum = sums.get(target) ?? { right: 0, all: 0 }
    sums.set(target, { right: sum.right + (right ? weight : 0), all: sum.all + weight })
  }
  for (const field of Object.values(merged.fields ?? {})) {
    const weight = field.from.length > 1 ? Math.max(0, 2 * field.confidence - 1) : 0
    for (const target of field.from) count(target, weight, true)
    for (const { target } of field.dissent ?? []) count(target, weight, false)
  }
  return [...sums].flatMap(([target, { right, all }]) =>
    all > 0 ? [{ score: right / all, source: 'agreement' as const, target }] : [],
  )
}

/**
 * What a judge's choice says of each that was asked: those it chose are believed right as far as the merge is sure of it,
 * the others as far as it is not. Nothing where no judge chose.
 */
export function feedbackFromJudge({ from, passedOver = [], confidence }: Merged): readonly Feedback[] {
  if (passedOver.length === 0) return []
  const say = (score: number) => (target: Target) => ({ score, source: 'judge' as const, target })
  return [...from.map(say(confidence)), ...passedOver.map(say(1 - confidence))]
}

/** A correction as an example for `ConfidenceWeightedMerger.learn`; `undefined` where no answers were recorded. */
export function exampleFromCorrection(correction: Correction): MergeExample | undefined {
  const answers = correction.answers.map(({ target, answer }) => ({
    target,
    weight: 0.5,
    response: {
      text: typeof answer === 'string' ? answer : JSON.stringify(answer),
      toolCalls: [],
      finishReason: 'stop' as const,
      usage: { inputTokens: undefined, outputTokens: undefined },
      model: target,
    },
  }))
  const { request: id, value: truth, task: kind } = correction
  return isNonEmpty(answers) ? { id, answers, truth, kind } : undefined
}
