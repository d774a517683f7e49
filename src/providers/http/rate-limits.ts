import { resetMs } from './duration.ts'

/** What is left of one allowance. */
export interface RateLimit {
  /** What is counted: `requests`, `tokens`, `input-tokens` … in the provider's word. */
  readonly unit: string
  readonly limit?: number
  readonly remaining?: number
  /** Until it is full again, ms from when the answer came. */
  readonly resetMs?: number
}

/** `x-ratelimit-limit-requests`, `anthropic-ratelimit-requests-limit`, plain `x-ratelimit-limit`. */
const shape = /^(?:x-|anthropic-)?ratelimit-(?:(limit|remaining|reset)(?:-(.+))?|(.+)-(limit|remaining|reset))$/

/** Reads the rate-limit headers of every dialect; empty where there are none. `nowMs`: when the server says it answered. */
export function rateLimitsOf(headers: Headers, nowMs: number): readonly RateLimit[] {
  const byUnit = new Map<string, { unit: string; limit?: number; remaining?: number; resetMs?: number }>()
  headers.forEach((value, name) => {
    const match = name.includes('ratelimit') ? shape.exec(name) : null
    const field = match?.[1] ?? match?.[4]
    if (!match || field === undefined) return
    const unit = match[2] ?? match[3] ?? 'requests'
    const entry = byUnit.get(unit) ?? { unit }
    byUnit.set(unit, entry)
    const amount = field === 'reset' ? resetMs(value, nowMs) : value.trim() === '' ? NaN : Number(value)
    if (amount === undefined || !Number.isFinite(amount)) return
    if (field === 'reset') entry.resetMs = amount
    else if (field === 'limit') entry.limit = amount
    else entry.remaining = amount
  })
  return [...byUnit.values()]
}

/** The server's own time where it tells it: its dates are then right even if our clock is not. */
export function serverTimeMs(headers: Headers, nowMs: number): number {
  const date = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(date) ? nowMs : date
}
