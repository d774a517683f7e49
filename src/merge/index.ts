export type { Answer, Merged, Merger } from './merger.ts'
