import {
  type ChatEvent,
  type ChatRequest,
  type FilePart,
  type ImagePart,
  type JsonObject,
  type JsonValue,
  type Message,
  type ReasoningPart,
  type Target,
  textOf,
  type Tool,
  type ToolCall,
} from '../../chat/index.ts'
import { InvalidRequestError } from '../../errors/index.ts'
import { parseJson } from '../http/json.ts'

/** The JSON Schema of a tool or an answer, also out of a Standard Schema that can tell it. */
export function jsonSchemaOf(schema: Tool['parameters'], path: string): JsonObject {
  if (!('~standard' in schema)) return schema
  const standard: object = schema['~standard'] as object
  const converter = 'jsonSchema' in standard ? standard.jsonSchema : undefined
  if (typeof converter === 'object' && converter !== null && 'input' in converter) {
    const input = converter.input as (options: { target: string }) => JsonObject
    return input({ target: 'draft-2020-12' })
  }
  throw new InvalidRequestError([
    { path, message: 'this Standard Schema does not tell its JSON Schema: hand in the JSON Schema itself' },
  ])
}

/** The arguments as a value. No text means no arguments; what is not JSON stays text. */
export function parsedArguments(raw: string): JsonValue {
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

export function base64(bytes: Uint8Array): string {
  let binary = ''
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000))
  }
  return btoa(binary)
}

/** A picture or file as an address: its own, or one that holds the data. */
export function dataUrl(part: ImagePart | FilePart): string {
  if (part.data instanceof URL) return part.data.href
  if (part.data instanceof Uint8Array) return `data:${part.mediaType};base64,${base64(part.data)}`
  throw new InvalidRequestError([{ path: 'messages', message: 'a file held by one provider has no address' }])
}

/** The id of a file that this provider holds already. A file held by another is a fault of the request. */
export function heldFileId(part: FilePart, provider: string): string | undefined {
  if (part.data instanceof Uint8Array || part.data instanceof URL) return undefined
  if (part.data.provider === provider) return part.data.fileId
  throw new InvalidRequestError([
    {
      path: 'messages',
      message: `file "${part.data.fileId}" is held by "${part.data.provider}": upload it to "${provider}" as well`,
    },
  ])
}

/** What the model may be shown of an assistant turn: its own reasoning. What others thought is left out. */
export function ownReasoning(message: Message, target: Target): readonly ReasoningPart[] {
  if (message.role !== 'assistant' || typeof message.content === 'string') return []
  return message.content.filter(
    part => part.type === 'reasoning' && part.provenance?.target === target,
  ) as ReasoningPart[]
}

export const systemText = (request: ChatRequest): string =>
  request.messages
    .filter(message => message.role === 'system')
    .map(textOf)
    .join('\n\n')

/** Ends a reasoning part before what follows it. */
export class ReasoningTracker {
  readonly #target: Target
  #open = false
  constructor(target: Target) {
    this.#target = target
  }
  delta(text: string, out: ChatEvent[]): void {
    if (text === '') return
    this.#open = true
    out.push({ type: 'reasoning-delta', text })
  }
  end(out: ChatEvent[], opaque?: JsonObject): void {
    if (!this.#open && !opaque) return
    this.#open = false
    out.push({ type: 'reasoning-end', provenance: { target: this.#target, ...(opaque && { opaque }) } })
  }
}
