import type { JsonValue, ToolCall } from '../../chat/index.ts'
import { parseJson } from '../http/json.ts'

/** The arguments as a value. No text means no arguments; what is not JSON stays text. */
function parsedArguments(raw: string): JsonValue {
  if (raw.trim() === '') return {}
  const value = parseJson(raw)
  return value === undefined ? raw : (value as JsonValue)
}

export function toolCallOf(id: string, name: string, rawArguments: string): ToolCall {
  return { id, name, arguments: parsedArguments(rawArguments), rawArguments }
}

/** The text of the arguments: the provider's own where it is known. */
export function argumentsText(call: ToolCall): string {
  return call.rawArguments !== undefined && call.rawArguments !== ''
    ? call.rawArguments
    : JSON.stringify(call.arguments)
}
