import type { StandardSchemaV1 } from '@standard-schema/spec'
import { type ChatResponse, splitTarget, type Target } from '../chat/index.ts'
import { ProviderError } from '../errors/index.ts'

/**
 * The value that a structured answer holds, parsed and validated. A fence around the JSON is taken off. What is not JSON,
 * or does not fit, is a `ProviderError` of kind `malformed-response`: another try or another target may do better.
 */
export async function structured<S extends StandardSchemaV1>(
  response: ChatResponse,
  schema: S,
  target: Target = `unknown/${response.model || 'model'}`,
): Promise<StandardSchemaV1.InferOutput<S>> {
  splitTarget(target)
  const source = /^\s*```(?:json)?\s*\n([\s\S]*?)\n\s*```\s*$/.exec(response.text)?.[1] ?? response.text
  let value: unknown
  try {
    value = JSON.parse(source)
  } catch {
    const cut = response.finishReason === 'length' ? ': the answer was cut at its limit' : ''
    throw new ProviderError({ target, kind: 'malformed-response', message: `the answer is not JSON${cut}` })
  }
  const result = await schema['~standard'].validate(value)
  if (!result.issues) return result.value
  const paths = result.issues.map(
    ({ path }) => path?.map(part => String(typeof part === 'object' ? part.key : part)).join('.') || 'the value',
  )
  throw new ProviderError({
    target,
    kind: 'malformed-response',
    message: `the answer does not fit its schema at ${paths.join(', ')}`,
  })
}
