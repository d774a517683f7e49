import { RunnableLambda } from '@langchain/core/runnables'
import { APICallError, generateText, type LanguageModel, streamText } from 'ai'
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
import { idleMs, type Name, targets, type World } from './world.ts'

/** A peer in its best setting: `attemptMs` is that of 5, 8 and 10 s with which it failed least on the seeds for tuning. */
export interface Peer {
  readonly name: string
  readonly attemptMs: number
  readonly make: (world: World, attemptMs: number) => Contender
}

/**
 * The peers as somebody who knows them would set them up: all targets in order where they can, retries, and timeouts for
 * an attempt by hand where they have none of their own: until the first word of a stream, and between two.
 */
export const peers: readonly Peer[] = [
  { name: 'bare call', attemptMs: Infinity, make: bare },
  { name: 'p-retry', attemptMs: 5000, make: withPRetry },
  { name: 'cockatiel, in order', attemptMs: 5000, make: withCockatiel },
  { name: 'ai + ai-fallback', attemptMs: 8000, make: (world, ms) => withAiFallback(world, ms, false) },
  { name: 'LangChain withFallbacks', attemptMs: 5000, make: withLangChain },
]
/** Goes on with the next model after the first words too, which is its default: for streams only. */
export const gluing: Peer = {
  name: 'ai-fallback, as it comes',
  attemptMs: 8000,
  make: (world, ms) => withAiFallback(world, ms, true),
}

/** An answer of which the first piece is there. */
interface Opened {
  readonly head: string
  readonly rest: AsyncIterable<string>
}

/** One call with the timeouts that the peer lacks. Rejects where no word comes; what breaks later is thrown by `rest`. */
async function open(
  world: World,
  request: number,
  target: Name,
  signal: AbortSignal,
  attemptMs: number,
): Promise<Opened> {
  const { clock, mode } = world
  const controller = new AbortController()
  const follow = (): void => controller.abort(signal.reason)
  if (signal.aborted) follow()
  else signal.addEventListener('abort', follow)
  let cancel = (): void => {}
  const arm = (ms: number): void => {
    cancel()
    if (attemptMs < Infinity) cancel = clock.after(ms, () => controller.abort(new Error('attempt timed out')))
  }
  const close = (): void => {
    cancel()
    signal.removeEventListener('abort', follow)
  }
  arm(attemptMs)
  const pieces = world.call({ request, target, mode, signal: controller.signal })
  const next = async (): Promise<IteratorResult<string, void>> => {
    try {
      const step = await pieces.next()
      if (step.done) close()
      else arm(idleMs)
      return step
    } catch (error) {
      close()
      throw error
    }
  }
  const first = await next()
  return { head: first.done ? '' : first.value, rest: { [Symbol.asyncIterator]: () => ({ next }) } }
}

async function pass({ head, rest }: Opened, emit: (text: string) => void): Promise<void> {
  emit(head)
  for await (const text of rest) emit(text)
}

function bare(world: World, attemptMs: number): Contender {
  return async (request, signal, emit) => pass(await open(world, request, targets[0], signal, attemptMs), emit)
}

function withPRetry(world: World, attemptMs: number): Contender {
  return async (request, signal, emit) =>
    pass(
      await pRetry(() => open(world, request, targets[0], signal, attemptMs), {
        retries: 2,
        minTimeout: 500,
        randomize: true,
        signal,
      }),
      emit,
    )
}

function withCockatiel(world: World, attemptMs: number): Contender {
  const policies = targets.map(target => ({
    target,
    policy: wrap(
      retry(handleAll, { maxAttempts: 1, backoff: new ExponentialBackoff({ initialDelay: 500, maxDelay: 8000 }) }),
      circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) }),
      timeout(attemptMs, TimeoutStrategy.Aggressive),
    ),
  }))
  return async (request, signal, emit) => {
    let last: unknown
    for (const { target, policy } of policies) {
      let opened: Opened
      try {
        // Its own signal ends with the opening: the rest of a stream is read under that of the request.
        opened = await policy.execute(() => open(world, request, target, signal, attemptMs), signal)
      } catch (error) {
        signal.throwIfAborted()
        last = error
        continue
      }
      return pass(opened, emit)
    }
    throw last
  }
}

/** `ReadableStream.from`, which the types of the platform do not know yet. */
function streamOf<T>(parts: AsyncGenerator<T>): ReadableStream<T> {
  return new ReadableStream<T>({
    async pull(controller) {
      const step = await parts.next()
      if (step.done) controller.close()
      else controller.enqueue(step.value)
    },
  })
}

const usage = {
  inputTokens: { total: 200, noCache: 200, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 100, text: 100, reasoning: 0 },
}
const finishReason = { unified: 'stop' as const, raw: 'stop' }

function withAiFallback(world: World, attemptMs: number, retryAfterOutput: boolean): Contender {
  const opened = async (target: Name, options: { abortSignal?: AbortSignal; prompt: unknown }): Promise<Opened> => {
    const request = Number(JSON.stringify(options.prompt).match(/request (\d+)/)?.[1])
    try {
      return await open(world, request, target, options.abortSignal ?? new AbortController().signal, attemptMs)
    } catch (error) {
      throw apiError(error)
    }
  }
  const models = targets.map(target => ({
    specificationVersion: 'v3' as const,
    provider: target.split('/')[0] ?? '',
    modelId: target,
    supportedUrls: {},
    async doGenerate(options: { abortSignal?: AbortSignal; prompt: unknown }) {
      const { head } = await opened(target, options)
      return { content: [{ type: 'text' as const, text: head }], finishReason, usage, warnings: [] }
    },
    async doStream(options: { abortSignal?: AbortSignal; prompt: unknown }) {
      const { head, rest } = await opened(target, options)
      async function* parts() {
        yield { type: 'stream-start' as const, warnings: [] }
        yield { type: 'text-start' as const, id: '0' }
        yield { type: 'text-delta' as const, id: '0', delta: head }
        for await (const delta of rest) yield { type: 'text-delta' as const, id: '0', delta }
        yield { type: 'text-end' as const, id: '0' }
        yield { type: 'finish' as const, finishReason, usage }
      }
      return { stream: streamOf(parts()) }
    },
  }))
  const model = createFallback({
    models,
    modelResetInterval: 60_000,
    shouldRetryThisError: () => true,
    retryAfterOutput,
  }) as unknown as LanguageModel
  return async (request, abortSignal, emit) => {
    const prompt = `request ${request}`
    if (world.mode === 'chat') return emit((await generateText({ model, prompt, maxRetries: 2, abortSignal })).text)
    let finished = false
    const { fullStream } = streamText({ model, prompt, maxRetries: 2, abortSignal, onError: () => {} })
    for await (const part of fullStream) {
      if (part.type === 'error') throw part.error
      if (part.type === 'text-delta') emit(part.text)
      if (part.type === 'finish') finished = true
    }
    if (!finished) throw new Error('aborted')
  }
}

function withLangChain(world: World, attemptMs: number): Contender {
  interface Input {
    readonly request: number
    readonly signal: AbortSignal
  }
  const runnables = targets.map(target => {
    if (world.mode === 'chat') {
      return RunnableLambda.from<Input, string>(
        async ({ request, signal }) => (await open(world, request, target, signal, attemptMs)).head,
      ).withRetry({ stopAfterAttempt: 2 })
    }
    return RunnableLambda.from<Input, string>(async function* ({ request, signal }: Input) {
      const { head, rest } = await open(world, request, target, signal, attemptMs)
      yield head
      yield* rest
    } as never)
  })
  const [first, ...others] = runnables
  if (!first) throw new Error('no targets')
  const chain = first.withFallbacks(others as never)
  return async (request, signal, emit) => {
    if (world.mode === 'chat') return emit(await chain.invoke({ request, signal }, { signal }))
    for await (const text of await chain.stream({ request, signal }, { signal })) emit(text)
  }
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
