import type { RateLimit } from '../../chat/index.ts'
import { durationMs, resetMs } from './duration.ts'
import { list, object, text } from './json.ts'

export interface RetryAfter {
  readonly ms: number
  /** `message`: read out of a sentence, the least to be relied on. */
  readonly from: 'header' | 'reset-header' | 'body' | 'message'
}

/** When the server wants to be asked again, in whatever way it says so. `nowMs`: when the server says it answered. */
export function retryAfterOf(
  headers: Headers,
  limits: readonly RateLimit[],
  body: unknown,
  message: string,
  nowMs: number,
): RetryAfter | undefined {
  return fromHeader(headers, nowMs) ?? fromBody(body) ?? fromReset(limits) ?? fromMessage(message)
}

function fromHeader(headers: Headers, nowMs: number): RetryAfter | undefined {
  // Some send 0 ms beside a whole second: the precise header counts where it says anything.
  const preciseMs = Number(headers.get('retry-after-ms') ?? NaN)
  if (preciseMs > 0) return { ms: preciseMs, from: 'header' }
  const plain = headers.get('retry-after')
  const ms = plain === null ? undefined : resetMs(plain, nowMs)
  return ms === undefined ? undefined : { ms, from: 'header' }
}

/** Google's `RetryInfo`, and fields of that name elsewhere. */
function fromBody(body: unknown): RetryAfter | undefined {
  const error = object(object([body].flat()[0])['error'])
  for (const detail of list(error['details'])) {
    const ms = durationMs(text(object(detail)['retryDelay']))
    if (ms !== undefined) return { ms, from: 'body' }
  }
  const seconds = error['retry_after'] ?? object(error['metadata'])['retry_after_seconds']
  return typeof seconds === 'number' && seconds >= 0 ? { ms: Math.round(seconds * 1000), from: 'body' } : undefined
}

/** The latest reset among the allowances that are used up. */
function fromReset(limits: readonly RateLimit[]): RetryAfter | undefined {
  const waits = limits.flatMap(({ remaining, resetMs }) =>
    remaining !== undefined && remaining <= 0 && resetMs !== undefined ? [resetMs] : [],
  )
  return waits.length > 0 ? { ms: Math.max(...waits), from: 'reset-header' } : undefined
}

function fromMessage(message: string): RetryAfter | undefined {
  const match = /(?:try again|retry) (?:in|after) (\d[\d.smhd]*)\s*(minute)?/i.exec(message)
  if (!match) return undefined
  // A full stop may end the sentence.
  const amount = (match[1] ?? '').replace(/\.$/, '')
  const ms = durationMs(amount) ?? Number(amount) * (match[2] ? 60_000 : 1000)
  return Number.isFinite(ms) ? { ms: Math.round(ms), from: 'message' } : undefined
}
