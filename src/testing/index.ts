export { VirtualClock } from '../runtime/index.ts'
