import { RouterError } from '../../errors/index.ts'

/** Another process, or another `FileStorage` of this one, uses the directory. */
export class StorageLockedError extends RouterError {
  readonly code = 'storage-locked'
  readonly path: string
  constructor(path: string, holder: string) {
    super(
      `${path} is held by ${holder}: a directory serves one process at a time. If that one is gone, delete the file`,
    )
    this.path = path
  }
}

/** A file of the storage is damaged beyond what a crash can do, or of another version. Nothing was changed. */
export class StorageUnreadableError extends RouterError {
  readonly code = 'storage-unreadable'
  readonly path: string
  constructor(path: string, problem: string) {
    super(`${path} cannot be read: ${problem}. Move it away to start anew`)
    this.path = path
  }
}

/** The storage was used after it had been disposed. */
export class StorageClosedError extends RouterError {
  readonly code = 'storage-closed'
  readonly path: string
  constructor(path: string) {
    super(`the storage in ${path} has been closed: make a new one`)
    this.path = path
  }
}
