import { RunnableLambda } from '@langchain/core/runnables'
import { APICallError, generateText, type LanguageModel } from 'ai'
import { createFallback } from 'ai-fallback'
import {
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleAll,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel'
import pRetry from 'p-retry'
import { ProviderError } from 'routewise'
import type { Contender } from './run.ts'
import { attemptMs, type Name, targets, type World } from './world.ts'

/**
 * The peers as somebody who knows them would set them up: all targets in order where they can, retries, and ten seconds
 * for an attempt, by hand where they have no timeout of their own.
 */
export const peers: readonly { readonly name: string; readonly make: (world: World) => Contender }[] = [
  { name: 'bare call', make: world => (request, signal) => world.call(request, targets[0], signal) },
  { name: 'p-retry', make: withPRetry },
  { name: 'cockatiel, in order', make: withCockatiel },
  { name: 'ai + ai-fallback', make: withAiFallback },
  { name: 'LangChain withFallbacks', make: withLangChain },
]

function withPRetry(world: World): Contender {
  return (request, signal) =>
    pRetry(() => timed(world, request, targets[0], signal), { retries: 2, minTimeout: 500, randomize: true, signal })
}

function withCockatiel(world: World): Contender {
  const policies = targets.map(target => ({
    target,
    policy: wrap(
      retry(handleAll, { maxAttempts: 2, backoff: new ExponentialBackoff({ initialDelay: 500, maxDelay: 8000 }) }),
      circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) }),
      timeout(attemptMs, TimeoutStrategy.Aggressive),
    ),
  }))
  return async (request, signal) => {
    let last: unknown
    for (const { target, policy } of policies) {
      try {
        return await policy.execute(({ signal }) => world.call(request, target, signal), signal)
      } catch (error) {
        signal.throwIfAborted()
        last = error
      }
    }
    throw last
  }
}

function withAiFallback(world: World): Contender {
  let current = 0
  const models = targets.map(target => ({
    specificationVersion: 'v3' as const,
    provider: target.split('/')[0] ?? '',
    modelId: target,
    supportedUrls: {},
    async doGenerate({ abortSignal, prompt }: { abortSignal?: AbortSignal; prompt: unknown }) {
      const request = Number(JSON.stringify(prompt).match(/request (\d+)/)?.[1] ?? current)
      try {
        const text = await timed(world, request, target, abortSignal ?? new AbortController().signal)
        return {
          content: [{ type: 'text' as const, text }],
          finishReason: { unified: 'stop' as const, raw: 'stop' },
          usage: {
            inputTokens: { total: 200, noCache: 200, cacheRead: 0, cacheWrite: 0 },
            outputTokens: { total: 100, text: 100, reasoning: 0 },
          },
          warnings: [],
        }
      } catch (error) {
        throw apiError(error)
      }
    },
    doStream: () => Promise.reject(new Error('not used')),
  }))
  const model = createFallback({
    models,
    modelResetInterval: 60_000,
    shouldRetryThisError: () => true,
  })
  return async (request, signal) => {
    current = request
    const { text } = await generateText({
      model: model as unknown as LanguageModel,
      prompt: `request ${request}`,
      maxRetries: 2,
      abortSignal: signal,
    })
    return text
  }
}

function withLangChain(world: World): Contender {
  const runnables = targets.map(target =>
    RunnableLambda.from(({ request, signal }: { request: number; signal: AbortSignal }) =>
      timed(world, request, target, signal),
    ).withRetry({ stopAfterAttempt: 2 }),
  )
  const [first, ...rest] = runnables
  if (!first) throw new Error('no targets')
  const chain = first.withFallbacks(rest)
  return (request, signal) => chain.invoke({ request, signal })
}

/** One call with the timeout that the peer lacks. */
function timed(world: World, request: number, target: Name, signal: AbortSignal): Promise<string> {
  const controller = new AbortController()
  const follow = (): void => controller.abort(signal.reason)
  signal.addEventListener('abort', follow, { once: true })
  if (signal.aborted) follow()
  const cancel = world.clock.after(attemptMs, () => controller.abort(new Error('attempt timed out')))
  return world.call(request, target, controller.signal).finally(() => {
    cancel()
    signal.removeEventListener('abort', follow)
  })
}

function apiError(error: unknown): unknown {
  if (!(error instanceof ProviderError)) return error
  const statusCode = error.kind === 'rate-limit' ? 429 : error.kind === 'overloaded' ? 529 : 500
  return new APICallError({
    message: error.message,
    url: 'http://chaos',
    requestBodyValues: {},
    statusCode,
    isRetryable: true,
    ...(error.retryAfterMs !== undefined && { responseHeaders: { 'retry-after-ms': String(error.retryAfterMs) } }),
  })
}
