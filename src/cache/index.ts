export { type AnswerRules, isCacheableAnswer, isCacheableRequest } from './admission.ts'
export { type CacheKey, type RequestKeyOptions, requestKey, scopedKey } from './cache-key.ts'
export { type CacheLayerOptions, cacheLayer } from './cache-layer.ts'
export type { CacheMetrics, EvictionReason } from './cache-metrics.ts'
export type { CacheEntry, EntryDetails, Freshness } from './entry.ts'
export { LearnedCache, type LearnedCacheOptions } from './eviction/learned-cache.ts'
export type { FreshnessOptions } from './freshness.ts'
export { KvCache } from './kv-cache.ts'
export type { CacheDump, ComputeOptions, Found, Invalidation, KvCacheOptions, SetOptions } from './kv-cache-options.ts'
export { SingleFlight } from './single-flight.ts'
export { sizeOf } from './size-of.ts'
export type { StoreFaults } from './store-calls.ts'
export {
  type Alignment,
  align,
  type Difference,
  differenceOf,
  type Embedding,
  likeness,
  parseQuestion,
  type Question,
  QuestionIndex,
  type QuestionMatch,
  type QuestionPlace,
  ReuseThreshold,
  type ReuseThresholdOptions,
  type SameQuestionMetrics,
  type SameQuestionOptions,
  SameQuestionReuse,
  type Twin,
  type WordWeight,
} from './same-question/index.ts'
export { type ContextStrategy, contextOf } from './context-strategy.ts'
export {
  ConversationCache,
  type ConversationCacheOptions,
  type ConversationId,
} from './conversation-cache.ts'
export { PrefixAffinity, type PrefixAffinityOptions } from './prefix-affinity.ts'
export { mostAsked, type Warmed, type WarmOptions, warm } from './warm.ts'
export { type CacheableProvider, type WithCacheOptions, withCache } from './with-cache.ts'
