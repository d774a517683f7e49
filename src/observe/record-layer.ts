import type { ChatResponse, Usage } from '../chat/index.ts'
import { textTokens, type TokenCounter } from '../classify/index.ts'
import { failureOf } from '../errors/index.ts'
import { type Attempt, type AttemptEnded, type Middleware, observe, type Outcome } from '../handler/index.ts'
import type { Learner } from '../learning/index.ts'
import type { Clock } from '../runtime/index.ts'

export interface RecordOptions {
  readonly clock: Clock
  readonly learner: Pick<Learner, 'observe'>
  /** What an answer cost, USD; `undefined` where no price is known. */
  readonly price: (usage: Usage, attempt: Attempt) => number | undefined
  /** What an attempt may cost, USD, set aside in the request's ledger before it is made. */
  readonly estimate: (attempt: Attempt) => number
  /** For what nobody counted: the words of a broken answer. Default `textTokens`, an estimate. */
  readonly countTokens?: TokenCounter
  readonly onEnd?: (attempt: Attempt, ended: AttemptEnded) => void
}

/** Measures and prices each attempt, pays for it from the ledger, and tells the learner, the trace and `onEnd`. */
export function recordLayer(options: RecordOptions): Middleware<Attempt> {
  const { clock, learner, price, estimate, countTokens = textTokens, onEnd } = options
  return async (attempt, next) => {
    const reservation = attempt.ledger.reserve({ usd: estimate(attempt) })
    const startedMs = clock.mono()
    let firstTokenMs: number | undefined

    const costOf = (usage: Usage): number | undefined => usage.costUsd ?? price(usage, attempt)

    /** Whoever is hung up on, or breaks off, still bills the question and what was said until then: estimated where no usage came. */
    function costSoFar(partial: ChatResponse | undefined): number {
      const billed = partial && costOf(partial.usage)
      const outputTokens = countTokens(partial?.text ?? '')
      return billed ?? price({ inputTokens: attempt.task.inputTokens, outputTokens }, attempt) ?? 0
    }

    function end(outcome: Outcome): void {
      const response = outcome.status === 'ok' ? outcome.response : outcome.partial
      const whole = outcome.status === 'ok' || (outcome.status === 'failed' && !response)
      const costUsd = whole ? ((response && costOf(response.usage)) ?? 0) : costSoFar(response)
      reservation.settle(costUsd)
      const atMs = clock.mono()
      const ended: AttemptEnded = {
        type: 'attempt-ended',
        atMs,
        target: attempt.target,
        status: outcome.status,
        latencyMs: atMs - startedMs,
        costUsd,
        ...(firstTokenMs !== undefined && { firstTokenMs }),
        ...(outcome.status === 'failed' && { error: outcome.error }),
      }
      attempt.trace.add(ended)
      const failure = outcome.status === 'failed' ? failureOf(outcome.error) : undefined
      // What one of our own mechanisms refused says nothing of the target.
      if (outcome.status === 'failed' && !failure) return onEnd?.(attempt, ended)
      const outputTokens = response?.usage.outputTokens
      learner.observe({
        type: 'attempt',
        task: attempt.task,
        target: attempt.target,
        status: outcome.status,
        latencyMs: ended.latencyMs,
        costUsd,
        ...(failure && { failure: failure.kind }),
        ...(failure?.retryAfterMs !== undefined && { retryAfterMs: failure.retryAfterMs }),
        // A whole answer comes at once: its first word says nothing of a stream's.
        ...(firstTokenMs !== undefined && attempt.mode === 'stream' && { firstTokenMs }),
        ...(outputTokens !== undefined && { outputTokens }),
        atMs: clock.now(),
      })
      onEnd?.(attempt, ended)
    }

    const timed: typeof next = async inner => {
      const reply = await next(inner)
      firstTokenMs = clock.mono() - startedMs
      return reply
    }
    return observe(attempt, timed, end)
  }
}
