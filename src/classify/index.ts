export type { Classifier } from './classifier.ts'
