import type { RateLimit } from '../chat/index.ts'

const minuteMs = 60_000

/** A call that is on its way, and what it takes from each allowance. */
export interface Reservation {
  readonly sentMs: number
  readonly inputTokens: number
  readonly outputTokens: number
}

/** One limit of a provider, as it was last reported: a bucket that refills evenly. */
export interface Allowance {
  readonly unit: string
  readonly limit: number
  readonly remaining: number
  readonly windowMs: number
  /** When the call left whose answer reported it. */
  readonly sentMs: number
  /** When the report was read. */
  readonly readMs: number
}

/** `undefined` for a report that says too little, or no sense. */
export function allowanceOf(report: RateLimit, sentMs: number, readMs: number): Allowance | undefined {
  const { unit, limit = Number.NaN, remaining = Number.NaN, windowMs = minuteMs } = report
  const sane = limit > 0 && remaining >= 0 && windowMs > 0 && Number.isFinite(limit + remaining + windowMs)
  return sane ? { unit, limit, remaining, windowMs, sentMs, readMs } : undefined
}

/** What a call takes from an allowance; of what is counted in other units, nothing is known. */
export function needOf(unit: string, { inputTokens, outputTokens }: Reservation): number {
  if (unit === 'requests') return 1
  if (unit === 'tokens') return inputTokens + outputTokens
  return unit === 'input-tokens' ? inputTokens : unit === 'output-tokens' ? outputTokens : 0
}

/** What is left: a report counts what had been sent before its own call, and that call itself. */
export function leftOf(allowance: Allowance, onTheWay: Iterable<Reservation>, nowMs: number): number {
  const { unit, limit, remaining, windowMs, sentMs, readMs } = allowance
  let reserved = 0
  for (const call of onTheWay) if (call.sentMs > sentMs) reserved += needOf(unit, call)
  return Math.max(0, Math.min(limit, remaining + (limit * (nowMs - readMs)) / windowMs) - reserved)
}

/** How long until there is room. A call that needs more than the whole limit may leave when that is full: its provider decides. */
export function refillMs({ limit, windowMs }: Allowance, need: number, left: number): number {
  const missing = Math.min(need, limit) - left
  return missing <= 0 ? 0 : (missing / limit) * windowMs
}
