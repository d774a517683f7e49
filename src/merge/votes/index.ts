export type { Advice } from './single-or-merge.ts'
export type { SourceVote, VoteTask } from './vote-table.ts'
export { type RefitOptions, type Verdict, VoteModel, type VoteModelOptions } from './vote-model.ts'
