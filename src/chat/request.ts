import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { JsonObject, JsonValue } from './json.ts'
import type { Target } from './target.ts'

/** Who produced a part, so that it can be dropped or converted before another target sees it (thinking signatures, opaque ids). */
export interface Provenance {
  readonly target: Target
  /** What the provider wants back unchanged. */
  readonly opaque?: JsonObject
}
export interface TextPart {
  readonly type: 'text'
  readonly text: string
}
export interface ReasoningPart {
  readonly type: 'reasoning'
  readonly text: string
  readonly provenance?: Provenance
}
export interface ImagePart {
  readonly type: 'image'
  readonly mediaType: string
  readonly data: Uint8Array | URL
}
/** A file by content, by URL, or by the id under which one provider already holds it. */
export interface FilePart {
  readonly type: 'file'
  readonly mediaType: string
  readonly name?: string
  readonly data: Uint8Array | URL | { readonly provider: string; readonly fileId: string }
}
export type ContentPart = TextPart | ImagePart | FilePart

export interface ToolCall {
  readonly id: string
  readonly name: string
  /** The parsed arguments; the text itself where it is not JSON. */
  readonly arguments: JsonValue
  /** The provider's own text, byte for byte, where the wire carries text. */
  readonly rawArguments?: string
  readonly provenance?: Provenance
}

export type Message =
  | { readonly role: 'system' | 'user'; readonly content: string | readonly ContentPart[] }
  | {
      readonly role: 'assistant'
      readonly content: string | readonly (TextPart | ReasoningPart)[]
      readonly toolCalls?: readonly ToolCall[]
    }
  | { readonly role: 'tool'; readonly toolCallId: string; readonly content: string }

/** `parameters`: a JSON Schema, or any Standard Schema (zod, valibot, arktype). */
export interface Tool {
  readonly name: string
  readonly description?: string
  readonly parameters: JsonObject | StandardSchemaV1
}

/** What is asked. The same object for every provider; adapters map it to their wire and warn where they cannot. */
export interface ChatRequest {
  readonly messages: readonly Message[]
  readonly tools?: readonly Tool[]
  readonly toolChoice?: 'auto' | 'none' | 'required' | { readonly name: string }
  /** How hard to think; each adapter maps it to the provider's own switch, and warns where there is none. */
  readonly reasoning?: 'off' | 'low' | 'medium' | 'high'
  /** Let the provider search the web, where it can. */
  readonly search?: boolean
  readonly responseFormat?:
    | { readonly type: 'text' }
    | { readonly type: 'json'; readonly schema?: JsonObject | StandardSchemaV1 }
  readonly maxOutputTokens?: number
  readonly temperature?: number
  readonly stop?: readonly string[]
  readonly seed?: number
  /** What only one provider understands, by provider id. */
  readonly providerOptions?: Readonly<Record<string, JsonObject>>
}

/** The text of a message, its parts joined by line feeds; images and files have none. */
export function textOf(message: Message): string {
  if (typeof message.content === 'string') return message.content
  const texts: string[] = []
  for (const part of message.content) if (part.type === 'text') texts.push(part.text)
  return texts.join('\n')
}
