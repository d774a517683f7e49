import {
  type Attempt,
  type ChatEvent,
  type Clock,
  type Handler,
  openReply,
  ProviderError,
  type ProviderErrorDetails,
  type ProviderErrorKind,
  replyOf,
  RequestLedger,
  type LedgerLimits,
  sleep,
  Trace,
} from 'routewise'

export const target = 'test/model'

export const response = {
  text: 'hello world',
  toolCalls: [],
  finishReason: 'stop',
  usage: { inputTokens: 1, outputTokens: 2 },
  model: 'm',
} as const

export function attempt(
  clock: Clock,
  mode: 'chat' | 'stream' = 'chat',
  more: { readonly signal?: AbortSignal; readonly limits?: LedgerLimits; readonly target?: Attempt['target'] } = {},
): Attempt {
  return {
    id: '1',
    request: { messages: [{ role: 'user', content: 'hi' }] },
    mode,
    signal: more.signal ?? new AbortController().signal,
    options: {},
    ledger: new RequestLedger(more.limits ?? {}, clock),
    trace: new Trace(),
    task: { kind: 'general', confidence: 1, complexity: 0.5, inputTokens: 10, needs: [] },
    target: more.target ?? target,
    attempt: 1,
  }
}

export function failure(kind: ProviderErrorKind, details: Partial<ProviderErrorDetails> = {}): ProviderError {
  return new ProviderError({ target, kind, message: 'scripted', ...details })
}

/** How one fake call goes. Times are from the call, in ms. */
export interface Script {
  readonly firstTokenMs?: number
  /** Between the two halves of the answer. */
  readonly gapMs?: number
  readonly error?: unknown
  /** Breaks the stream after the first half. */
  readonly cut?: unknown
}

/** A target that plays its scripts in order, the last one again and again, and counts what is open. */
export class FakeTarget {
  readonly calls: Attempt[] = []
  /** Sources that have been opened and not closed. */
  open = 0
  readonly #clock: Clock
  readonly #scripts: Script[]

  constructor(clock: Clock, ...scripts: Script[]) {
    this.#clock = clock
    this.#scripts = scripts
  }

  readonly handler: Handler<Attempt> = async call => {
    const script = this.#scripts[Math.min(this.calls.length, this.#scripts.length - 1)] ?? {}
    this.calls.push(call)
    if (call.mode === 'stream') return openReply(this.#stream(script, call.signal), call.target, call.signal)
    this.open++
    try {
      await sleep(this.#clock, (script.firstTokenMs ?? 0) + (script.gapMs ?? 0), call.signal)
      if (script.error !== undefined) throw script.error
      if (script.cut !== undefined) throw script.cut
      return replyOf(response, call.target)
    } finally {
      this.open--
    }
  }

  async *#stream(script: Script, signal: AbortSignal): AsyncGenerator<ChatEvent, undefined> {
    this.open++
    try {
      await sleep(this.#clock, script.firstTokenMs ?? 0, signal)
      if (script.error !== undefined) throw script.error
      yield { type: 'text-delta', text: 'hello' }
      await sleep(this.#clock, script.gapMs ?? 0, signal)
      if (script.cut !== undefined) throw script.cut
      yield { type: 'text-delta', text: ' world' }
      yield { type: 'finish', finishReason: 'stop', usage: response.usage, model: 'm' }
    } finally {
      this.open--
    }
  }
}

/** A signal that counts its listeners. */
export function countingSignal(): { readonly controller: AbortController; readonly listeners: () => number } {
  const controller = new AbortController()
  const { signal } = controller
  const current = new Set<unknown>()
  const add = signal.addEventListener.bind(signal)
  const remove = signal.removeEventListener.bind(signal)
  add('abort', () => current.clear())
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    current.add(args[1])
    add(...args)
  }
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    current.delete(args[1])
    remove(...args)
  }
  return { controller, listeners: () => current.size }
}
