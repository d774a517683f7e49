export type { DecidedTarget, DecisionRecord } from './decision-record.ts'
export type { Feedback } from './feedback.ts'
export { defaultSourceWeights, FeedbackBook, type FeedbackBookOptions, type SourceWeights } from './feedback-book.ts'
