export { type RecordOptions, recordLayer } from './record-layer.ts'
export { type TargetTotals, Tracker } from './tracker.ts'
