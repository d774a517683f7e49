export { StorageClosedError, StorageLockedError, StorageUnreadableError } from './errors.ts'
export { FileStorage, type FileStorageOptions } from './file-storage.ts'
