export { type Counterfactual, counterfactual, type PricedDecision } from './counterfactual.ts'
export { always, type LoggedDecision, type Policy } from './logged-decision.ts'
export { type Estimate, evaluatePolicy, type OffPolicyEstimate, type OffPolicyOptions } from './off-policy.ts'
export { type Recommendation, type RecommendOptions, recommend, type StrategyEstimate } from './recommend.ts'
export {
  type RecordedOutcome,
  type RecordedRequest,
  replay,
  type ReplayedDecision,
  type ReplayOptions,
} from './replay.ts'
