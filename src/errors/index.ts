export { AllTargetsFailedError, StreamInterruptedError } from './failures.ts'
export {
  effectOf,
  failureOf,
  type FailureEffect,
  failureEffects,
  ProviderError,
  type ProviderErrorDetails,
  type ProviderErrorKind,
  type Remedy,
  toProviderError,
} from './provider-error.ts'
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
