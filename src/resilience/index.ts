export type { Breaker, CircuitState, Permit } from './breaker.ts'
