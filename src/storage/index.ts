export { addLearned } from './add-learned.ts'
export { MemoryStorage, type MemoryStorageOptions } from './memory.ts'
export type {
  AppendLog,
  CounterStore,
  KeyValueStore,
  Learned,
  LearningStore,
  RecordStore,
  Storage,
} from './storage.ts'
