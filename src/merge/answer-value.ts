import type { ChatResponse, JsonValue } from '../chat/index.ts'
import { readJson } from './read-json.ts'

/**
 * What an answer says, as a value that a correction can be compared with: its tool calls, the object or list it holds, else
 * its text. `undefined` for an answer that says nothing.
 */
export function answerValue({ text, toolCalls }: Pick<ChatResponse, 'text' | 'toolCalls'>): JsonValue | undefined {
  if (toolCalls.length > 0) return toolCalls.map(({ name, arguments: args }) => ({ name, arguments: args }))
  if (text.trim() === '') return undefined
  const json = /^\s*(?:```\w*\s*)?[[{]/u.test(text) ? readJson(text) : undefined
  return json && !json.truncated ? json.value : text
}
