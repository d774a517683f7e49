export { continued, type Continuation, isContinuable } from './continued.ts'
export { ParallelExecutor, type ParallelExecutorOptions } from './parallel-executor.ts'
export type { Pace } from './race.ts'
export type { ContextTokens } from './worth-asking.ts'
