export type { Belief, FeedbackSource, Learner, Observation, Prediction } from './learner.ts'
export { type Drift, LearningEngine, type LearningEngineOptions, type Prior } from './learning-engine.ts'
