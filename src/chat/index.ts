export { Collector, collect, collectNow } from './collect.ts'
export { type ChatEvent, type FinishEvent, isContent } from './events.ts'
export { canonicalJson, type JsonObject, type JsonValue } from './json.ts'
export type { RateLimit } from './rate-limit.ts'
export { replay } from './replay.ts'
export {
  type ChatRequest,
  type ContentPart,
  type FilePart,
  type ImagePart,
  type Message,
  type Provenance,
  type ReasoningPart,
  type TextPart,
  type Tool,
  type ToolCall,
  textOf,
} from './request.ts'
export type { ChatResponse, FinishReason, Source } from './response.ts'
export { isTarget, splitTarget, type Target } from './target.ts'
export type { TaskProfile } from './task-profile.ts'
export { isNonEmpty, type MaybePromise, type NonEmpty } from './types.ts'
export { type Usage, unknownUsage } from './usage.ts'
