import { type ChatRequest, canonicalJson, type ContentPart, type JsonValue, type Message } from '../chat/index.ts'
import type { Constraints } from '../handler/index.ts'
import { sha256 } from './sha256.ts'

/** One text for all requests that ask the same; `undefined` where a schema in it cannot be written down. */
export async function canonicalRequest(
  request: ChatRequest,
  scope: string,
  options: { readonly constraints?: Constraints | undefined; readonly vary?: JsonValue | undefined },
): Promise<string | undefined> {
  const { tools, responseFormat, ...rest } = request
  const schemas = [
    ...(tools ?? []).map(tool => tool.parameters),
    ...(responseFormat?.type === 'json' && responseFormat.schema ? [responseFormat.schema] : []),
  ].map(jsonSchemaOf)
  if (schemas.includes(undefined)) return undefined
  return canonicalJson({
    ...rest,
    scope,
    messages: await Promise.all(request.messages.map(canonicalMessage)),
    tools: tools?.map(({ name, description }) => ({ name, description })),
    responseFormat: responseFormat?.type,
    schemas,
    vary: options.vary,
    // Price and latency do not change a stored answer; who may give it does.
    allow: options.constraints?.allow?.toSorted(),
    deny: options.constraints?.deny?.toSorted(),
    minQuality: options.constraints?.minQuality,
  })
}

async function canonicalMessage(message: Message): Promise<unknown> {
  if (typeof message.content === 'string') return message
  return { ...message, content: await Promise.all(message.content.map(canonicalPart)) }
}

/** Pictures and files count by their content. */
async function canonicalPart(part: ContentPart | { readonly type: 'reasoning' }): Promise<unknown> {
  if (!('data' in part) || !(part.data instanceof Uint8Array)) return part
  return { ...part, data: { sha256: await sha256(part.data) } }
}

interface SelfDescribing {
  readonly '~standard': {
    readonly jsonSchema?: { input(options: { readonly target: string }): Record<string, unknown> }
  }
}

/** Plain JSON Schema as it is; another schema library's schema where it can say itself as JSON Schema. */
function jsonSchemaOf(schema: object): object | undefined {
  if (!('~standard' in schema)) return schema
  try {
    return (schema as SelfDescribing)['~standard'].jsonSchema?.input({ target: 'draft-2020-12' })
  } catch {
    return undefined
  }
}
