export type { Candidate, Plan, RoutingContext, RoutingStrategy, SessionView } from './routing-strategy.ts'
