import { type ChatRequest, canonicalJson, textOf } from '../chat/index.ts'
import { textTokens, type TokenCounter } from './text-tokens.ts'

/** Tokens that a message costs beside its text, and an image of ordinary size. Of the order that vendors document. */
const MESSAGE_TOKENS = 4
const IMAGE_TOKENS = 800
const FILE_TOKENS = 1_500
/** What a tool costs beside its name, description and schema, and a schema that is not known. */
const TOOL_TOKENS = 12
const SCHEMA_TOKENS = 40

/**
 * How many tokens a request costs as input: its texts, calls and tools by `count`, the rest by what is usual. Default: the
 * built-in estimate, which looks at a few thousand characters of each message.
 */
export function estimateTokens(request: ChatRequest, count: TokenCounter = textTokens): number {
  let tokens = 0
  for (const message of request.messages) {
    tokens += MESSAGE_TOKENS + count(textOf(message))
    if (message.role === 'assistant') {
      for (const call of message.toolCalls ?? []) tokens += count(call.rawArguments ?? canonicalJson(call.arguments))
    }
    if (typeof message.content === 'string') continue
    for (const part of message.content) {
      if (part.type === 'image') tokens += IMAGE_TOKENS
      if (part.type === 'file') tokens += FILE_TOKENS
    }
  }
  for (const { name, description = '', parameters } of request.tools ?? []) {
    // A Standard Schema is written down by the provider only.
    const schema = '~standard' in parameters ? '' : JSON.stringify(parameters)
    tokens += TOOL_TOKENS + count(`${name} ${description} ${schema}`) + (schema === '' ? SCHEMA_TOKENS : 0)
  }
  return tokens
}
