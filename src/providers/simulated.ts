import type { ChatEvent, ChatRequest, ChatResponse, FinishReason, Usage } from '../chat/index.ts'
import { ProviderError, type ProviderErrorKind } from '../errors/index.ts'
import { type Clock, type Random, sleep, systemClock, systemRandom } from '../runtime/index.ts'
import type { ModelInfo, Provider, ProviderCallOptions } from './provider.ts'

/** What a simulated model says to one request, and how long that takes. */
export interface SimulatedAnswer {
  readonly text: string
  /** Until the answer is whole. */
  readonly latencyMs: number
  /** Until its first word. Default: a third of `latencyMs`. */
  readonly firstTokenMs?: number
  /** Default: one token for four characters. `costUsd` replays a recorded bill. */
  readonly usage?: Usage
  readonly finishReason?: FinishReason
  readonly confidence?: number
}

/** What goes wrong with one call. */
export type SimulatedFault =
  /** Fails with an error of this kind, after a while. */
  | {
      readonly type: 'error'
      readonly kind: ProviderErrorKind
      readonly afterMs?: number
      readonly retryAfterMs?: number
    }
  /** Takes the call and never answers. */
  | { readonly type: 'stall' }
  /** Breaks off after that share of the text, 0–1. In chat nothing of it is seen. */
  | { readonly type: 'cut'; readonly at: number }

export interface SimulatedCall {
  readonly request: ChatRequest
  readonly model: string
  /** Elapsed time on the clock. */
  readonly atMs: number
  readonly random: Random
}

export interface SimulatedOptions {
  readonly id: string
  readonly models: readonly ModelInfo[]
  /** What the model says. Throwing makes the call fail like a provider that throws. */
  readonly answer: (call: SimulatedCall) => SimulatedAnswer
  /** What goes wrong, asked before each answer. Default: nothing. */
  readonly fault?: (call: SimulatedCall) => SimulatedFault | undefined
  readonly clock?: Clock
  /** Handed to `answer` and `fault`. Default: the platform's own. */
  readonly random?: Random
}

/** A provider without a network: plays given or recorded answers with their latencies, costs and faults. */
export function simulated(options: SimulatedOptions): Provider {
  const { id, models, clock = systemClock, random = systemRandom } = options

  function begin(request: ChatRequest, model: string): { answer: SimulatedAnswer; fault: SimulatedFault | undefined } {
    const call = { request, model, atMs: clock.mono(), random }
    return { fault: options.fault?.(call), answer: options.answer(call) }
  }

  async function fail(fault: SimulatedFault, { model, signal }: ProviderCallOptions): Promise<never> {
    if (fault.type === 'stall') await new Promise((_, reject) => whenAborted(signal, reject))
    const afterMs = fault.type === 'error' ? (fault.afterMs ?? 0) : 0
    if (afterMs > 0) await sleep(clock, afterMs, signal)
    throw new ProviderError({
      target: `${id}/${model}`,
      kind: fault.type === 'error' ? fault.kind : 'network',
      message: 'simulated failure',
      retryAfterMs: fault.type === 'error' ? fault.retryAfterMs : undefined,
    })
  }

  return {
    id,
    models,
    async chat(request, call) {
      const { answer, fault } = begin(request, call.model)
      if (fault?.type === 'cut') await sleep(clock, answer.latencyMs * fault.at, call.signal)
      if (fault) return fail(fault, call)
      await sleep(clock, answer.latencyMs, call.signal)
      return responseOf(answer, call.model)
    },
    async *stream(request, call): AsyncGenerator<ChatEvent> {
      const { answer, fault } = begin(request, call.model)
      const cutAt = fault?.type === 'cut' ? fault.at : 1
      if (fault && fault.type !== 'cut') await fail(fault, call)
      const { text, toolCalls: _, ...end } = responseOf(answer, call.model)
      const words = text.match(/\S+\s*|\s+/g) ?? []
      const firstMs = answer.firstTokenMs ?? answer.latencyMs / 3
      const gapMs = (answer.latencyMs - firstMs) / Math.max(1, words.length)
      await sleep(clock, firstMs, call.signal)
      for (const [index, word] of words.entries()) {
        if (fault && index >= words.length * cutAt) await fail(fault, call)
        yield { type: 'text-delta', text: word }
        await sleep(clock, gapMs, call.signal)
      }
      if (fault) await fail(fault, call)
      yield { type: 'finish', ...end }
    },
  }
}

function responseOf(answer: SimulatedAnswer, model: string): ChatResponse {
  const { text, usage, finishReason = 'stop', confidence } = answer
  const estimated = { inputTokens: undefined, outputTokens: Math.ceil(text.length / 4) }
  return {
    text,
    toolCalls: [],
    finishReason,
    usage: usage ?? estimated,
    model,
    ...(confidence !== undefined && { confidence }),
  }
}

function whenAborted(signal: AbortSignal, reject: (reason: unknown) => void): void {
  if (signal.aborted) reject(signal.reason)
  else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
}
