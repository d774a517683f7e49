export type { CalibrationExample, CalibrationOutcome } from './calibration.ts'
export type { Belief, FeedbackSource, Learner, Observation, Prediction } from './learner.ts'
export { type Drift, LearningEngine, type LearningEngineOptions } from './learning-engine.ts'
export type { Prior } from './prior.ts'
