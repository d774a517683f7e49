export { AllTargetsFailedError, StreamInterruptedError } from './failures.ts'
export { effectOf, failureOf, type FailureEffect, failureEffects, type Remedy } from './failure-effects.ts'
export { isRetryable, type ProviderErrorKind } from './kinds.ts'
export { ProviderError, type ProviderErrorDetails, toProviderError } from './provider-error.ts'
export {
  CircuitOpenError,
  type Fault,
  InvalidOptionsError,
  InvalidPlanError,
  InvalidRequestError,
  LedgerExhaustedError,
  NoCandidateError,
  TargetBusyError,
  UnknownRequestError,
} from './refusals.ts'
export { describeError, RouterError } from './router-error.ts'
