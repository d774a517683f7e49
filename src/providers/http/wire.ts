import type { ChatEvent, ChatRequest, Target, Usage } from '../../chat/index.ts'
import type { ProviderError } from '../../errors/index.ts'
import type { ModelInfo } from '../provider.ts'

/** One exchange as a wire sees it: what was asked, and where to put what does not fit into the answer. */
export interface Ask {
  readonly target: Target
  readonly provider: string
  readonly model: string
  readonly info: ModelInfo | undefined
  readonly request: ChatRequest
  readonly stream: boolean
  readonly warnings: string[]
  /** What was learned beside the answer. Filled as it becomes known. */
  readonly notes: Notes
  /** The error for a body that reports one although the status is 200. */
  fail(body: unknown): ProviderError
}

export interface Notes {
  usage?: Usage
  rawFinishReason?: string
  /** Tools that the provider ran by itself. */
  serverTools?: string[]
  /** Why the provider refused the prompt, in its own word. */
  blockReason?: string
  /** Arguments of tool calls came in parts, by path: there is no text of them. */
  partialArguments?: boolean
  /** The words of a refusal. */
  refusal?: string
}

/** Reads one answer, in one piece or by the frames of its stream. Events go to `out`; an error told by the body is thrown. */
export interface AnswerReader {
  whole(json: unknown, out: ChatEvent[]): void
  frame(json: unknown, out: ChatEvent[]): void
  /** Whether the protocol's end marker came: nothing follows it. */
  readonly ended: boolean
  /** The stream is over. The last events go to `out`; false where nothing says that the answer is whole. */
  finish(out: ChatEvent[]): boolean
}

/** One protocol: how a request is written and an answer read. Knows neither `fetch` nor status codes. */
export interface Wire {
  path(ask: Ask): string
  /** Where its models are listed: the cheapest question there is. */
  readonly modelsPath: string
  headers(apiKey: string): Readonly<Record<string, string>>
  body(ask: Ask): unknown
  reader(ask: Ask): AnswerReader
}
