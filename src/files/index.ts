export {
  FileStore,
  type FileStoreOptions,
  type FileRecord,
  type FileToUpload,
  type FileUploader,
  type UploadMethod,
} from './file-store.ts'
export { type Digest, digestOf, type FileContent } from './hash.ts'
export { anthropicFiles, googleFiles, openaiFiles, type UploaderOptions } from './uploaders.ts'
