export type {
  AppendLog,
  CounterStore,
  KeyValueStore,
  Learned,
  LearningStore,
  RecordStore,
  Storage,
} from './storage.ts'
