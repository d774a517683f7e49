import type { JsonObject } from '../../../chat/index.ts'
import type { Ask } from '../../http/wire.ts'
import { jsonSchemaOf } from '../json-schema.ts'
import { jsonPrompt } from '../json-prompt.ts'
import { systemText } from '../system-text.ts'
import { contents } from './contents.ts'
import type { GeminiDialect } from './dialect.ts'

/** What is sent for one request. */
export function geminiBody(ask: Ask, dialect: GeminiDialect): Record<string, unknown> {
  const { request } = ask
  const config: Record<string, unknown> = {}
  if (request.maxOutputTokens !== undefined) config['maxOutputTokens'] = request.maxOutputTokens
  if (request.temperature !== undefined) config['temperature'] = request.temperature
  if (request.stop?.length) config['stopSequences'] = request.stop
  if (request.seed !== undefined) config['seed'] = request.seed
  if (request.responseFormat?.type === 'json') {
    config['responseMimeType'] = 'application/json'
    const { schema } = request.responseFormat
    if (schema) config['responseJsonSchema'] = jsonSchemaOf(schema, 'responseFormat.schema')
  }
  dialect.adapt?.(config, ask)
  const { responseFormat } = request
  const json = responseFormat?.type === 'json' && config['responseMimeType'] === undefined
  const schema = json && responseFormat.schema && jsonSchemaOf(responseFormat.schema, 'responseFormat.schema')
  const system = [systemText(request), json ? jsonPrompt(schema) : ''].filter(text => text !== '').join('\n\n')
  const tools: JsonObject[] = []
  if (request.tools?.length) {
    tools.push({
      functionDeclarations: request.tools.map(({ name, description, parameters }) => ({
        name,
        description: description ?? '',
        parametersJsonSchema: jsonSchemaOf(parameters, `tools.${name}`),
      })),
    })
  }
  if (request.search && tools.length === 0) tools.push({ googleSearch: {} })
  else if (request.search) ask.warnings.push(`${ask.target} searches only without tools: "search" was left out`)
  const { toolChoice } = request
  const body: Record<string, unknown> = {
    contents: contents(request.messages, ask),
    ...(system !== '' && { systemInstruction: { parts: [{ text: system }] } }),
    ...(tools.length > 0 && { tools }),
    ...(request.tools?.length &&
      toolChoice !== undefined && { toolConfig: { functionCallingConfig: callingMode(toolChoice) } }),
    ...(Object.keys(config).length > 0 && { generationConfig: config }),
  }
  return { ...body, ...request.providerOptions?.[ask.provider] }
}

function callingMode(choice: 'auto' | 'none' | 'required' | { readonly name: string }): JsonObject {
  if (typeof choice === 'object') return { mode: 'ANY', allowedFunctionNames: [choice.name] }
  return { mode: choice === 'required' ? 'ANY' : choice.toUpperCase() }
}
