import type { RateLimit } from '../../chat/index.ts'
import { resetMs } from './duration.ts'

/** `x-ratelimit-limit-requests`, `x-ratelimit-limit-tokens-minute`, `anthropic-ratelimit-requests-limit`, plain `x-ratelimit-limit`. */
const shape = /^(?:x-|anthropic-)?ratelimit-(?:(limit|remaining|reset)(?:-(.+))?|(.+)-(limit|remaining|reset))$/
const windowsMs: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
}
/** With less than this share used the numbers, rounded as they are, do not tell how fast an allowance fills. */
const MIN_USED = 0.05

type Draft = { -readonly [K in keyof RateLimit]: RateLimit[K] }

/**
 * Reads the rate-limit headers of every dialect: OpenAI's durations, Anthropic's dates, seconds, times since the epoch.
 * Empty where there are none. `nowMs`: when the server says it answered.
 */
export function rateLimitsOf(headers: Headers, nowMs: number): readonly RateLimit[] {
  const byName = new Map<string, Draft>()
  headers.forEach((value, header) => {
    const match = header.includes('ratelimit') ? shape.exec(header) : null
    const field = match?.[1] ?? match?.[4]
    if (!match || field === undefined) return
    const name = match[2] ?? match[3] ?? 'requests'
    const entry = byName.get(name) ?? named(name)
    byName.set(name, entry)
    const amount = field === 'reset' ? resetMs(value, nowMs) : value.trim() === '' ? NaN : Number(value)
    if (amount === undefined || !Number.isFinite(amount)) return
    if (field === 'reset') entry.resetMs = amount
    else if (field === 'limit') entry.limit = amount
    else entry.remaining = amount
  })
  return [...byName.values()].map(withWindow)
}

/** `requests-day` and `req-minute` name the window as well. */
function named(name: string): Draft {
  const [, what = name, per = ''] = /^(.+)-(minute|hour|day)$/.exec(name) ?? []
  const windowMs = windowsMs[per]
  return { unit: what === 'req' ? 'requests' : what, ...(windowMs !== undefined && { windowMs }) }
}

/** What is missing is back at the reset: all of it would take as much longer as it is more. */
function withWindow(entry: Draft): RateLimit {
  const { limit, remaining, resetMs, windowMs } = entry
  if (windowMs !== undefined || limit === undefined || remaining === undefined || !resetMs) return entry
  const used = (limit - remaining) / limit
  return used >= MIN_USED && used <= 1 ? { ...entry, windowMs: Math.round(resetMs / used) } : entry
}

/** The server's own time where it tells it: its dates are then right even if our clock is not. */
export function serverTimeMs(headers: Headers, nowMs: number): number {
  const date = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(date) ? nowMs : date
}
