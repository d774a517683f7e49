export { type Alignment, align } from './alignment.ts'
export { type Difference, differenceOf } from './guards.ts'
export { likeness, type WordWeight } from './likeness.ts'
export { parseQuestion, type Question } from './question.ts'
export { type Embedding, QuestionIndex, type QuestionMatch } from './question-index.ts'
export { ReuseThreshold, type ReuseThresholdOptions } from './reuse-threshold.ts'
export {
  type QuestionPlace,
  type SameQuestionMetrics,
  type SameQuestionOptions,
  SameQuestionReuse,
  type Twin,
} from './same-question-reuse.ts'
