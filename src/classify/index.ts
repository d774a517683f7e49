export type { Classifier } from './classifier.ts'
export { TaskClassifier, type TaskClassifierOptions } from './task-classifier.ts'
export { estimateTokens, textTokens } from './tokens.ts'
