export type { AnswerShape } from './answer-shape.ts'
export { answerValue } from './answer-value.ts'
export { ConfidenceWeightedMerger } from './confidence-weighted-merger.ts'
export {
  answerLabel,
  type CertainOptions,
  certainStop,
  type EarlyStop,
  type EarlyStopOptions,
  type LabelOf,
  type Outstanding,
  type PosteriorOptions,
  probableStop,
  sequentialStop,
  type SequentialOptions,
} from './early-stop.ts'
export { JudgedMerger, type JudgedMergerOptions } from './judged-merger.ts'
export type { NumberPolicy } from './merge-numbers.ts'
export type { FieldPolicy } from './merge-value.ts'
export type { Answer, MergeContext, Merged, MergedField, MergeExample, Merger } from './merger.ts'
export { modelFamily } from './model-family.ts'
export type { ConfidenceWeightedMergerOptions } from './merger-options.ts'
export { type NumberError, NumberErrors } from './number-errors.ts'
export { parseQuantity, type Quantity } from './quantity.ts'
export { type ReadJson, readJson } from './read-json.ts'
export { hodgesLehmann, outliers, type Weighted, weightedMean, weightedMedian } from './robust.ts'
export { logOdds, type Tally, type TallyOptions, tally, type Vote } from './vote.ts'
export {
  type Advice,
  type RefitOptions,
  type SourceVote,
  type Verdict,
  VoteModel,
  type VoteModelOptions,
  type VoteTask,
} from './votes/index.ts'
export { totalUsage } from './total-usage.ts'
