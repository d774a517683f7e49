export { discover, type DiscoverOptions, type Env } from './discover.ts'
export { type Eligibility, eligible, exclusionOf, requiredCapabilities } from './eligible.ts'
export { type ProviderHealth, ProviderRegistry } from './registry.ts'
export { structured } from './structured.ts'
export { priceOf } from './price.ts'
export type { Capability, ModelInfo, Price, Provider, ProviderCallOptions } from './provider.ts'
export { invoke } from './invoke.ts'
export {
  type SimulatedAnswer,
  type SimulatedCall,
  type SimulatedFault,
  type SimulatedOptions,
  simulated,
} from './simulated.ts'
export { classifyStatus, type ErrorCodes } from './http/classify-error.ts'
export {
  type ExchangeEnd,
  httpProvider,
  type HttpProviderOptions,
  type HttpProviderParts,
} from './http/http-provider.ts'
export type { RateLimit } from './http/rate-limits.ts'
export type { RetryAfter } from './http/retry-after.ts'
export { type FrameListener, SseParser } from './http/sse.ts'
export type { Ask, Notes, StreamReader, Wire } from './http/wire.ts'
export { anthropicMessagesWire, type MessagesDialect } from './wires/anthropic-messages.ts'
export { type GeminiDialect, geminiWire } from './wires/gemini.ts'
export { type ChatBody, type ChatDialect, openaiChatWire } from './wires/openai-chat.ts'
export { openaiResponsesWire, type ResponsesDialect } from './wires/openai-responses.ts'
export { anthropic, anthropicModels } from './presets/anthropic.ts'
export { deepseek, deepseekModels } from './presets/deepseek.ts'
export { doubao, doubaoModels, type DoubaoOptions } from './presets/doubao.ts'
export { google, googleModels } from './presets/google.ts'
export { groq, groqModels } from './presets/groq.ts'
export { minimax, minimaxModels, type MiniMaxOptions } from './presets/minimax.ts'
export { moonshot, moonshotModels } from './presets/moonshot.ts'
export { openai, openaiModels, type OpenAIOptions } from './presets/openai.ts'
export { knownServers, openaiCompatible, type OpenAICompatibleOptions } from './presets/openai-compatible.ts'
export { qwen, qwenModels } from './presets/qwen.ts'
export type { RegionalOptions } from './presets/region.ts'
export { zai, zaiModels } from './presets/zai.ts'
