import type { StandardSchemaV1 } from '@standard-schema/spec'
import { type ChatRequest, type ChatResponse, splitTarget, type Target } from '../chat/index.ts'
import { ProviderError, StreamInterruptedError } from '../errors/index.ts'
import { type Attempt, drain, type Middleware, type Outcome, type Reply, replyOf } from '../handler/index.ts'

/**
 * The value that a structured answer holds, parsed and validated. A fence around the JSON is taken off. What is not JSON,
 * or does not fit, is a `ProviderError` of kind `malformed-response`: another try or another target may do better; after an answer
 * that was cut at its limit, only another target.
 */
export async function structured<S extends StandardSchemaV1>(
  response: ChatResponse,
  schema: S,
  target: Target = `unknown/${response.model || 'model'}`,
): Promise<StandardSchemaV1.InferOutput<S>> {
  splitTarget(target)
  const cut = response.finishReason === 'length'
  const malformed = (problem: string): ProviderError =>
    new ProviderError({
      target,
      kind: 'malformed-response',
      message: `the answer ${problem}${cut ? ': it was cut at its limit' : ''}`,
      ...(cut && { retryable: false }),
    })
  const source = /^\s*```(?:json)?\s*\n([\s\S]*?)\n\s*```\s*$/.exec(response.text)?.[1] ?? response.text
  let value: unknown
  try {
    value = JSON.parse(source)
  } catch {
    throw malformed('is not JSON')
  }
  const result = await schema['~standard'].validate(value)
  if (!result.issues) return result.value
  const paths = result.issues.map(
    ({ path }) => path?.map(part => String(typeof part === 'object' ? part.key : part)).join('.') || 'the value',
  )
  throw malformed(`does not fit its schema at ${paths.join(', ')}`)
}

/** What the answer to a request has to fit: the Standard Schema of its response format, where it has one. */
export function validatorOf({ responseFormat }: ChatRequest): StandardSchemaV1 | undefined {
  const schema = responseFormat?.type === 'json' ? responseFormat.schema : undefined
  return schema && '~standard' in schema ? (schema as StandardSchemaV1) : undefined
}

/** Whether an answer is the one that was asked for. A model that calls a tool first, or refuses, gives no value. */
export const holdsValue = ({ toolCalls, finishReason }: ChatResponse): boolean =>
  toolCalls.length === 0 && finishReason !== 'content-filter'

/**
 * An answer that does not fit the request's validator has failed, and is asked for again as any other failure. What was
 * streamed before its end cannot be taken back: there it ends in a `StreamInterruptedError`. Belongs above what measures and prices
 * attempts, since such an answer is billed.
 */
export function structuredLayer(): Middleware<Attempt> {
  return async function structuredAnswer(attempt, next) {
    const { target, mode } = attempt
    const schema = validatorOf(attempt.request)
    const reply = await next(attempt)
    if (!schema) return reply
    if (mode === 'stream') return checked(reply, schema)
    const response = await drain(reply)
    if (holdsValue(response)) await structured(response, schema, target)
    return replyOf(response, target)
  }
}

/** The same reply, whose end is only reached by an answer that fits. */
function checked(reply: Reply, schema: StandardSchemaV1): Reply {
  const { target } = reply
  const outcome = reply.outcome.then(async (end): Promise<Outcome> => {
    if (end.status !== 'ok' || !holdsValue(end.response)) return end
    try {
      await structured(end.response, schema, target)
      return end
    } catch (error) {
      const { response: partial } = end
      return { status: 'failed', error: new StreamInterruptedError(target, partial, error), partial }
    }
  })
  const events = reply.events[Symbol.asyncIterator]()
  return {
    target,
    events: {
      [Symbol.asyncIterator]: () => ({
        async next() {
          const step = await events.next()
          if (step.done || step.value.type !== 'finish') return step
          const end = await outcome
          if (end.status === 'failed') throw end.error
          return step
        },
        return: async () => (await events.return?.()) ?? { done: true, value: undefined },
      }),
    },
    outcome,
    ...(reply.rateLimits && { rateLimits: reply.rateLimits }),
    [Symbol.asyncDispose]: () => reply[Symbol.asyncDispose](),
  }
}
