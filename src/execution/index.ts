export { ParallelExecutor, type ParallelExecutorOptions } from './parallel-executor.ts'
