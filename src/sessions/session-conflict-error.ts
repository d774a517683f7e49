import { RouterError } from '../errors/index.ts'

/** Others kept writing the session first. The turn was answered; only its record is missing. */
export class SessionConflictError extends RouterError {
  readonly code = 'session-conflict'
  readonly session: string
  constructor(session: string, tries: number) {
    super(`session "${session}": others wrote it first ${tries} times in a row; its last turn is not recorded`)
    this.session = session
  }
}
