import { type ChatRequest, canonicalJson, textOf } from '../chat/index.ts'

/** Tokens that a message costs beside its text, and an image of ordinary size. Of the order that vendors document. */
const MESSAGE_TOKENS = 4
const IMAGE_TOKENS = 800
const FILE_TOKENS = 1_500

/** How much of a long text is looked at to tell how many characters a token has. */
const SAMPLE_CHARS = 4_000

/**
 * How many tokens a request costs as input, without a tokenizer: about four characters a token for Latin letters, one for
 * Chinese characters, two for other scripts. Cost: a look at the first few thousand characters of each message.
 */
export function estimateTokens(request: ChatRequest): number {
  let tokens = 0
  for (const message of request.messages) {
    tokens += MESSAGE_TOKENS + textTokens(textOf(message))
    if (message.role === 'assistant') {
      for (const call of message.toolCalls ?? [])
        tokens += textTokens(call.rawArguments ?? canonicalJson(call.arguments))
    }
    if (typeof message.content === 'string') continue
    for (const part of message.content) {
      if (part.type === 'image') tokens += IMAGE_TOKENS
      if (part.type === 'file') tokens += FILE_TOKENS
    }
  }
  for (const tool of request.tools ?? []) tokens += textTokens(`${tool.name} ${tool.description ?? ''}`) + 40
  return tokens
}

/** How many tokens a text costs, estimated. */
export function textTokens(text: string): number {
  const sample = Math.min(text.length, SAMPLE_CHARS)
  if (sample === 0) return 0
  let tokens = 0
  for (let i = 0; i < sample; i++) {
    const c = text.charCodeAt(i)
    tokens += c < 0x370 ? 0.25 : c < 0x2e80 ? 0.45 : c < 0xd800 ? 0.8 : 0.7
  }
  return Math.ceil((tokens * text.length) / sample)
}
