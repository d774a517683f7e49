const marker = Symbol.for('routewise.error')

/**
 * The base of every error that this library makes. `code` is literal per class; messages name the target and the
 * number that mattered, and never hold a secret or the content of a message.
 */
export abstract class RouterError extends Error {
  abstract readonly code: string
  readonly [marker] = true

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
  }

  /** Holds across copies and versions of the package, where `instanceof` does not. */
  static is(value: unknown): value is RouterError {
    return typeof value === 'object' && value !== null && marker in value
  }
}

/** One line about anything that was thrown. Messages that are not ours may quote the request, so only their name is told. */
export function describeError(error: unknown): string {
  if (RouterError.is(error)) return error.message
  return error instanceof Error ? error.name : `a ${error === null ? 'null' : typeof error}`
}
