export type { Belief, FeedbackSource, Learner, Observation, Prediction } from './learner.ts'
