import { isNonEmpty } from '../chat/index.ts'
import { AllTargetsFailedError } from '../errors/index.ts'

/** What a caller is told when nobody answered: the one error there was, or all of them. */
export function failureOf(errors: readonly unknown[]): unknown {
  return errors.length > 1 && isNonEmpty(errors) ? new AllTargetsFailedError(errors) : errors[0]
}
