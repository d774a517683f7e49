import type { ChatResponse, NonEmpty, Target } from '../chat/index.ts'
import { describeError, RouterError } from './router-error.ts'

/** Every target that could be asked was asked, and failed. */
export class AllTargetsFailedError extends RouterError {
  readonly code = 'all-targets-failed'
  readonly errors: NonEmpty<unknown>
  constructor(errors: NonEmpty<unknown>) {
    super(`every target failed: ${errors.map(describeError).join('; ')}`, { cause: errors.at(-1) })
    this.errors = errors
  }
}

/** The stream broke after content had been delivered. `partial` is what came. */
export class StreamInterruptedError extends RouterError {
  readonly code = 'stream-interrupted'
  readonly target: Target
  readonly partial: ChatResponse
  constructor(target: Target, partial: ChatResponse, cause: unknown) {
    super(`${target}: the stream broke after ${partial.text.length} characters: ${describeError(cause)}`, { cause })
    this.target = target
    this.partial = partial
  }
}
