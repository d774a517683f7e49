import type { ChatRequest, MaybePromise, TaskProfile } from '../chat/index.ts'

/** How tasks are told apart. `TaskClassifier` is the default. */
export interface Classifier {
  classify(request: ChatRequest, options: { readonly signal: AbortSignal }): MaybePromise<TaskProfile>
}
